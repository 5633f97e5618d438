using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

/// <summary>What the application is not shown is told apart from what is not there.</summary>
public sealed class SeeingTests
{
    private const string Hidden = "\"visibility\":\"hiddenmembership\"";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Members_of_a_hidden_group_stay_as_stored_unless_the_application_may_see_them(bool granted)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        if (granted)
            reading.Graph.Roles = [.. reading.Graph.Roles, "Member.Read.Hidden"];
        reading.Graph.Say(reading.Graph.Page($"{Rows.Group(1, Hidden)},{Rows.Group(2)}", delta: "groups/delta?$deltatoken=a"));
        var session = new MirrorRecorder();

        await reading.GroupsAsync(session);

        Assert.Equal(granted ? [] : [Id(1)], session.Kept);
        Assert.Equal(granted, !reading.Source.Remarks.Any(remark => remark.Contains("hides its members", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_token_that_cannot_be_read_leaves_hidden_groups_as_they_are()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.TokenAnswers.Enqueue(ScriptedAnswer.Json("""{"token_type":"Bearer","expires_in":3599,"access_token":"opaque"}"""));
        reading.Graph.Say(reading.Graph.Page(Rows.Group(1, Hidden), delta: "groups/delta?$deltatoken=a"));
        var session = new MirrorRecorder();

        await reading.GroupsAsync(session);

        Assert.Equal([Id(1)], session.Kept);
    }

    [Fact]
    public async Task A_sign_in_that_leads_to_another_tenant_reads_nothing()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.TokenTenant = "99999999-9999-9999-9999-999999999999";

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.OtherTenant, failure.Fault);
        Assert.Contains("99999999-9999-9999-9999-999999999999", failure.Message, StringComparison.Ordinal);
        Assert.Empty(reading.Graph.Requests);
    }

    [Fact]
    public async Task The_lists_of_a_hidden_group_are_not_asked_for()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            ScriptedAnswer.Json($$$"""{"responses":[{"id":"0","status":200,"headers":{},"body":{{{Rows.Group(1, Hidden)}}}}]}"""),
            reading.Graph.Page("", delta: "groups/delta?$deltatoken=b")
        );
        var session = new MirrorRecorder(reading.Graph.Link("groups/delta?$deltatoken=a"));

        await reading.Source.ReadGroupsAsync(ReadWay.CompareByLists, [Id(1)], session, null, CancellationToken.None);

        Assert.Equal([Id(1)], session.Kept);
        Assert.Equal(2, reading.Graph.Requests.Count);
    }

    private static ObjectId Id(int number) => new(Guid.Parse(Rows.Id(number)));
}

using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class ResyncTests
{
    public static TheoryData<int, string> Resets =>
        new()
        {
            { 410, """{"error":{"code":"SyncStateNotFound","message":"The sync state generation is not found"}}""" },
            { 410, "" },
            { 410, "<html>gone</html>" },
            { 400, """{"error":{"code":"syncStateNotFound","message":"m"}}""" },
            { 404, """{"error":{"code":"SyncStateNotFound","message":"m"}}""" },
            { 400, """{"error":{"code":"resyncRequired","message":"m"}}""" },
            { 400, """{"error":{"code":"BadRequest","message":"m","innererror":{"code":"x","innerError":{"code":"RESYNCREQUIRED"}}}}""" },
            { 400, """{"error":{"code":"Directory_ExpiredPageToken","message":"m"}}""" },
        };

    [Theory]
    [MemberData(nameof(Resets))]
    public async Task A_link_that_has_lost_its_meaning_is_answered_by_a_full_read(int status, string body)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(ScriptedAnswer.Json(body, status), reading.Graph.Page(Rows.User(1), delta: "users/delta?$deltatoken=new"));
        var session = new MirrorRecorder(reading.Graph.Link("users/delta?$deltatoken=old"));

        await reading.UsersAsync(session);

        Assert.Single(session.Restarts);
        Assert.StartsWith("/v1.0/users/delta?$select=", reading.Graph.Requests.Last().Target, StringComparison.Ordinal);
        Assert.Equal(reading.Graph.Link("users/delta?$deltatoken=new"), session.Completed);
    }

    [Fact]
    public async Task A_reset_in_the_middle_throws_away_what_came_before()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page(Rows.User(1), next: "users/delta?a"),
            ScriptedAnswer.Error(400, "Directory_ExpiredPageToken"),
            reading.Graph.Page(Rows.User(2), next: "users/delta?a"),
            reading.Graph.Page(Rows.User(3), delta: "users/delta?b")
        );
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Equal([Rows.Id(2), Rows.Id(3)], session.Users.Select(user => user.Id.ToString()));
        Assert.Single(session.Restarts);
    }

    [Fact]
    public async Task A_location_that_asks_for_all_that_is_read_is_followed()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var location = $"groups/delta?$select={Pages.GroupRows.Select}&$deltatoken=";
        reading.Graph.Say(
            ScriptedAnswer.Error(410, "resyncRequired").With("Location", reading.Graph.Link(location)),
            reading.Graph.Page("", delta: "groups/delta?b")
        );

        await reading.GroupsAsync(new MirrorRecorder(reading.Graph.Link("groups/delta?$deltatoken=old")));

        Assert.Equal("/v1.0/" + location, reading.Graph.Requests.Last().Target);
    }

    [Theory]
    [InlineData("https://evil.example/v1.0/users/delta?$deltatoken=")]
    [InlineData("{root}/users/delta?$deltatoken=")]
    [InlineData("{root}/users/delta?$select=id&$deltatoken=")]
    [InlineData("/v1.0/users/delta")]
    public async Task Any_other_location_is_not(string location)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            ScriptedAnswer
                .Error(410, "resyncRequired")
                .With("Location", location.Replace("{root}", reading.Graph.Root, StringComparison.Ordinal)),
            reading.Graph.Page("", delta: "users/delta?b")
        );

        await reading.UsersAsync(new MirrorRecorder(reading.Graph.Link("users/delta?$deltatoken=old")));

        Assert.Equal($"/v1.0/users/delta?$select={Pages.UserRows.Select}", reading.Graph.Requests.Last().Target);
    }

    [Fact]
    public async Task A_delta_link_refused_twice_without_a_reason_is_answered_by_a_full_read()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            ScriptedAnswer.Error(400, "Request_BadRequest"),
            ScriptedAnswer.Error(400, "Request_BadRequest"),
            reading.Graph.Page(Rows.User(1), delta: "users/delta?b")
        );
        var session = new MirrorRecorder(reading.Graph.Link("users/delta?$deltatoken=garbage"));

        await reading.UsersAsync(session);

        Assert.Equal(3, reading.Graph.Requests.Count);
        Assert.Single(session.Restarts);
    }

    [Fact]
    public async Task A_delta_link_refused_once_is_good_when_it_works_the_second_time()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(ScriptedAnswer.Error(400, "Request_BadRequest"), reading.Graph.Page(Rows.User(1), delta: "users/delta?b"));
        var session = new MirrorRecorder(reading.Graph.Link("users/delta?$deltatoken=odd"));

        await reading.UsersAsync(session);

        Assert.Empty(session.Restarts);
    }

    [Theory]
    [InlineData("not a link")]
    [InlineData("https://evil.example/v1.0/users/delta?$deltatoken=x")]
    public async Task A_damaged_stored_link_is_answered_by_a_full_read(string stored)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page(Rows.User(1), delta: "users/delta?b"));
        var session = new MirrorRecorder(stored);

        await reading.UsersAsync(session);

        Assert.Contains("stored delta link", session.Restarts.Single(), StringComparison.Ordinal);
        Assert.NotNull(session.Completed);
    }

    [Fact]
    public async Task A_second_reset_is_an_error()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(ScriptedAnswer.Error(410, "resyncRequired"), ScriptedAnswer.Error(410, "resyncRequired"));
        var session = new MirrorRecorder(reading.Graph.Link("users/delta?$deltatoken=old"));

        var failure = await reading.FailAsync(session: session);

        Assert.Equal(DirectoryFault.Unavailable, failure.Fault);
        Assert.Single(session.Restarts);
    }

    [Fact]
    public async Task A_plain_400_in_the_middle_of_a_round_is_an_error()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page(Rows.User(1), next: "users/delta?a"), ScriptedAnswer.Error(400, "Request_BadRequest"));

        var failure = await reading.FailAsync(session: new MirrorRecorder(reading.Graph.Link("users/delta?$deltatoken=old")));

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
    }
}

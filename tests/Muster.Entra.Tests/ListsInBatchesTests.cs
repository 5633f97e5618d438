using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

/// <summary>What a step of a batch was told is never taken for a list that is shorter than it is.</summary>
public sealed class ListsInBatchesTests
{
    private static readonly string Facts = Batch(Step(0, Rows.Group(7)));
    private static readonly string Nobody = """{"value":[]}""";

    [Theory]
    [InlineData(403, DirectoryFault.PermissionMissing)]
    [InlineData(404, DirectoryFault.UnexpectedAnswer)]
    [InlineData(400, DirectoryFault.UnexpectedAnswer)]
    public async Task A_list_that_is_refused_is_not_an_empty_one(int status, DirectoryFault fault)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var failure = await FailAsync(reading, Facts, Batch(Step(0, """{"error":{"code":"x"}}""", status), Step(1, Nobody)));
        Assert.Equal(fault, failure.Fault);
    }

    [Fact]
    public async Task A_group_that_is_forbidden_is_not_passed_over()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var failure = await FailAsync(reading, Batch(Step(0, """{"error":{"code":"x"}}""", 403)));
        Assert.Equal(DirectoryFault.PermissionMissing, failure.Fault);
    }

    [Fact]
    public async Task A_step_without_an_answer_and_one_with_two_end_the_read()
    {
        foreach (var steps in new[] { Batch(Step(0, Nobody)), Batch(Step(0, Nobody), Step(1, Nobody), Step(1, Nobody)) })
        {
            await using var reading = await Scripted.Reading.StartAsync();
            var failure = await FailAsync(reading, Facts, steps);
            Assert.Contains("step 1", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_group_than_the_one_asked_for_ends_the_read()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var failure = await FailAsync(reading, Batch(Step(0, Rows.Group(8))));
        Assert.Contains("not the group", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_links_are_followed_and_answers_belong_to_the_step_they_name()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var next = reading.Graph.Link($"groups/{Rows.Id(7)}/members?$skiptoken=a");
        Say(reading, Facts, Batch(Step(1, List(Rows.Edge(3))), Step(0, List(Rows.Edge(1), next))), Batch(Step(0, List(Rows.Edge(2)))));
        reading.Graph.Otherwise = _ => reading.Graph.Page("", delta: "groups/delta?$deltatoken=a");
        var session = Session(reading);

        await ReadAsync(reading, session);

        var edges = session.Groups.SelectMany(change => change.Edges).ToList();
        Assert.Equal(
            [(1, EdgeKind.UserMember), (2, EdgeKind.UserMember), (3, EdgeKind.UserOwner)],
            edges.Select(edge => ((int)edge.Target.Value.ToByteArray()[^1], edge.Kind)).Order()
        );
    }

    [Fact]
    public async Task A_link_in_a_circle_and_one_to_another_host_end_the_read()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var circle = reading.Graph.Link($"groups/{Rows.Id(7)}/members?$skiptoken=a");
        var failure = await FailAsync(
            reading,
            Facts,
            Batch(Step(0, List(Rows.Edge(1), circle)), Step(1, Nobody)),
            Batch(Step(0, List(Rows.Edge(2), circle)))
        );
        Assert.Contains("followed before", failure.Message, StringComparison.Ordinal);
        await FailAsync(reading, Facts, Batch(Step(0, List(Rows.Edge(1), "https://evil.example/v1.0/x")), Step(1, Nobody)));
    }

    [Fact]
    public async Task What_a_step_says_of_the_limit_slows_the_next_request_down()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var begun = reading.Clock.GetUtcNow();
        await FailAsync(reading, Batch(Step(0, Rows.Group(7), more: """,{"x-ms-throttle-limit-percentage":"1.0"}""")), "{}");
        Assert.True(reading.Clock.GetUtcNow() - begun >= TimeSpan.FromSeconds(1.9));
    }

    private static async Task<DirectoryReadException> FailAsync(Scripted.Reading reading, params string[] answers)
    {
        Say(reading, answers);
        var session = Session(reading);
        var failure = await Assert.ThrowsAsync<DirectoryReadException>(() => ReadAsync(reading, session));
        // Whatever comes behind the lists fails too, since nothing more is scripted; the lists themselves must end the read.
        Assert.Contains("$batch", failure.Message, StringComparison.Ordinal);
        Assert.Null(session.Completed);
        Assert.Empty(reading.Graph.Answers);
        return failure;
    }

    /// <summary>With a link there is something to compare; without one everything would be read.</summary>
    private static MirrorRecorder Session(Scripted.Reading reading) => new(reading.Graph.Link("groups/delta?$deltatoken=0"));

    private static Task<StreamRead> ReadAsync(Scripted.Reading reading, MirrorRecorder session) =>
        reading.Source.ReadGroupsAsync(
            ReadWay.CompareByLists,
            [new ObjectId(Guid.Parse(Rows.Id(7)))],
            session,
            null,
            TestContext.Current.CancellationToken
        );

    private static void Say(Scripted.Reading reading, params string[] answers) =>
        reading.Graph.Say([.. answers.Select(answer => ScriptedAnswer.Json(answer))]);

    private static string Batch(params string[] steps) => $$"""{"responses":[{{string.Join(',', steps)}}]}""";

    private static string Step(int id, string body, int status = 200, string more = "") =>
        $$"""{"id":"{{id}}","status":{{status}},"headers":{{(more.Length > 0 ? more[1..] : "{}")}},"body":{{body}}}""";

    private static string List(string row, string? next = null) =>
        $$"""{{{(next is null ? "" : $"\"@odata.nextLink\":\"{next}\",")}}"value":[{{row}}]}""";
}

using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Control;

public sealed class ControlTests
{
    private static TestHistory Company() =>
        new TestHistory().User(1, "Ada").Group(100, "Crew").Member(100, 1).Owner(100, 1).Then().User(2, "Grace").Then().DeleteUser(1);

    [Fact]
    public async Task The_state_counts_what_is_there_and_what_was_asked()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        await emulator.GetAsync("/users");
        await emulator.GetAsync("/users?$select=id");

        var (status, state) = await emulator.ControlAsync(HttpMethod.Get, "state");

        Assert.Equal(200, status);
        Assert.Equal(
            """{"seq":1,"at":"2026-01-05T08:00:00+00:00","lastSeq":3,"users":1,"groups":1,"members":1,"owners":1,"requests":2,"resourceUnits":3}""",
            state.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        );
    }

    [Fact]
    public async Task The_tenant_advances_to_a_change_set_or_by_a_number_and_resets()
    {
        await using var emulator = await TestEmulator.StartAsync(Company());

        Assert.Equal(2, await SeqAfter("advance", new JsonObject { ["to"] = 2 }));
        Assert.Equal(3, await SeqAfter("advance", new JsonObject { ["by"] = 1 }));
        Assert.Equal(["Grace"], (await emulator.AllAsync("/users")).Rows.Names());
        Assert.Equal(1, await SeqAfter("reset", null));
        Assert.Equal(["Ada"], (await emulator.AllAsync("/users")).Rows.Names());
        Assert.Equal(3, await SeqAfter("advance", new JsonObject { ["to"] = 3 }));

        async Task<int> SeqAfter(string path, JsonNode? body) =>
            (await emulator.ControlAsync(HttpMethod.Post, path, body)).Body["seq"]!.GetValue<int>();
    }

    [Theory]
    [InlineData("""{"to":9}""", "The history ends at change set 3; there is no 9.")]
    [InlineData("""{"by":9}""", "The history ends at change set 3; there is no 11.")]
    [InlineData("""{"to":1}""", "The tenant stands at change set 2 and cannot go back to 1; reset it first.")]
    [InlineData("""{"by":-1}""", """Say {"to":SEQ} or {"by":N}, with N not below 0.""")]
    [InlineData("{}", """Say {"to":SEQ} or {"by":N}, with N not below 0.""")]
    public async Task An_order_that_cannot_be_followed_is_a_400_that_says_so(string body, string message)
    {
        await using var emulator = await TestEmulator.StartAsync(Company(), new() { StartAt = 2 });

        var (status, answer) = await emulator.ControlAsync(HttpMethod.Post, "advance", JsonNode.Parse(body));

        Assert.Equal(400, status);
        Assert.Equal(message, answer["error"]!["message"]!.GetValue<string>());
        Assert.Equal(2, emulator.Host.State.Seq);
    }

    [Fact]
    public async Task A_history_that_does_not_know_its_end_is_read_to_it()
    {
        var history = new TestHistory { KnowsItsEnd = false }
            .User(1, "Ada")
            .Then()
            .User(2, "Grace");
        await using var emulator = await TestEmulator.StartAsync(history);
        Assert.Null(emulator.Host.State.LastSeq);

        var (status, answer) = await emulator.ControlAsync(HttpMethod.Post, "advance", new JsonObject { ["to"] = 5 });

        Assert.Equal(400, status);
        Assert.Contains("ends at change set 2", answer["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((2L, 2L), (emulator.Host.State.Seq, emulator.Host.State.LastSeq));
    }

    [Theory]
    [InlineData("POST", "advance", """{"too":2}""", 400)]
    [InlineData("POST", "advance", "[", 400)]
    [InlineData("GET", "advance", null, 405)]
    [InlineData("GET", "nonsense", null, 404)]
    public async Task What_control_does_not_know_is_an_error(string method, string path, string? body, int status)
    {
        await using var emulator = await TestEmulator.StartAsync(Company());
        using var request = new HttpRequestMessage(new(method), new Uri(emulator.Host.AuthorityUrl, $"_emulator/{path}"));
        request.Content = body is null ? null : new StringContent(body);
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotNull((await TestEmulator.Read(response))["error"]!["message"]);
    }

    [Fact]
    public async Task An_operation_that_does_not_apply_stops_the_history_and_is_named()
    {
        await using var emulator = await TestEmulator.StartAsync(Company().Then().User(3, "Edsger").Member(100, 3).Member(100, 3).Then());

        var (status, answer) = await emulator.ControlAsync(HttpMethod.Post, "advance", new JsonObject { ["to"] = 4 });
        var again = await emulator.ControlAsync(HttpMethod.Post, "advance", new JsonObject { ["by"] = 1 });

        Assert.Equal(400, status);
        Assert.StartsWith(
            "Change set 4, operation 3 (MemberAdd): ",
            answer["error"]!["message"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        Assert.Equal(400, again.Status);
        Assert.Equal(200, (await emulator.ControlAsync(HttpMethod.Post, "reset")).Status);
    }
}

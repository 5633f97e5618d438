using System.Text.Json.Nodes;
using Muster.GraphEmulator.Batching;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Batching;

public sealed class BatchFaultTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada").User(2, "Grace").Group(100, "Crew").Member(100, 1);

    private static async Task<(int Status, JsonArray Responses)> SendAsync(TestEmulator emulator, params string[] urls)
    {
        var steps = urls.Select(
            (url, index) =>
                new JsonObject
                {
                    ["id"] = $"{index + 1}",
                    ["method"] = "GET",
                    ["url"] = url,
                }
        );
        return await SendAsync(emulator, [.. steps]);
    }

    private static async Task<(int Status, JsonArray Responses)> SendAsync(TestEmulator emulator, JsonObject[] steps)
    {
        using var response = await emulator.SendAsync(
            HttpMethod.Post,
            "/$batch",
            new JsonObject { ["requests"] = new JsonArray([.. steps]) }
        );
        return ((int)response.StatusCode, (await TestEmulator.Read(response))["responses"]!.AsArray());
    }

    private static JsonObject Answer(JsonArray responses, string id) =>
        responses.Select(answer => answer!.AsObject()).Single(answer => answer.Text("id") == id);

    private static int[] Statuses(JsonArray responses) =>
        [.. responses.OrderBy(answer => answer!["id"]!.GetValue<string>()).Select(answer => answer!["status"]!.GetValue<int>())];

    private static async Task<TestEmulator> StartAsync(string rules, BatchHabits? habits = null) =>
        await TestEmulator.StartAsync(Company, new() { FaultRules = rules, Batches = habits ?? new() });

    [Fact]
    public async Task A_rule_throttles_one_step_and_the_batch_is_200()
    {
        await using var emulator = await StartAsync("""[{"path":"/v1.0/groups","status":429,"retryAfter":"3"}]""");

        var (status, responses) = await SendAsync(emulator, "/users", "groups?$select=id", "/users/ada@contoso.com");

        Assert.Equal(200, status);
        Assert.Equal([200, 429, 200], Statuses(responses));
        Assert.Equal("3", Answer(responses, "2")["headers"]!["Retry-After"]!.GetValue<string>());
        Assert.Equal("TooManyRequests", Answer(responses, "2")["body"]!["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_older_edition_had_424_around_throttled_steps()
    {
        await using var emulator = await StartAsync(
            """[{"path":"/v1.0/groups","times":1,"status":429}]""",
            new() { ThrottledIs424 = true }
        );

        var (status, responses) = await SendAsync(emulator, "/users", "/groups");
        var (calm, _) = await SendAsync(emulator, "/users", "/groups");

        Assert.Equal((424, 200), (status, calm));
        Assert.Equal([200, 429], Statuses(responses));
    }

    [Fact]
    public async Task What_depends_on_a_disturbed_step_is_424_down_the_chain()
    {
        await using var emulator = await StartAsync("""[{"path":"/v1.0/groups","status":503}]""");
        JsonObject Step(string id, string url, string? after) =>
            new()
            {
                ["id"] = id,
                ["method"] = "GET",
                ["url"] = url,
                ["dependsOn"] = after is null ? new JsonArray() : new JsonArray(after),
            };

        var (_, responses) = await SendAsync(
            emulator,
            [Step("1", "/users", null), Step("2", "/groups", "1"), Step("3", "/users", "2"), Step("4", "/users", "3")]
        );

        Assert.Equal([200, 503, 424, 424], Statuses(responses));
    }

    [Fact]
    public async Task Edits_and_strange_bodies_reach_steps_and_leave_the_batch_well_formed()
    {
        await using var emulator = await StartAsync(
            """
            [{"path":"/v1.0/users?$select=id","edit":"dropItem"},
             {"path":"/v1.0/groups","body":"html"},
             {"path":"/v1.0/organization","edit":"invalidUtf8"},
             {"path":"/v1.0/devices","body":"reset"}]
            """
        );

        var (_, responses) = await SendAsync(emulator, "/users?$select=id", "/groups", "/organization", "/devices");

        Assert.Single(Answer(responses, "1")["body"]!["value"]!.AsArray());
        Assert.StartsWith("<html>", Answer(responses, "2")["body"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(Convert.FromBase64String(Answer(responses, "3")["body"]!.GetValue<string>()).Length > 0);
        Assert.Equal([200, 502, 200, 504], Statuses(responses));
    }

    [Theory]
    [InlineData(BatchOrder.LastFirst, "3 2 1")]
    [InlineData(BatchOrder.FirstFirst, "1 2 3")]
    public async Task Answers_come_in_the_order_that_is_asked_for(BatchOrder order, string ids)
    {
        await using var emulator = await StartAsync("[]", new() { Order = order });

        var (_, responses) = await SendAsync(emulator, "/users", "/users", "/users");

        Assert.Equal(ids, string.Join(' ', responses.Select(answer => answer!["id"])));
    }

    [Fact]
    public async Task Steps_are_throttled_by_the_budget_one_by_one()
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { Throttle = true });
        var url = $"/groups/{TestHistory.Id(100)}/transitiveMembers";
        var statuses = new List<int>();
        for (var batch = 0; batch < 60 && !statuses.Contains(429); batch++)
            statuses.AddRange(Statuses((await SendAsync(emulator, [.. Enumerable.Repeat(url, 20)])).Responses));

        Assert.Contains(429, statuses);
        Assert.Contains(200, statuses);
    }
}

using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Batching;

public sealed class BatchTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada").Group(100, "Crew").Member(100, 1);

    private static JsonObject Step(string id, string url, string method = "GET") =>
        new()
        {
            ["id"] = id,
            ["method"] = method,
            ["url"] = url,
        };

    private static async Task<(int Status, JsonObject Body)> SendAsync(TestEmulator emulator, params JsonObject[] steps)
    {
        var batch = new JsonObject { ["requests"] = new JsonArray([.. steps]) };
        using var response = await emulator.SendAsync(HttpMethod.Post, "/$batch", batch);
        return ((int)response.StatusCode, await TestEmulator.Read(response));
    }

    private static JsonObject Answer(JsonObject body, string id) =>
        body["responses"]!.AsArray().Select(answer => answer!.AsObject()).Single(answer => answer.Text("id") == id);

    [Fact]
    public async Task A_body_of_null_is_none_and_needs_no_content_type()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var step = Step("a", "/users?$select=displayName");
        step["body"] = null;
        step["headers"] = null;

        var (status, body) = await SendAsync(emulator, step);

        Assert.Equal((200, 200), (status, Answer(body, "a")["status"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Every_step_has_its_own_status_headers_and_body()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var counted = Step("c", "users/$count");
        counted["headers"] = new JsonObject { ["ConsistencyLevel"] = "eventual" };

        var (status, body) = await SendAsync(
            emulator,
            Step("a", "/users?$select=displayName"),
            Step("b", $"/groups/{TestHistory.Id(9)}"),
            counted,
            Step("d", "/groups", "DELETE")
        );

        Assert.Equal(200, status);
        Assert.Equal("Ada", Answer(body, "a")["body"]!["value"]![0]!["displayName"]!.GetValue<string>());
        Assert.Equal("1", Answer(body, "a")["headers"]!["x-ms-resource-unit"]!.GetValue<string>());
        Assert.Equal(404, Answer(body, "b")["status"]!.GetValue<int>());
        Assert.Equal("Request_ResourceNotFound", Answer(body, "b")["body"]!["error"]!["code"]!.GetValue<string>());
        Assert.Equal(1, Answer(body, "c")["body"]!.GetValue<int>());
        Assert.Equal(405, Answer(body, "d")["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_step_whose_dependency_failed_is_424()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var second = Step("2", "/users");
        second["dependsOn"] = new JsonArray("1");
        var third = Step("3", "/users");
        third["dependsOn"] = new JsonArray("2");

        var (_, body) = await SendAsync(emulator, Step("1", "/nonsense"), second, third);

        Assert.Equal([400, 424, 424], new[] { "1", "2", "3" }.Select(id => Answer(body, id)["status"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Twenty_steps_are_the_most()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var (most, _) = await SendAsync(emulator, [.. Enumerable.Range(1, 20).Select(id => Step($"{id}", "/users"))]);
        var (tooMany, body) = await SendAsync(emulator, [.. Enumerable.Range(1, 21).Select(id => Step($"{id}", "/users"))]);

        Assert.Equal((200, 400), (most, tooMany));
        Assert.Equal("MaximumValueExceeded", body["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_malformed_batch_is_a_400_as_a_whole()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var withoutType = Step("1", "/users", "POST");
        withoutType["body"] = new JsonObject();

        Assert.Equal(400, (await SendAsync(emulator)).Status);
        Assert.Equal(400, (await SendAsync(emulator, Step("a", "/users"), Step("A", "/users"))).Status);
        Assert.Equal(400, (await SendAsync(emulator, new JsonObject { ["id"] = "1" })).Status);
        Assert.Equal(400, (await SendAsync(emulator, withoutType)).Status);
        using var got = await emulator.SendAsync(HttpMethod.Get, "/$batch");
        Assert.Equal(405, (int)got.StatusCode);
    }

    [Fact]
    public async Task A_batch_in_a_batch_is_refused_in_its_step()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var (_, body) = await SendAsync(emulator, Step("1", "/$batch", "POST"));

        Assert.Equal(400, Answer(body, "1")["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_next_link_of_a_step_can_be_followed()
    {
        await using var emulator = await TestEmulator.StartAsync(new TestHistory().User(1, "Ada").User(2, "Grace"));

        var (_, body) = await SendAsync(emulator, Step("1", "/users?$top=1&$select=displayName"));
        var link = Answer(body, "1")["body"]!["@odata.nextLink"]!.GetValue<string>();

        Assert.Equal(["Grace"], (await emulator.AllAsync(link)).Rows.Names());
    }
}

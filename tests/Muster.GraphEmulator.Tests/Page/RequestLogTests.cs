using System.Globalization;
using System.Text.Json.Nodes;
using Muster.GraphEmulator.Requests;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Page;

public sealed class RequestLogTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada");

    [Fact]
    public async Task The_log_tells_what_came_what_it_cost_and_what_became_of_it()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        await emulator.GetAsync("/users?$select=id", ("client-request-id", "mine"));
        await emulator.FailAsync("/nonsense");

        var requests = await LogAsync(emulator);

        Assert.Equal(["POST", "GET", "GET"], requests.Select(request => request.Text("method")));
        Assert.EndsWith("/oauth2/v2.0/token", requests[0].Text("target"), StringComparison.Ordinal);
        Assert.All(requests, request => Assert.Equal(emulator.Host.ClientId, request.Text("app")));
        Assert.Equal(("/v1.0/users?$select=id", "mine"), (requests[1].Text("target"), requests[1].Text("clientRequestId")));
        Assert.Equal((200, 1), (requests[1]["status"]!.GetValue<int>(), requests[1]["resourceUnits"]!.GetValue<int>()));
        Assert.Equal(400, requests[2]["status"]!.GetValue<int>());
        Assert.Null(requests[2]["fault"]);
    }

    [Fact]
    public async Task A_closer_look_shows_headers_and_length_but_no_credential()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var token = await emulator.TokenAsync();
        await emulator.GetAsync("/users");
        var number = (await LogAsync(emulator))[^1]["number"]!.GetValue<long>();

        var (status, detail) = await emulator.ControlAsync(HttpMethod.Get, $"log/{number}");

        Assert.Equal(200, status);
        Assert.True(detail["bodyBytes"]!.GetValue<long>() > 100);
        Assert.NotNull(detail["responseHeaders"]!["x-ms-ags-diagnostic"]);
        Assert.DoesNotContain("Bearer", detail.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token[..20], detail.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(404, (await emulator.ControlAsync(HttpMethod.Get, "log/999")).Status);
    }

    [Fact]
    public async Task A_fault_is_told_in_words_and_a_broken_connection_has_no_status()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        await emulator.TokenAsync();
        var rules =
            """{"rules":[{"path":"/v1.0","times":1,"status":429,"retryAfter":"2"},{"path":"/v1.0","times":1,"body":"resetBefore"}]}""";
        await emulator.ControlAsync(HttpMethod.Post, "faults", JsonNode.Parse(rules));

        await emulator.FailAsync("/users");
        await Assert.ThrowsAsync<HttpRequestException>(() => emulator.SendAsync(HttpMethod.Get, "/users"));
        var requests = (await LogAsync(emulator, atLeast: 3)).Where(request => request["fault"] is not null).ToList();

        Assert.Equal(["429, Retry-After 2", "body resetBefore"], requests.Select(request => request.Text("fault")));
        Assert.Equal(429, requests[0]["status"]!.GetValue<int>());
        Assert.Null(requests[1]["status"]);
    }

    [Fact]
    public async Task Control_and_the_page_itself_stay_out_of_the_log_and_only_the_new_is_told()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        await emulator.ControlAsync(HttpMethod.Get, "state");
        using var page = await emulator.Http.GetAsync(emulator.Host.AuthorityUrl, TestContext.Current.CancellationToken);
        Assert.Empty(await LogAsync(emulator));

        await emulator.GetAsync("/users");
        await emulator.GetAsync("/groups");
        var last = (await LogAsync(emulator))[^1];

        Assert.Equal("/v1.0/groups", Assert.Single(await LogAsync(emulator, "?after=2")).Text("target"));
        Assert.Equal(3, last["number"]!.GetValue<int>());
        await emulator.ControlAsync(HttpMethod.Delete, "log");
        Assert.Empty(await LogAsync(emulator));
    }

    [Fact]
    public void The_log_remembers_no_more_than_its_capacity()
    {
        var log = new RequestLog();
        for (var i = 0; i < RequestLog.Capacity + 20; i++)
            log.Add(number =>
                new(
                    new(number, default, "GET", number.ToString(CultureInfo.InvariantCulture), 200, 0, 1, null, null, null),
                    "HTTP/2",
                    0,
                    new Dictionary<string, string>(),
                    new Dictionary<string, string>()
                )
            );

        Assert.Equal(RequestLog.Capacity, log.After(0, int.MaxValue).Count);
        Assert.Equal("21", log.After(0, int.MaxValue)[0].Target);
        Assert.Null(log.Find(20));
        Assert.Equal(["519", "520"], log.After(0, 2).Select(request => request.Target));
    }

    /// <param name="emulator">Whose log.</param>
    /// <param name="query">Which requests.</param>
    /// <param name="atLeast">How many are awaited: who sees a connection break may be faster than the log.</param>
    private static async Task<List<JsonObject>> LogAsync(TestEmulator emulator, string query = "", int atLeast = 0)
    {
        while (true)
        {
            var (_, log) = await emulator.ControlAsync(HttpMethod.Get, $"log{query}");
            if (log["requests"]!.AsArray() is var requests && requests.Count >= atLeast)
                return [.. requests.Select(request => request!.AsObject())];
        }
    }
}

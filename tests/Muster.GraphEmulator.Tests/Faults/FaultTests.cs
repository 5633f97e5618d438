using System.Diagnostics;
using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Faults;

public sealed class FaultTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada").Group(100, "Crew");

    private static async Task<TestEmulator> StartAsync(string rules)
    {
        var emulator = await TestEmulator.StartAsync(Company);
        var (status, _) = await emulator.ControlAsync(HttpMethod.Post, "faults", JsonNode.Parse($$"""{"rules":{{rules}}}"""));
        Assert.Equal(200, status);
        return emulator;
    }

    [Fact]
    public async Task A_rule_lets_some_pass_then_hits_so_many_times()
    {
        await using var emulator = await StartAsync("""[{"path":"/v1.0/users","skip":1,"times":2,"status":503,"retryAfter":"2.5"}]""");
        var statuses = new List<int>();
        for (var request = 0; request < 5; request++)
        {
            using var response = await emulator.SendAsync(HttpMethod.Get, "/users");
            statuses.Add((int)response.StatusCode);
            if (!response.IsSuccessStatusCode)
                Assert.Equal("2.5", response.Headers.GetValues("Retry-After").Single());
        }

        Assert.Equal([200, 503, 503, 200, 200], statuses);
        await emulator.GetAsync("/groups");
    }

    [Fact]
    public async Task A_fault_without_a_body_of_its_own_has_graphs_error_body()
    {
        await using var emulator = await StartAsync("""[{"path":"^/v1\\.0/groups.*members","status":429}]""");

        Assert.Equal((429, "TooManyRequests"), await Outline(emulator, "/groups/delta?$select=members"));
        await emulator.GetAsync("/groups/delta");
    }

    [Fact]
    public async Task Bodies_can_be_html_empty_cut_or_any_json()
    {
        await using var emulator = await StartAsync(
            """
            [{"path":"/v1.0/users","times":1,"body":"html"},
             {"path":"/v1.0/users","times":1,"body":"empty"},
             {"path":"/v1.0/users","times":1,"body":"truncated"},
             {"path":"/v1.0/users","times":1,"status":418,"body":{"tea":true}}]
            """
        );

        Assert.Equal((502, "<html"), await Read(5));
        Assert.Equal((200, ""), await Read(5));
        var (status, text) = await Read(int.MaxValue);
        Assert.Equal(200, status);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(text));
        Assert.Equal((418, """{"tea":true}"""), await Read(20));
        Assert.Equal(200, (await Read(1)).Status);

        async Task<(int Status, string Text)> Read(int length)
        {
            using var response = await emulator.SendAsync(HttpMethod.Get, "/users");
            var body = await response.Content.ReadAsStringAsync();
            return ((int)response.StatusCode, body[..Math.Min(length, body.Length)]);
        }
    }

    [Fact]
    public async Task A_reset_breaks_the_connection_in_the_middle_of_the_body()
    {
        await using var emulator = await StartAsync("""[{"path":"/v1.0/users","times":1,"body":"reset"}]""");

        await Assert.ThrowsAsync<HttpRequestException>(() => emulator.SendAsync(HttpMethod.Get, "/users"));
        await emulator.GetAsync("/users");
    }

    [Fact]
    public async Task A_delay_alone_answers_late_but_well()
    {
        await using var emulator = await StartAsync("""[{"path":"/v1.0/users","times":1,"delayMs":300}]""");
        await emulator.TokenAsync();
        var watch = Stopwatch.StartNew();

        await emulator.GetAsync("/users");

        Assert.True(watch.ElapsedMilliseconds >= 290);
    }

    [Fact]
    public async Task The_token_service_can_fail_too()
    {
        await using var emulator = await StartAsync("""[{"path":"^/[^/]+/oauth2/v2.0/token","times":1,"status":503}]""");

        using var failed = await emulator.SignInAsync();
        using var granted = await emulator.SignInAsync();

        Assert.Equal((503, 200), ((int)failed.StatusCode, (int)granted.StatusCode));
    }

    [Fact]
    public async Task Rules_are_shown_and_cleared()
    {
        await using var emulator = await StartAsync("""[{"path":"/v1.0/users","status":500}]""");
        await Outline(emulator, "/users");

        var (_, shown) = await emulator.ControlAsync(HttpMethod.Get, "faults");
        Assert.Equal(1, shown["rules"]![0]!["applied"]!.GetValue<int>());
        await emulator.ControlAsync(HttpMethod.Delete, "faults");
        await emulator.GetAsync("/users");
    }

    [Theory]
    [InlineData("""[{"path":"/v1.0/users"}]""")]
    [InlineData("""[{"path":"","status":500}]""")]
    [InlineData("""[{"path":"^(","status":500}]""")]
    [InlineData("""[{"path":"/","status":99}]""")]
    [InlineData("""[{"path":"/","body":"nonsense"}]""")]
    [InlineData("""[{"path":"/","status":500,"time":1}]""")]
    [InlineData("""[{"path":"/","status":429,"retryAfter":"2\r\n"}]""")]
    [InlineData("""[{"path":"/","status":500,"headers":{"a b":"c"}}]""")]
    [InlineData("""[{"path":"/","status":500,"headers":{"a":"ü"}}]""")]
    [InlineData("""[{"path":"/","status":500,"headers":{"a":null}}]""")]
    [InlineData("""[{"path":"/","status":500,"headers":{"content-length":"5"}}]""")]
    [InlineData("""[{"path":"/","status":500,"headers":{"Transfer-Encoding":"chunked"}}]""")]
    public async Task A_rule_that_makes_no_sense_is_refused(string rules)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var (status, _) = await emulator.ControlAsync(HttpMethod.Post, "faults", JsonNode.Parse($$"""{"rules":{{rules}}}"""));

        Assert.Equal(400, status);
    }

    private static async Task<(int, string)> Outline(TestEmulator emulator, string path)
    {
        var (status, code, _) = await emulator.FailAsync(path);
        return (status, code);
    }
}

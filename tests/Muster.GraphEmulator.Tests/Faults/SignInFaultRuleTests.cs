using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Faults;

/// <summary>Rules that reach the login host, and those that a file brings at the start.</summary>
public sealed class SignInFaultRuleTests
{
    private const string Token = "\"path\":\"^/[^/]+/oauth2\"";
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada").User(2, "Grace");

    private static Task<TestEmulator> StartAsync(string rules) => TestEmulator.StartAsync(Company, new() { FaultRules = rules });

    [Theory]
    [InlineData(530032, 400, "invalid_grant")]
    [InlineData(90033, 503, "temporarily_unavailable")]
    [InlineData(90055, 429, "temporarily_unavailable")]
    [InlineData(90038, 400, "invalid_request")]
    [InlineData(7000222, 401, "invalid_client")]
    public async Task Any_refusal_of_the_login_host_can_be_had_by_its_number(int code, int status, string error)
    {
        await using var emulator = await StartAsync($$"""[{ {{Token}}, "times":1, "aadsts":{{code}} }]""");

        using var refused = await emulator.SignInAsync();
        using var granted = await emulator.SignInAsync();

        var answer = await TestEmulator.Read(refused);
        Assert.Equal((status, error, code), ((int)refused.StatusCode, answer.Text("error"), answer["error_codes"]![0]!.GetValue<int>()));
        Assert.Equal(200, (int)granted.StatusCode);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("notGzip")]
    [InlineData("wrongType")]
    [InlineData("loginPage")]
    public async Task Bodies_of_the_login_host_go_wrong_too(string body)
    {
        await using var emulator = await StartAsync($$"""[{ {{Token}}, "times":1, "body":"{{body}}" }]""");

        using var strange = await emulator.SignInAsync();
        using var granted = await emulator.SignInAsync();

        Assert.Equal(200, (int)strange.StatusCode);
        var text = await strange.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var sound = await granted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var isSound =
            strange.Content.Headers.ContentType!.MediaType == "application/json" && strange.Content.Headers.ContentEncoding.Count == 0;
        Assert.False(isSound && text.Length == sound.Length);
    }

    [Theory]
    [InlineData("notGzip")]
    [InlineData("corruptGzip")]
    public async Task Bytes_that_are_no_gzip_stay_so_for_a_client_that_asks_for_gzip(string body)
    {
        await using var emulator = await StartAsync($$"""[{"path":"/v1.0/users","times":1,"body":"{{body}}"}]""");

        using var response = await emulator.SendAsync(HttpMethod.Get, "/users", null, ("Accept-Encoding", "gzip"));

        using var packed = new System.IO.Compression.GZipStream(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken),
            System.IO.Compression.CompressionMode.Decompress
        );
        using var text = new StreamReader(packed);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        var read = await Record.ExceptionAsync(async () =>
            System.Text.Json.Nodes.JsonNode.Parse(await text.ReadToEndAsync(TestContext.Current.CancellationToken))
        );
        Assert.NotNull(read);
    }

    [Fact]
    public async Task A_reset_behind_the_answer_breaks_the_connection()
    {
        await using var emulator = await StartAsync("""[{"path":"/v1.0/users","times":1,"body":"resetAfter"}]""");
        await emulator.TokenAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => emulator.SendAsync(HttpMethod.Get, "/users"));
        await emulator.GetAsync("/users");
    }

    [Fact]
    public async Task A_chance_hits_by_its_seed_and_about_as_often_as_it_says()
    {
        const string rules = """[{"path":"/v1.0/users","probability":0.3,"seed":5,"status":503}]""";
        await using var one = await StartAsync(rules);
        await using var same = await StartAsync(rules);
        var hits = 0;
        for (var request = 0; request < 100; request++)
        {
            using var first = await one.SendAsync(HttpMethod.Get, "/users");
            using var second = await same.SendAsync(HttpMethod.Get, "/users");
            Assert.Equal(first.StatusCode, second.StatusCode);
            hits += first.IsSuccessStatusCode ? 0 : 1;
        }
        Assert.InRange(hits, 15, 45);
    }

    [Theory]
    [InlineData("halfItems", "Ada")]
    [InlineData("reverseItems", "Grace Ada")]
    [InlineData("differingItems", "Ada Grace Ada (other)")]
    public async Task Rows_are_lost_turned_round_or_told_twice_in_two_ways(string edit, string names)
    {
        await using var emulator = await StartAsync($$"""[{"path":"/v1.0/users","edit":"{{edit}}"}]""");

        Assert.Equal(names, string.Join(' ', (await emulator.AllAsync("/users?$select=displayName")).Rows.Names()));
    }

    [Fact]
    public async Task The_removals_of_a_page_can_be_left_out()
    {
        var history = new TestHistory().User(1, "Ada").User(2, "Grace").Then().DeleteUser(1);
        await using var emulator = await TestEmulator.StartAsync(history);
        var link = (await emulator.AllAsync("/users/delta")).DeltaLink!;
        await emulator.AdvanceAsync(2);
        Assert.Single((await emulator.AllAsync(link)).Rows);
        await emulator.ControlAsync(
            HttpMethod.Post,
            "faults",
            System.Text.Json.Nodes.JsonNode.Parse("""{"rules":[{"path":"/v1.0/users/delta","edit":"dropRemoved"}]}""")
        );

        Assert.Empty((await emulator.AllAsync(link)).Rows);
    }

    [Fact]
    public async Task Nothing_listens_for_a_while()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        await emulator.GetAsync("/users");

        await emulator.ControlAsync(HttpMethod.Post, "faults", new System.Text.Json.Nodes.JsonObject { ["refuseConnectionsMs"] = 700 });

        var refusals = 0;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var isBack = false; !isBack; )
        {
            limit.Token.ThrowIfCancellationRequested();
            try
            {
                using var response = await emulator.SendAsync(HttpMethod.Get, "/users");
                isBack = refusals > 0;
            }
            catch (HttpRequestException problem)
            {
                refusals += problem.HttpRequestError == HttpRequestError.ConnectionError ? 1 : 0;
            }
        }
        Assert.False(emulator.Host.Completion.IsCompleted);
    }

    [Theory]
    [InlineData("""[{"path":"/"}]""", "needs a status")]
    [InlineData("""{"rule":[]}""", "not a list of fault rules")]
    [InlineData("no json", "not a list of fault rules")]
    [InlineData("""[{"path":"/","aadsts":1}]""", "An aadsts is one of")]
    public async Task Rules_at_the_start_that_make_no_sense_stop_it(string rules, string says)
    {
        var problem = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(rules));

        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }
}

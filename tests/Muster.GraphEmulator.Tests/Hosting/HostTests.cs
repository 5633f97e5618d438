using System.Net;
using System.Text.Json;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Hosting;

public sealed class HostTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada");

    [Fact]
    public async Task The_ready_file_tells_all_that_a_client_needs()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ready.json");
        await using var emulator = await TestEmulator.StartAsync(Company, new() { ReadyFile = path, CertificateFolder = folder.Path });
        using var ready = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));

        string Member(string name) => ready.RootElement.GetProperty(name).GetString()!;
        Assert.Equal(emulator.Host.GraphUrl.ToString(), Member("graphUrl"));
        Assert.EndsWith("/v1.0", Member("graphUrl"), StringComparison.Ordinal);
        Assert.Matches("^https://127\\.0\\.0\\.1:[0-9]+/$", Member("authorityUrl"));
        Assert.Equal(emulator.Host.TenantId, Member("tenantId"));
        Assert.Equal(emulator.Host.ClientId, Member("clientId"));
        Assert.Equal(emulator.Host.ClientSecret, Member("clientSecret"));
        Assert.Equal(emulator.Host.CertificatePath, Member("certificate"));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task The_certificate_file_holds_no_key_and_goes_with_the_emulator()
    {
        string path;
        await using (var emulator = await TestEmulator.StartAsync(Company))
        {
            path = emulator.Host.CertificatePath;
            var pem = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            Assert.StartsWith("-----BEGIN CERTIFICATE-----", pem, StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE KEY", pem, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task The_certificate_is_good_for_localhost_too_and_for_both_versions_of_http()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var port = emulator.Host.GraphUrl.Port;

        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"https://localhost:{port}/_emulator/state")
            {
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(version, response.Version);
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_option_that_changes_it()
    {
        await using var first = await TestEmulator.StartAsync(Company);
        var port = first.Host.GraphUrl.Port;

        var problem = await Assert.ThrowsAsync<IOException>(() => TestEmulator.StartAsync(Company, new() { Port = port }));

        Assert.Contains($"port {port} ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("--port", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_are_the_same_for_the_same_seed_and_can_be_given()
    {
        await using var one = await TestEmulator.StartAsync(Company, new() { Seed = 5 });
        await using var same = await TestEmulator.StartAsync(Company, new() { Seed = 5 });
        await using var other = await TestEmulator.StartAsync(Company, new() { Seed = 6 });
        await using var given = await TestEmulator.StartAsync(Company, new() { TenantId = TestHistory.Id(77), ClientSecret = "s" });

        Assert.Equal((one.Host.TenantId, one.Host.ClientSecret), (same.Host.TenantId, same.Host.ClientSecret));
        Assert.NotEqual(one.Host.TenantId, other.Host.TenantId);
        Assert.Equal((TestHistory.Id(77).ToString(), "s"), (given.Host.TenantId, given.Host.ClientSecret));
    }

    [Fact]
    public async Task Every_answer_carries_the_ids_and_headers_that_support_asks_for()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var mine = Guid.NewGuid().ToString();

        using var good = await emulator.SendAsync(HttpMethod.Get, "/users", null, ("client-request-id", mine));
        using var bad = await emulator.SendAsync(HttpMethod.Get, "/nonsense", null, ("client-request-id", mine));

        foreach (var response in new[] { good, bad })
        {
            Assert.Equal(mine, response.Headers.GetValues("client-request-id").Single());
            Assert.True(Guid.TryParse(response.Headers.GetValues("request-id").Single(), out _));
            Assert.Contains("ServerInfo", response.Headers.GetValues("x-ms-ags-diagnostic").Single(), StringComparison.Ordinal);
            Assert.NotNull(response.Headers.Date);
        }
        var error = (await TestEmulator.Read(bad))["error"]!["innerError"]!;
        Assert.Equal(mine, error["client-request-id"]!.GetValue<string>());
        Assert.Equal(bad.Headers.GetValues("request-id").Single(), error["request-id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("GET", "/nonsense", 400, "BadRequest")]
    [InlineData("GET", "/applications", 400, "BadRequest")]
    [InlineData("GET", "/me", 400, "BadRequest")]
    [InlineData("GET", "/users/ada@contoso.com/nonsense", 400, "BadRequest")]
    [InlineData("GET", "/groups/00000000-0000-4000-8000-000000000100/nonsense", 400, "BadRequest")]
    [InlineData("PUT", "/users", 405, "Request_BadRequest")]
    [InlineData("DELETE", "/groups/00000000-0000-4000-8000-000000000100/members", 405, "Request_BadRequest")]
    [InlineData("PATCH", "/users/delta", 405, "Request_BadRequest")]
    public async Task What_is_not_there_answers_with_graphs_error(string method, string path, int status, string code)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        using var response = await emulator.SendAsync(new(method), path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await TestEmulator.Read(response))["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Another_version_or_a_path_of_nobody_is_an_error_too()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        foreach (var path in new[] { "beta/users", "", "a/b/c" })
        {
            using var response = await emulator.Http.GetAsync(
                new Uri(emulator.Host.AuthorityUrl, path),
                TestContext.Current.CancellationToken
            );
            Assert.Equal(400, (int)response.StatusCode);
            Assert.Equal("BadRequest", (await TestEmulator.Read(response))["error"]!["code"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Latency_holds_back_graph_answers()
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { Latency = TimeSpan.FromMilliseconds(200) });
        await emulator.GetAsync("/users");
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await emulator.GetAsync("/users");

        Assert.True(watch.ElapsedMilliseconds >= 190);
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused_before_anything_starts()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => TestEmulator.StartAsync(Company, new() { ListPageSize = 1000 }));
        await Assert.ThrowsAsync<InvalidDataException>(() => TestEmulator.StartAsync(Company, new() { StartAt = 2 }));
    }

    [Fact]
    public async Task Completion_ends_when_the_emulator_stops()
    {
        var emulator = await TestEmulator.StartAsync(Company);
        var completion = emulator.Host.Completion;
        Assert.False(completion.IsCompleted);

        await emulator.DisposeAsync();

        await completion.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}

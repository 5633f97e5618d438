using System.Net;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Hosting;
using Muster.Server.Tests.Api;
using Muster.Server.Workspaces;
using Muster.Testing;

namespace Muster.Server.Tests.Workspaces;

/// <summary>All workspaces in one process: nobody and nothing gets from one into another.</summary>
public sealed class EveryWorkspaceTests(EveryWorkspaceTests.Two two) : IClassFixture<EveryWorkspaceTests.Two>
{
    [Fact]
    public async Task Each_shows_what_is_in_it_at_its_own_host_name()
    {
        foreach (var (name, own, foreign) in new[] { ("main", "Of main", "Of beta"), ("beta", "Of beta", "Of main") })
        {
            using var people = await two.AskAsync(name, name, "GET", "/api/v1/users");
            var text = await people.Content.ReadAsStringAsync(Tests.Token);
            Assert.Contains(own, text, StringComparison.Ordinal);
            Assert.DoesNotContain(foreign, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_endpoint_lets_the_token_of_another_workspace_in()
    {
        var wrong = new List<string>();
        foreach (var row in ExpectedRights.Table.Where(row => row.Right != Right.Anonymous))
        {
            using var answer = await two.AskAsync("main", "beta", row.Method, Filled(row.Path, "1"), row.Body);
            // The page of the API leads to where one signs in.
            if (answer.StatusCode != (row.Path == "/api" ? HttpStatusCode.Redirect : HttpStatusCode.Unauthorized))
                wrong.Add($"{row.Method} {row.Path}: {answer.StatusCode}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task No_page_and_no_file_lets_the_session_of_another_workspace_in()
    {
        using var beta = two.Browser("beta");
        (await beta.SignInAsync("owner@example.com", ServerRig.Password)).Dispose();
        Assert.Equal(HttpStatusCode.OK, await beta.HomeAsync());
        using var main = two.Browser("main");
        foreach (var (cookie, value) in beta.Cookies)
            main.Set(cookie, value);
        var asked = 0;
        foreach (var path in Pages())
        {
            using var known = await main.GetAsync(path);
            using var unknown = two.Browser("main");
            using var nobody = await unknown.GetAsync(path);
            Assert.Equal((path, nobody.StatusCode), (path, known.StatusCode));
            asked += nobody.StatusCode == HttpStatusCode.Redirect ? 1 : 0;
        }
        Assert.True(asked > 40, $"Only {asked} pages led to where one signs in.");
    }

    [Fact]
    public async Task Whatever_is_asked_and_sent_in_one_workspace_no_answer_tells_of_another_and_nothing_there_changes()
    {
        var before = await two.StateAsync("beta");
        var told = new List<string>();
        var own = 0;
        foreach (var row in ExpectedRights.Table)
        foreach (var key in new[] { "1", "2" })
        {
            // Not the token itself, with which all this is asked.
            if (row is { Method: "DELETE" } && row.Path.Contains("/tokens", StringComparison.Ordinal))
                continue;
            using var answer = await two.AskAsync("main", "main", row.Method, Filled(row.Path, key) + Query(row), row.Body);
            var text =
                answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
                    ? ""
                    : await answer.Content.ReadAsStringAsync(Tests.Token);
            if (text.Contains("Of beta", StringComparison.Ordinal) || text.Contains("beta@", StringComparison.Ordinal))
                told.Add($"{row.Method} {row.Path} {key}");
            own += text.Contains("Of main", StringComparison.Ordinal) ? 1 : 0;
        }
        Assert.Empty(told);
        Assert.True(own >= 3, $"Only {own} answers told of anybody.");
        Assert.Equal(before, await two.StateAsync("beta"));
    }

    [Fact]
    public void What_one_encrypted_no_other_can_read()
    {
        var (main, beta) = (Protector("main"), Protector("beta"));
        Assert.Equal("text", main.Unprotect(main.Protect("text")));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => beta.Unprotect(main.Protect("text")));
    }

    [Theory]
    [InlineData("/", "127.0.0.1", HttpStatusCode.NotFound)]
    [InlineData("/", "localhost", HttpStatusCode.NotFound)]
    [InlineData("/", "gamma.localhost", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/users", "beta.localhost.example.com", HttpStatusCode.NotFound)]
    [InlineData("/health/live", "127.0.0.1", HttpStatusCode.OK)]
    [InlineData("/health/ready", "127.0.0.1", HttpStatusCode.OK)]
    [InlineData("/health/ready", "beta.localhost", HttpStatusCode.OK)]
    public async Task A_host_that_is_nobodys_learns_no_name_and_can_ask_whether_the_server_works(
        string path,
        string host,
        HttpStatusCode status
    )
    {
        using var browser = two.BrowserAt(host);
        using var answer = await browser.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(Tests.Token);
        Assert.DoesNotContain("main", text, StringComparison.OrdinalIgnoreCase);
        if (status == HttpStatusCode.NotFound)
            Assert.Contains("http://NAME.localhost:", text, StringComparison.Ordinal);
    }

    private IDataProtector Protector(string name) => two.Of(name).Services.GetDataProtectionProvider().CreateProtector("test");

    private IEnumerable<string> Pages() =>
        two.Of("main")
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(path =>
                !path.StartsWith("/api", StringComparison.Ordinal)
                && !path.StartsWith("/_", StringComparison.Ordinal)
                && !path.Contains('*')
            )
            .Select(path => Filled(path, "1"))
            .Distinct();

    private static string Query(ExpectedRight row) => row.Query.Length == 0 ? "" : $"?{row.Query.TrimStart('&')}";

    private static string Filled(string path, string key) =>
        string.Join(
            '/',
            path.Split('/')
                .Select(part =>
                    part == "{id:guid}" ? $"{Guid.Empty}"
                    : part.StartsWith('{') ? key
                    : part
                )
        );

    /// <summary>A server of two workspaces that have people, groups and connections with the same keys.</summary>
    public sealed class Two : IAsyncLifetime
    {
        private readonly CommandLine _line = new();
        private readonly Dictionary<string, string> _tokens = [];
        private InstallationServer _server = null!;

        public async ValueTask InitializeAsync()
        {
            await NewDatabase.PutAsync(_line.Folder, Tests.Token);
            await NewAccounts.PutAsync(_line.Folder, Tests.Token);
            await _line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
            foreach (var name in new[] { "main", "beta" })
            {
                foreach (var person in new[] { "Ada", "Bob" })
                    await MustAsync(name, "users", "add", "--upn", $"{person}.{name}@example.com", "--name", $"{person} Of {name}");
                await MustAsync(name, "groups", "create", $"Of {name}");
            }
            var options = new ServerOptions
            {
                DataFolder = _line.Folder,
                Urls = "http://127.0.0.1:0",
                PasswordRounds = ServerRig.PasswordRounds,
            };
            _server = await InstallationServer.StartAsync(options, hosts: null, (_, _) => { }, TimeProvider.System, Tests.Token);
            foreach (var (workspace, served) in _server.Workspaces)
            {
                await ServerRig.AccountAsync(served.Services, served.SetupToken, nameof(Role.Owner), Tests.Token);
                _tokens[workspace.Name] = await ApiRig.TokenAsync(served.Services, "owner@example.com", Role.Owner);
            }
        }

        internal ServedWorkspace Of(string name) => _server.Workspaces.Single(each => each.Workspace.Name == name).Served;

        internal PlainBrowser Browser(string workspace) => BrowserAt($"{workspace}.localhost");

        internal PlainBrowser BrowserAt(string host) => new(Address, Tests.Token, host: host);

        private Uri Address => new UriBuilder(Of("main").Address) { Host = "127.0.0.1" }.Uri;

        /// <summary>Asks at one workspace with the token of one.</summary>
        internal async Task<HttpResponseMessage> AskAsync(string at, string of, string method, string path, string? body = null)
        {
            // An address that sends many tokens which are not in force has to wait, so each comes from another one.
            using var http = LocalAddresses.FromEverywhere(Address);
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Authorization = new("Bearer", _tokens[of]);
            request.Headers.Host = $"{at}.localhost";
            if (method != "GET")
            {
                request.Content = new StringContent(body ?? "{}", Encoding.UTF8, "application/json");
                request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            }
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Tests.Token);
        }

        /// <summary>All there is in a workspace, and what its audit log has; without what asking for this leaves there.</summary>
        internal async Task<string> StateAsync(string name)
        {
            var state = (await MustAsync(name, "export", "state")).Output;
            var audit = (await MustAsync(name, "audit", "list", "--json")).JsonLines;
            return state
                + string.Join(
                    '\n',
                    audit
                        .Select(entry => entry.ToString())
                        .Where(entry => !entry.Contains("\"subject\":\"state\"", StringComparison.Ordinal))
                );
        }

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            _line.Dispose();
        }

        private Task<CommandResult> MustAsync(string workspace, params string[] arguments) =>
            _line.MustAsync(0, Tests.Token, [.. arguments, "--workspace", workspace]);
    }
}

using System.Collections.Concurrent;
using System.Net;
using Muster.Engine.Nodes;
using Muster.Server.Accounts;
using Muster.Server.Workspaces;
using Muster.Testing;

namespace Muster.Server.Tests.Workspaces;

/// <summary>A server of all workspaces follows what becomes of them while it runs.</summary>
public sealed class MadeAndGoneTests : IAsyncLifetime
{
    private readonly CommandLine _line = new();
    private readonly ConcurrentQueue<string> _opened = new();
    private readonly StringWriter _log = new();
    private readonly SemaphoreSlim _news = new(0);
    private InstallationServer? _server;

    public async ValueTask InitializeAsync()
    {
        await NewDatabase.PutAsync(_line.Folder, Tests.Token);
        await NewAccounts.PutAsync(_line.Folder, Tests.Token);
    }

    [Fact]
    public async Task One_that_is_made_while_it_runs_is_served_with_a_token_for_its_first_owner_until_it_is_removed()
    {
        await StartAsync();
        await _line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        Assert.True(await _news.WaitAsync(TimeSpan.FromSeconds(30), Tests.Token));
        Assert.Equal(["main with a token", "beta with a token"], _opened);
        await BecomesAsync("beta", HttpStatusCode.Redirect);

        await _line.MustAsync(0, Tests.Token, "workspace", "remove", "beta", "--confirm", "beta");
        await BecomesAsync("beta", HttpStatusCode.NotFound);
        await BecomesAsync("main", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task One_that_is_renamed_is_at_its_new_name_alone()
    {
        await _line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        await StartAsync();
        await BecomesAsync("beta", HttpStatusCode.Redirect);
        await _line.MustAsync(0, Tests.Token, "workspace", "rename", "beta", "gamma");
        await BecomesAsync("gamma", HttpStatusCode.Redirect);
        await BecomesAsync("beta", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_that_cannot_be_opened_keeps_nobody_from_the_others_and_is_served_once_it_can()
    {
        await _line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        var accounts = AccountsContext.File(_line.Folder, 2);
        await File.WriteAllTextAsync(accounts, "no database", Tests.Token);
        await StartAsync();
        await BecomesAsync("main", HttpStatusCode.Redirect);
        await BecomesAsync("beta", HttpStatusCode.NotFound);
        Assert.Contains("The workspace beta cannot be served", _log.ToString(), StringComparison.Ordinal);

        File.Delete(accounts);
        await BecomesAsync("beta", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_server_that_drains_says_so_at_every_host_name_and_still_answers()
    {
        await _line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        await StartAsync();
        var node = Assert.Single(await _server!.Workspaces.First().Served.Muster.Database.Nodes.ListAsync(Tests.Token));
        Assert.Equal((null, NodeState.Serving), (node.Identity.Serves, node.State));
        await _server.DrainAsync(TimeSpan.FromSeconds(1), Tests.Token);
        foreach (var host in new[] { "127.0.0.1", "main.localhost", "beta.localhost" })
        {
            using var browser = BrowserAt(host);
            using var ready = await browser.GetAsync("/health/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Equal("not ready: draining: this process is about to stop\n", await ready.Content.ReadAsStringAsync(Tests.Token));
        }
        await BecomesAsync("beta", HttpStatusCode.Redirect);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _line.Dispose();
        _log.Dispose();
        _news.Dispose();
    }

    /// <summary>A server on which five seconds pass in fifty milliseconds.</summary>
    private async Task StartAsync()
    {
        var options = new ServerOptions
        {
            DataFolder = _line.Folder,
            Urls = "http://127.0.0.1:0",
            PasswordRounds = ServerRig.PasswordRounds,
            Log = TextWriter.Synchronized(_log),
        };
        _server = await InstallationServer.StartAsync(
            options,
            hosts: null,
            (workspace, served) =>
            {
                _opened.Enqueue($"{workspace.Name} with {(served.SetupToken is null ? "no" : "a")} token");
                if (_opened.Count > 1)
                    _news.Release();
            },
            new HurriedClock(100),
            Tests.Token
        );
    }

    private PlainBrowser Browser(string workspace) => BrowserAt($"{workspace}.localhost");

    private PlainBrowser BrowserAt(string host) =>
        new(new UriBuilder(_server!.Workspaces.First().Served.Address) { Host = "127.0.0.1" }.Uri, Tests.Token, host: host);

    /// <summary>Asks for the first page until it answers so; a redirect leads to where one signs in.</summary>
    private async Task BecomesAsync(string workspace, HttpStatusCode status)
    {
        using var browser = Browser(workspace);
        using var rhythm = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var tries = 0; await browser.HomeAsync() != status; tries++)
        {
            Assert.True(tries < 500, $"{workspace} never answers {status}.");
            await rhythm.WaitForNextTickAsync(Tests.Token);
        }
    }
}

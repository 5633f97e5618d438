using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Connections;
using Muster.Engine.Nodes;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Hosting;
using Muster.Server.Runs;
using Muster.Server.Tests.Api;
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
        // Tried again in vain while others are opened, and told once.
        await MakeAsync("gamma", "delta");
        Assert.Equal(2, _log.ToString().Split("The workspace beta cannot be served").Length);

        File.Delete(accounts);
        await BecomesAsync("beta", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Where_none_can_be_opened_the_server_is_not_started_and_says_why()
    {
        await _line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        await StartAsync();
        await _server!.DisposeAsync();
        var file = Path.Combine(_line.Folder, "keys", "web", "wrap.key");
        var key = await File.ReadAllTextAsync(file, Tests.Token);
        await File.WriteAllTextAsync(file, Convert.ToBase64String(new byte[32]), Tests.Token);
        var fault = await Assert.ThrowsAsync<CredentialUnreadableException>(() => StartAsync());
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        // Nothing of the attempt stands in the way of the next one.
        await File.WriteAllTextAsync(file, key, Tests.Token);
        await StartAsync();
        await BecomesAsync("main", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task One_that_is_renamed_while_work_goes_on_that_somebody_watches_holds_nobody_up_and_is_at_its_new_name_once_that_has_ended()
    {
        await _line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        await StartAsync();
        var end = new TaskCompletionSource<string?>();
        using var watching = await WatchAsync(Of("beta"), (_, _) => end.Task);
        await _line.MustAsync(0, Tests.Token, "workspace", "rename", "beta", "gamma");
        await MakeAsync("delta");
        await BecomesAsync("beta", HttpStatusCode.NotFound);
        // What is watched does not end, yet whoever watches it is not kept.
        Assert.DoesNotContain("event: ended", await watching.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        await MakeAsync("epsilon");
        await BecomesAsync("gamma", HttpStatusCode.NotFound);
        end.SetResult(null);
        await BecomesAsync("gamma", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Whoever_watches_work_that_is_stopped_with_its_workspace_hears_how_it_came_out()
    {
        await _line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        await StartAsync();
        using var watching = await WatchAsync(Of("beta"), (_, stop) => new TaskCompletionSource<string?>().Task.WaitAsync(stop));
        await _line.MustAsync(0, Tests.Token, "workspace", "rename", "beta", "gamma");
        Assert.Contains("event: ended", await watching.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        await BecomesAsync("gamma", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task One_of_which_something_does_not_come_to_its_end_is_told_and_the_others_are_followed_and_closed_all_the_same()
    {
        await _line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        await StartAsync();
        foreach (var name in new[] { "main", "beta" })
            Of(name).Services.GetRequiredService<LiveRuns>().Dispose();
        await _line.MustAsync(0, Tests.Token, "workspace", "rename", "beta", "gamma");
        await BecomesAsync("gamma", HttpStatusCode.Redirect);
        await MakeAsync("delta");
        Assert.Contains("The workspace beta is not served any more, but", _log.ToString(), StringComparison.Ordinal);

        await _server!.DisposeAsync();
        Assert.Contains("The workspace main is not served any more, but", _log.ToString(), StringComparison.Ordinal);
        await StartAsync();
        await BecomesAsync("delta", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task One_that_stopped_by_itself_is_opened_again()
    {
        await StartAsync();
        var first = Of("main");
        first.BeginToStop();
        await UntilAsync(() => Task.FromResult(_server!.Workspaces.Any(one => one.Served != first)), "main is not opened again");
        await BecomesAsync("main", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Each_has_the_anchors_of_its_audit_log_in_a_folder_of_its_own_that_is_made_where_they_all_lie()
    {
        foreach (var name in new[] { "beta", "gamma" })
            await _line.MustAsync(0, Tests.Token, "workspace", "create", name);
        var anchors = Directory.CreateDirectory(Path.Combine(_line.Folder, "anchors")).FullName;
        await StartAsync(anchors: anchors);
        foreach (var number in new[] { "2", "3" })
            await UntilAsync(
                () =>
                    Task.FromResult(
                        Directory.Exists(Path.Combine(anchors, number)) && Directory.GetFiles(Path.Combine(anchors, number)).Length > 0
                    ),
                $"nothing is anchored in {number}"
            );
        Assert.DoesNotContain("cannot be anchored", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_watches_files_of_settings_of_which_a_machine_lets_nobody_watch_many()
    {
        await StartAsync();
        var settings = (IConfigurationRoot)Of("main").Services.GetRequiredService<IConfiguration>();
        Assert.Empty(settings.Providers.OfType<FileConfigurationProvider>());
    }

    [Fact]
    public async Task A_domain_with_letters_beyond_ascii_is_served_as_any_other()
    {
        await StartAsync(WorkspaceHosts.Parse("http://*.bücher.example"));
        const string Domain = "xn--bcher-kva.example";
        var at = new Uri(Assert.Single(await Of("main").Muster.Database.Nodes.ListAsync(Tests.Token)).Identity.Address);
        async Task<HttpStatusCode> AskAsync(string host, string? origin = null)
        {
            using var browser = new PlainBrowser(at, Tests.Token, host: host);
            using var request = new HttpRequestMessage(
                origin is null ? HttpMethod.Get : HttpMethod.Post,
                origin is null ? "/" : "/sign-in"
            );
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            using var answer = await browser.Http.SendAsync(request, Tests.Token);
            return answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.Redirect, await AskAsync($"main.{Domain}"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync($"beta.{Domain}"));
        // No encoding of any letters.
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync($"xn--a.{Domain}"));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync("xn--a.example"));
        Assert.NotEqual(HttpStatusCode.Forbidden, await AskAsync($"main.{Domain}", origin: $"http://main.{Domain}"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync($"main.{Domain}", origin: $"http://beta.{Domain}"));
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
    private async Task StartAsync(WorkspaceHosts? hosts = null, string? anchors = null)
    {
        var options = new ServerOptions
        {
            DataFolder = _line.Folder,
            Urls = "http://127.0.0.1:0",
            PasswordRounds = ServerRig.PasswordRounds,
            AuditAnchors = anchors,
            Log = TextWriter.Synchronized(_log),
        };
        _server = await InstallationServer.StartAsync(
            options,
            hosts,
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

    private ServedWorkspace Of(string name) => _server!.Workspaces.Single(one => one.Workspace.Name == name).Served;

    /// <summary>Makes some while the server runs, until they are served.</summary>
    private async Task MakeAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await _line.MustAsync(0, Tests.Token, "workspace", "create", name);
            await BecomesAsync(name, HttpStatusCode.Redirect);
        }
    }

    /// <summary>Begins work in a workspace and watches its events.</summary>
    private async Task<HttpResponseMessage> WatchAsync(ServedWorkspace served, Func<LiveRun, CancellationToken, Task<string?>> work)
    {
        await ServerRig.AccountAsync(served.Services, served.SetupToken, nameof(Role.Owner), Tests.Token);
        var run = served.Services.GetRequiredService<LiveRuns>().Start("Something long", "test", null, work);
        // Closed with the answer, which is read to its end.
        var browser = BrowserAt(served.Address.Host);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/work/{run.Number}/events");
        request.Headers.Authorization = new("Bearer", await ApiRig.TokenAsync(served.Services, "owner@example.com", Role.Owner));
        var answer = await browser.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Tests.Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }

    /// <summary>Asks for the first page until it answers so; a redirect leads to where one signs in.</summary>
    private async Task BecomesAsync(string workspace, HttpStatusCode status)
    {
        using var browser = Browser(workspace);
        await UntilAsync(async () => await browser.HomeAsync() == status, $"{workspace} never answers {status}");
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string otherwise)
    {
        using var rhythm = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 500, $"{otherwise}.");
            await rhythm.WaitForNextTickAsync(Tests.Token);
        }
    }
}

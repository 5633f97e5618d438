using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Hosting;
using Muster.Server.Workspaces;
using Muster.Testing;

namespace Muster.Server.Tests.Workspaces;

/// <summary>Two servers of all workspaces with data folders of their own, the same key files and one database are one server to whoever signs in, in every workspace.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private readonly CommandLine _line = new();
    private readonly string _other = Directory.CreateTempSubdirectory("muster-node-").FullName;
    private ServerDatabase? _database;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        _database = await ServerDatabase.EmptyAsync();
        _line.Database = _database.Url;
        await _line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
    }

    public async ValueTask DisposeAsync()
    {
        _line.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
        Directory.Delete(_other, recursive: true);
    }

    [Fact]
    public async Task Whoever_signs_in_at_one_is_in_at_the_other_until_an_account_is_disabled_at_either()
    {
        await using var one = await StartAsync(_line.Folder);
        await ServerRig.AccountAsync(Beta(one).Services, Beta(one).SetupToken, nameof(Role.Owner), Tests.Token);
        await ServerRig.AccountAsync(Beta(one).Services, null, nameof(Role.Auditor), Tests.Token);
        foreach (var key in Directory.EnumerateFiles(_line.Folder, "wrap.key", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_other, Path.GetRelativePath(_line.Folder, key));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(key, copy);
        }
        await using var two = await StartAsync(_other);
        Assert.Null(Beta(two).SetupToken);
        Assert.NotNull(two.Workspaces.Single(each => each.Workspace.IsFirst).Served.SetupToken);

        using var here = Browser(one, "beta");
        (await here.SignInAsync("auditor@example.com", ServerRig.Password)).Dispose();
        using var there = Browser(two, "beta");
        using var elsewhere = Browser(two, "main");
        foreach (var (cookie, value) in here.Cookies)
        {
            there.Set(cookie, value);
            elsewhere.Set(cookie, value);
        }
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Redirect),
            (await here.HomeAsync(), await there.HomeAsync(), await elsewhere.HomeAsync())
        );

        var desk = Beta(two).Services.GetRequiredService<AccountDesk>();
        var accounts = await desk.ListAsync(Tests.Token);
        var (owner, auditor) = (accounts.Single(row => row.Role == Role.Owner), accounts.Single(row => row.Role == Role.Auditor));
        await desk.DisableAsync(SignInDesk.CallerOf(owner), auditor.Id, disabled: true, Tests.Token);

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect), (await here.HomeAsync(), await there.HomeAsync()));
        using var again = Browser(one, "beta");
        Assert.NotEqual("", await again.RefusalAsync("auditor@example.com", ServerRig.Password));
        foreach (var folder in new[] { _line.Folder, _other })
            Assert.Empty(Directory.EnumerateFiles(folder, "*.db"));
    }

    private Task<InstallationServer> StartAsync(string folder) =>
        InstallationServer.StartAsync(
            new ServerOptions
            {
                DataFolder = folder,
                Database = _database!.Address,
                Urls = "http://127.0.0.1:0",
                PasswordRounds = ServerRig.PasswordRounds,
            },
            hosts: null,
            (_, _) => { },
            TimeProvider.System,
            Tests.Token
        );

    private static ServedWorkspace Beta(InstallationServer server) =>
        server.Workspaces.Single(each => each.Workspace.Name == "beta").Served;

    private static PlainBrowser Browser(InstallationServer server, string workspace) =>
        new(new UriBuilder(Beta(server).Address) { Host = "127.0.0.1" }.Uri, Tests.Token, host: $"{workspace}.localhost");
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Muster.Engine.Auditing;
using Muster.Entra;
using Muster.Server.Accounts;
using Muster.Server.Demo;
using Muster.Server.Hosting;
using Muster.Server.Notifications;
using Muster.Storage;
using Muster.Storage.Moving;

namespace Muster.Server;

/// <summary>The running server: admin app, API and jobs on one data folder.</summary>
internal sealed class MusterServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly FolderUse? _use;

    private MusterServer(WebApplication web, MusterInstance muster, string? setupToken, FolderUse? use)
    {
        (_web, Muster, SetupToken, _use) = (web, muster, setupToken, use);
        Address = web.Services.GetRequiredService<PublicAddress>().ForPeople;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What it works with.</summary>
    public MusterInstance Muster { get; }

    /// <summary>Makes the first owner; null once there is one. It is shown nowhere but on the console that started the server.</summary>
    public string? SetupToken { get; }

    /// <summary>The services of the host, for tests.</summary>
    internal IServiceProvider Services => _web.Services;

    /// <summary>Opens the data, brings it up to date and begins to listen.</summary>
    /// <param name="options">How.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StorageException">The data folder cannot be used.</exception>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<MusterServer> StartAsync(ServerOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Whoever starts the server is not the one who does what it will do.
        DeedOrigin.Current = null;
        var use = options.Database is null ? FolderUse.ByServer(options.DataFolder) : null;
        try
        {
            return await StartAsync(options, use, clock, cancellationToken);
        }
        catch
        {
            use?.Dispose();
            throw;
        }
    }

    private static async Task<MusterServer> StartAsync(
        ServerOptions options,
        FolderUse? use,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var database = await MusterInstance.DatabaseAsync(
            options.DataFolder,
            options.Database,
            options.Workspace,
            clock,
            cancellationToken
        );
        var muster = new MusterInstance(
            database,
            options.Demo is null ? new EntraDirectorySourceFactory(clock) : new DemoDirectories(clock),
            clock
        );
        WebApplication? web = null;
        try
        {
            web = ServerBuilder.Build(options, muster, clock);
            var setup = await web.Services.GetRequiredService<FirstOwner>().PrepareAsync(cancellationToken);
            await web.Services.GetRequiredService<FirstRun.ServerFacts>().LoadAsync(cancellationToken);
            if (options.Demo is not null)
                setup = await OpenDemoAsync(web, options.DemoSessions, cancellationToken);
            await web.StartAsync(cancellationToken);
            return new(web, muster, setup, use);
        }
        catch
        {
            if (web is not null)
                await web.DisposeAsync();
            await muster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A demo has an owner from the start, so there is no token to print.</summary>
    private static async Task<string?> OpenDemoAsync(WebApplication web, DemoSessions? sessions, CancellationToken cancellationToken)
    {
        await using var scope = web.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        if (sessions is not null)
            await sessions.KeepAsync(services, cancellationToken);
        await DemoDoor.MakeOwnerAsync(
            services.GetRequiredService<UserManager<Account>>(),
            services.GetRequiredService<FirstOwner>(),
            services.GetRequiredService<TimeProvider>(),
            cancellationToken
        );
        var muster = services.GetRequiredService<MusterInstance>();
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
            await muster.Database.Subscriptions.EnableAsync(connection.Key, "demo", cancellationToken);
        return null;
    }

    /// <summary>Waits until the server has stopped.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _web.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops listening, lets what is under way end, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync(CancellationToken.None);
        var accounts = await AccountsAsync();
        await _web.DisposeAsync();
        // The pool would keep the file open, under whose name a demo that is set back makes another.
        if (accounts is not null)
            await using (var pooled = new SqliteConnection(accounts))
                SqliteConnection.ClearPool(pooled);
        await Muster.DisposeAsync();
        _use?.Dispose();
    }

    /// <summary>The file of the accounts; null when they are on a server, whose pool ends with the services.</summary>
    private async Task<string?> AccountsAsync()
    {
        var contexts = _web.Services.GetRequiredService<IDbContextFactory<AccountsContext>>();
        await using var context = await contexts.CreateDbContextAsync();
        return context.Database.IsSqlite() ? context.Database.GetConnectionString() : null;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Muster.Entra;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Postgres;
using Muster.Server.Demo;
using Muster.Server.Nodes;
using Muster.Server.Notifications;
using Muster.Server.Runs;
using Muster.Storage;

namespace Muster.Server.Hosting;

/// <summary>One workspace as it is served: its pages, its API, its jobs, and the accounts of its people.</summary>
internal sealed class ServedWorkspace : IAsyncDisposable
{
    private readonly WebApplication _web;

    private ServedWorkspace(WebApplication web, MusterInstance muster, string? setupToken)
    {
        (_web, Muster, SetupToken) = (web, muster, setupToken);
        Address = web.Services.GetRequiredService<PublicAddress>().ForPeople;
    }

    /// <summary>Where people on this machine reach it.</summary>
    public Uri Address { get; }

    /// <summary>What it works with.</summary>
    public MusterInstance Muster { get; }

    /// <summary>Makes the first owner; null once there is one. It is shown nowhere but on the console that started the server.</summary>
    public string? SetupToken { get; }

    /// <summary>What is at work in it, by this process.</summary>
    public IReadOnlyList<LiveRun> Work => [.. Services.GetRequiredService<LiveRuns>().Own.Where(run => run.State.EndedAt is null)];

    /// <summary>The services of the host.</summary>
    public IServiceProvider Services => _web.Services;

    /// <summary>Brings its accounts up to date and begins to answer.</summary>
    /// <param name="options">How it is served.</param>
    /// <param name="node">The process that serves it.</param>
    /// <param name="database">The database as the workspace has it; closed with what is returned, also when this fails.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="listener">Hands it the requests that are for it; null where it listens itself.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StorageException">The accounts cannot be used.</exception>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<ServedWorkspace> OpenAsync(
        ServerOptions options,
        ServingNode node,
        MusterDatabase database,
        TimeProvider clock,
        IServer? listener,
        CancellationToken cancellationToken
    )
    {
        var muster = new MusterInstance(
            database,
            options.Demo is null ? new EntraDirectorySourceFactory(clock) : new DemoDirectories(clock),
            clock
        );
        WebApplication? web = null;
        try
        {
            web = ServerBuilder.Build(options, muster, node, clock, listener);
            await using (var schema = AccountsSchema.Of(options.DataFolder, database))
                await AccountsSchema.BringUpToDateAsync(schema, cancellationToken);
            await FileTakeOver.RunAsync(options.DataFolder, database, cancellationToken);
            var setup = await web.Services.GetRequiredService<FirstOwner>().PrepareAsync(cancellationToken);
            await web.Services.GetRequiredService<FirstRun.ServerFacts>().LoadAsync(cancellationToken);
            if (options.Demo is not null)
                setup = await OpenDemoAsync(web, options.DemoSessions, cancellationToken);
            await web.StartAsync(cancellationToken);
            return new(web, muster, setup);
        }
        catch
        {
            if (web is not null)
                await CloseAsync(web);
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

    /// <summary>Waits until it was asked to stop.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _web.WaitForShutdownAsync(cancellationToken);

    /// <summary>Tells everybody who is connected that it stops, so that nobody is waited for who only listens.</summary>
    public void BeginToStop() => Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    /// <summary>Whether it stops or has stopped, be it by itself after a fault of a job.</summary>
    public bool HasStopped => Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    /// <summary>Stops answering and lets what is under way end.</summary>
    public Task StopAsync() => _web.StopAsync(CancellationToken.None);

    /// <summary>The same, and closes the accounts and the database, also where something of it does not stop.</summary>
    public async ValueTask DisposeAsync()
    {
        await using var muster = Muster;
        try
        {
            await StopAsync();
        }
        finally
        {
            await CloseAsync(_web);
        }
    }

    private static async Task CloseAsync(WebApplication web)
    {
        var accounts = await AccountsAsync(web);
        await web.DisposeAsync();
        // The pool would keep the file open, under whose name there may soon be another: of a demo that is set back, or one from a backup.
        if (accounts is not null)
            await using (var pooled = new SqliteConnection(accounts))
                SqliteConnection.ClearPool(pooled);
    }

    /// <summary>The file of the accounts; null when they are on a server, whose pool ends with the services.</summary>
    private static async Task<string?> AccountsAsync(WebApplication web)
    {
        var contexts = web.Services.GetRequiredService<IDbContextFactory<AccountsContext>>();
        await using var context = await contexts.CreateDbContextAsync();
        return context.Database.IsSqlite() ? context.Database.GetConnectionString() : null;
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Engine.Workspaces;
using Muster.Server.Accounts.Emergency;
using Muster.Storage.Postgres;

namespace Muster.Server.Accounts;

/// <summary>The accounts of a data folder or of a database without a server that serves them, to be looked at.</summary>
internal sealed class AccountFile : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private AccountFile(ServiceProvider services) => _services = services;

    /// <summary>Who may sign in.</summary>
    public AccountDesk Accounts => _services.GetRequiredService<AccountDesk>();

    /// <summary>Their roles for single connections.</summary>
    public GrantDesk Grants => _services.GetRequiredService<GrantDesk>();

    /// <summary>Failed sign-ins.</summary>
    public FailureLog Failures => _services.GetRequiredService<FailureLog>();

    /// <summary>What owners of groups asked for.</summary>
    public OwnerRequests Requests => _services.GetRequiredService<OwnerRequests>();

    /// <summary>Browsers that are signed in.</summary>
    public SessionDesk Sessions => _services.GetRequiredService<SessionDesk>();

    /// <summary>API tokens.</summary>
    public TokenDesk Tokens => _services.GetRequiredService<TokenDesk>();

    /// <summary>The account for emergencies.</summary>
    public EmergencyDoor Emergency => _services.GetRequiredService<EmergencyDoor>();

    /// <summary>Emergency access in the inbox of problems.</summary>
    public EmergencyProblem EmergencyProblem => _services.GetRequiredService<EmergencyProblem>();

    /// <summary>Opens them.</summary>
    /// <returns>Null when no server of this version has worked on the folder yet.</returns>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="address">The database on a server; null for files in the data folder.</param>
    /// <param name="muster">What they belong to.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<AccountFile?> OpenAsync(
        string dataFolder,
        PostgresAddress? address,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var workspace = muster.Database.Workspace;
        if ((address is null || workspace != Workspace.First) && !File.Exists(AccountsContext.File(dataFolder, workspace)))
            return null;
        var services = new ServiceCollection()
            .AddAccountsContext(dataFolder, address, workspace, mustExist: true)
            .AddSingleton(muster)
            .AddSingleton<IAuditLog>(muster.Database.Audit)
            .AddSingleton(muster.Clock)
            .AddSingleton<AccountDesk>()
            .AddSingleton<EmergencyDoor>()
            .AddSingleton<EmergencyProblem>()
            .AddSingleton<GrantDesk>()
            .AddSingleton<FailureLog>()
            .AddSingleton<SessionDesk>()
            .AddSingleton<TokenDesk>()
            .AddSingleton<Access.Ownership>()
            .AddSingleton<OwnerRequests>()
            .BuildServiceProvider();
        var opened = new AccountFile(services);
        await using var context = await services
            .GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(cancellationToken);
        if (!(await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            return opened;
        await opened.DisposeAsync();
        return null;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

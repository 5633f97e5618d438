using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Server.Accounts.Emergency;
using Muster.Server.Accounts.Postgres;
using Muster.Server.Problems;

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

    /// <summary>Who sees to which problem.</summary>
    public ProblemOwners Owners => _services.GetRequiredService<ProblemOwners>();

    /// <summary>The account for emergencies.</summary>
    public EmergencyDoor Emergency => _services.GetRequiredService<EmergencyDoor>();

    /// <summary>Emergency access in the inbox of problems.</summary>
    public EmergencyProblem EmergencyProblem => _services.GetRequiredService<EmergencyProblem>();

    /// <summary>Opens them.</summary>
    /// <returns>Null when no server of this version has worked on the folder yet.</returns>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="muster">What they belong to.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="Storage.StorageException">They lie in two places: <see cref="FileTakeOver"/>.</exception>
    public static async Task<AccountFile?> OpenAsync(string dataFolder, MusterInstance muster, CancellationToken cancellationToken)
    {
        var database = muster.Database;
        if (database.Beside is null && !File.Exists(AccountsContext.File(dataFolder, database.Workspace)))
            return null;
        await using (var schema = AccountsSchema.Of(dataFolder, database))
            if ((await schema.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
                return null;
        await FileTakeOver.RunAsync(dataFolder, database, cancellationToken);
        var services = new ServiceCollection()
            .AddAccountsContext(dataFolder, database, mustExist: true)
            .AddSingleton(muster)
            .AddSingleton<IAuditLog>(database.Audit)
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
            .AddSingleton<Assignments>()
            .AddSingleton<ProblemOwners>()
            .BuildServiceProvider();
        return new(services);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

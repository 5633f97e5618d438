using Microsoft.EntityFrameworkCore;
using Muster.Server.Accounts.Postgres;
using Muster.Storage;
using Muster.Storage.Postgres;
using Npgsql;

namespace Muster.Server.Accounts;

/// <summary>The schema of the accounts, to be looked at and brought up to date by whoever owns it: in no workspace, so that no row on a server is seen by it.</summary>
internal static class AccountsSchema
{
    /// <summary>Of a file, which is closed with the context: it may be put away or replaced afterwards.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="workspace">Number of the workspace whose accounts they are.</param>
    /// <param name="mustExist">Whether the file is only opened when it is there.</param>
    public static AccountsContext InFile(string dataFolder, int workspace, bool mustExist = false) =>
        new(
            new DbContextOptionsBuilder<AccountsContext>()
                .UseSqlite($"{AccountsContext.ConnectionString(dataFolder, workspace, mustExist)};Pooling=False")
                .WithPasskeys()
                .Options
        );

    /// <summary>Of all workspaces on a server.</summary>
    /// <param name="source">Opens connections.</param>
    public static AccountsContext OnServer(NpgsqlDataSource source)
    {
        var options = new DbContextOptionsBuilder<PostgresAccountsContext>();
        options.UsePostgresSchema(source);
        return new PostgresAccountsContext(options.WithPasskeys().Options);
    }

    /// <summary>Where the accounts of a workspace are.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="database">The database as the workspace has it.</param>
    public static AccountsContext Of(string dataFolder, MusterDatabase database) =>
        database.Beside is { } source ? OnServer(source) : InFile(dataFolder, database.Workspace);

    /// <summary>Brings it up to date.</summary>
    public static async Task BringUpToDateAsync(AccountsContext context, CancellationToken cancellationToken)
    {
        // Also when nothing is outstanding it would have the server make a table, which whoever owns none may not.
        if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            await context.Database.MigrateAsync(cancellationToken);
    }
}

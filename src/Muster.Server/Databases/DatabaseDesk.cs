using Microsoft.EntityFrameworkCore;
using Muster.Engine.Workspaces;
using Muster.Server.Accounts;
using Muster.Storage;
using Muster.Storage.Moving;
using Muster.Storage.Postgres;
using Npgsql;

namespace Muster.Server.Databases;

/// <summary>Looks at, brings up to date and moves everything of an installation: the data and the accounts.</summary>
/// <param name="dataFolder">The data folder.</param>
/// <param name="address">The database on a server; null for the files in the data folder.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class DatabaseDesk(string dataFolder, PostgresAddress? address, TimeProvider clock)
{
    /// <summary>The database and the accounts as they are; nothing is changed.</summary>
    /// <exception cref="StorageException">They cannot be read.</exception>
    public async Task<InstallationStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseCare.StatusAsync(dataFolder, address, cancellationToken);
        await using var source = address?.CreateSource();
        await using var context = Accounts(source);
        if (context is null)
            return new(database, null, []);
        await context.Database.OpenConnectionAsync(cancellationToken);
        return new(
            database,
            await SchemaAsync(context, address, cancellationToken),
            await DatabaseCare.TablesAsync(context.Database.GetDbConnection(), context.Model, cancellationToken)
        );
    }

    /// <summary>Brings both schemas up to date; accounts in a file are made by the first server, not here.</summary>
    /// <exception cref="StorageException">A schema cannot be written, or is newer; nothing of it was changed.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await DatabaseCare.MigrateAsync(dataFolder, address, clock, cancellationToken);
        using var accounts = new AccountFiles();
        if (address is not null)
            await accounts.MakeOnServerAsync(address, cancellationToken);
        else
            foreach (var workspace in accounts.InFolder(dataFolder))
                await accounts.MakeFileAsync(dataFolder, workspace, cancellationToken);
    }

    /// <summary>Copies the files of the data folder to an empty database on a server, with the accounts of every workspace and encrypted keys.</summary>
    /// <param name="target">The database.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Cancels it; the target has nothing then.</param>
    /// <exception cref="StorageException">The folder is in use, older or damaged, or the target is not empty or cannot be used. Nothing is in the target then.</exception>
    public async Task<MoveOutcome> MoveAsync(PostgresAddress target, Action<string> progress, CancellationToken cancellationToken)
    {
        await using var to = target.CreateSource();
        await using var accounts = AccountsSchema.OnServer(to);
        var files = new List<MovedFile>();
        foreach (var workspace in AccountFiles.FoundIn(dataFolder).Union([Workspace.First]))
        {
            await using var source = AccountsSchema.InFile(dataFolder, workspace, mustExist: true);
            var file = AccountsContext.File(dataFolder, workspace);
            if (File.Exists(file) && (await SchemaAsync(source, null, cancellationToken)).Pending.Count > 0)
                throw new StorageException(
                    StorageFault.Other,
                    $"The accounts in {file} have an older schema. Bring it up to date first, with the command database migrate, or by serving its workspace once. Nothing was changed."
                );
            files.Add(new(file, source.Model, accounts.Model, workspace));
        }
        await DatabaseMove.CheckEmptyAsync(target, files, cancellationToken);
        await DatabaseCare.MigrateAsync(dataFolder, target, clock, cancellationToken);
        await AccountsSchema.BringUpToDateAsync(accounts, cancellationToken);
        return await DatabaseMove.RunAsync(dataFolder, target, files, clock, progress, cancellationToken);
    }

    /// <returns>Null where no server has made accounts yet.</returns>
    private AccountsContext? Accounts(NpgsqlDataSource? source) =>
        source is not null ? AccountsSchema.OnServer(source)
        : File.Exists(AccountsContext.File(dataFolder)) ? AccountsSchema.InFile(dataFolder, Workspace.First, mustExist: true)
        : null;

    private async Task<SchemaStatus> SchemaAsync(AccountsContext context, PostgresAddress? place, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToList();
        var ofData = place is null ? [] : await DatabaseCare.MigrationsAsync(dataFolder, place);
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).Except(ofData).ToList();
        return new(applied.Count, known.Count, [.. known.Except(applied)]);
    }
}

/// <summary>Everything of an installation as it is.</summary>
/// <param name="Database">The database.</param>
/// <param name="Accounts">The schema of the accounts; null where no server has made any yet.</param>
/// <param name="AccountTables">Their tables by name.</param>
internal sealed record InstallationStatus(DatabaseStatus Database, SchemaStatus? Accounts, IReadOnlyList<TableStatus> AccountTables)
{
    /// <summary>Names of outstanding changes, those of the accounts last.</summary>
    public IReadOnlyList<string> Pending => [.. Database.Schema.Pending, .. Accounts?.Pending ?? []];
}

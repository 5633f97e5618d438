using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Muster.Storage.Sql;
using Muster.Storage.Workspaces;

namespace Muster.Storage;

/// <summary>Brings the schema up to date: every outstanding migration in one transaction, so that a crash leaves the old schema or the new one.</summary>
internal static class Schema
{
    public static async Task BringUpToDateAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Provider.OpenAsync(null, cancellationToken);
            if (await KnownVersionAsync(database, connection, cancellationToken) < database.Provider.Schema)
                await MigrateAsync(database, connection, cancellationToken);
            await database.Provider.PrepareAsync(connection, null, cancellationToken);
        }
        catch (DbException fault)
        {
            throw database.Provider.Translate(fault);
        }
    }

    /// <summary>Sees that the schema is up to date, and changes nothing.</summary>
    /// <exception cref="StorageException">It is older or newer.</exception>
    public static async Task CheckAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Provider.OpenAsync(null, cancellationToken);
            var version = await KnownVersionAsync(database, connection, cancellationToken);
            if (version < database.Provider.Schema)
                throw new StorageException(
                    StorageFault.Older,
                    $"The database {database.Provider.Place} has an older schema ({version} of {database.Provider.Schema}). Bring it up to date first, with the command database migrate. Nothing was changed."
                );
        }
        catch (DbException fault)
        {
            throw database.Provider.Translate(fault);
        }
    }

    private static async Task<int> KnownVersionAsync(Database database, DbConnection connection, CancellationToken cancellationToken)
    {
        var version = await database.Provider.SchemaVersionAsync(connection, null, cancellationToken);
        return version <= database.Provider.Schema
            ? version
            : throw new StorageException(
                StorageFault.Newer,
                $"The database {database.Provider.Place} was written by a newer version of Muster (schema {version}, this one knows {database.Provider.Schema}). Use that version; nothing was changed."
            );
    }

    private static async Task MigrateAsync(Database database, DbConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Provider.BeginMigrationAsync(connection, cancellationToken);
        // Another process may have been faster while this one waited for the lock.
        var version = await database.Provider.SchemaVersionAsync(connection, transaction, cancellationToken);
        if (version >= database.Provider.Schema)
            return;
        await using var model = database.Model();
        var known = model.Database.GetMigrations().ToList();
        var script = model
            .GetService<IMigrator>()
            .GenerateScript(
                version == 0 ? Migration.InitialDatabase : known[version - 1],
                null,
                MigrationsSqlGenerationOptions.NoTransactions
            );
        await RunAsync(connection, transaction, script, cancellationToken);
        if (version == 0)
            await NewWorkspace.MakeAsync(new SqlSession(database.Of(Database.FirstWorkspace), connection, transaction), cancellationToken);
        await database.Provider.SetSchemaVersionAsync(connection, transaction, known.Count, cancellationToken);
        await database.Provider.PrepareAsync(connection, transaction, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task RunAsync(DbConnection connection, DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

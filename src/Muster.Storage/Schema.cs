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
            if (await WorkableVersionAsync(database, connection, cancellationToken) < database.Provider.Schema)
                await MigrateAsync(database, connection, cancellationToken);
            await database.Provider.PrepareAsync(connection, null, cancellationToken);
        }
        catch (DbException fault)
        {
            throw database.Provider.Translate(fault);
        }
    }

    /// <summary>Sees that the schema is this version's own, and changes nothing: for whoever has to know each table there is.</summary>
    /// <exception cref="StorageException">It is older or newer.</exception>
    public static Task CheckAsync(Database database, CancellationToken cancellationToken) =>
        CheckAsync(
            database,
            async connection =>
            {
                var version = await database.Provider.SchemaVersionAsync(connection, null, cancellationToken);
                return version <= database.Provider.Schema ? version : throw Newer(database, version);
            },
            cancellationToken
        );

    /// <summary>Sees that this version can work on the schema, and changes nothing.</summary>
    /// <exception cref="StorageException">It is older, or newer and not made for programs of this schema too.</exception>
    public static Task CheckWorkableAsync(Database database, CancellationToken cancellationToken) =>
        CheckAsync(database, connection => WorkableVersionAsync(database, connection, cancellationToken), cancellationToken);

    private static async Task CheckAsync(Database database, Func<DbConnection, Task<int>> look, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Provider.OpenAsync(null, cancellationToken);
            var version = await look(connection);
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

    /// <summary>The version of a schema that is older, this version's own, or one that a newer version made for programs of this schema too.</summary>
    private static async Task<int> WorkableVersionAsync(Database database, DbConnection connection, CancellationToken cancellationToken)
    {
        var version = await database.Provider.SchemaVersionAsync(connection, null, cancellationToken);
        return
            version <= database.Provider.Schema
            || await database.Provider.OldestBesideAsync(connection, cancellationToken) <= database.Provider.Schema
            ? version
            : throw Newer(database, version);
    }

    private static StorageException Newer(Database database, int version) =>
        new(
            StorageFault.Newer,
            $"The database {database.Provider.Place} was written by a newer version of Muster (schema {version}, this one knows {database.Provider.Schema}). Use that version; nothing was changed."
        );

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
        var changes = model.GetService<IMigrationsAssembly>().Migrations;
        var oldest = AdditiveAttribute.OldestBeside([.. known.Select(id => changes[id].AsType())]);
        await database.Provider.SetSchemaVersionAsync(connection, transaction, known.Count, oldest, cancellationToken);
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

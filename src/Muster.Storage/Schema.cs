using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Muster.Storage.Sql;

namespace Muster.Storage;

/// <summary>Brings the schema up to date: every outstanding migration in one transaction, so that a crash leaves the old schema or the new one.</summary>
internal static class Schema
{
    /// <summary>How many migrations this version knows; stored with the database, so that a current one is recognised without the model.</summary>
    public const int Version = 4;

    public static async Task BringUpToDateAsync(Database database, string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Provider.OpenAsync(null, cancellationToken);
            var version = await database.Provider.SchemaVersionAsync(connection, cancellationToken);
            if (version > Version)
                throw new StorageException(
                    StorageFault.Newer,
                    $"The database {file} was written by a newer version of Muster (schema {version}, this one knows {Version}). Use that version; nothing was changed."
                );
            if (version < Version)
                await MigrateAsync(database, connection, cancellationToken);
        }
        catch (DbException fault)
        {
            throw database.Provider.Translate(fault);
        }
    }

    private static async Task MigrateAsync(Database database, DbConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = database.Provider.BeginWrite(connection);
        // Another process may have been faster while this one waited for the lock.
        var version = await database.Provider.SchemaVersionAsync(connection, cancellationToken);
        if (version >= Version)
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
            await RunAsync(connection, transaction, FirstRows, cancellationToken);
        await database.Provider.SetSchemaVersionAsync(connection, transaction, known.Count, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static string FirstRows =>
        $"""
            INSERT INTO workspace (workspace, revision, next_connection, next_directory_user, next_directory_group, next_directory_other, next_user, next_group,
                users, groups, membership_rows, audit_entries, audit_head)
            VALUES ({Database.Workspace}, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, {Auditing.AuditChain.FirstHashLiteral});
            INSERT INTO lease (workspace, fence, process, process_started, since, renewed_at) VALUES ({Database.Workspace}, 0, 0, 0, 0, 0);
            """;

    private static async Task RunAsync(DbConnection connection, DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

using Muster.Storage.Sql;
using Muster.Storage.Sqlite;

namespace Muster.Storage.Moving;

/// <summary>Copies files to a database on a server in one transaction there, and compares each table before it counts.</summary>
/// <param name="provider">The server.</param>
/// <param name="target">The transaction.</param>
/// <param name="workspaces">Numbers of the workspaces that are copied.</param>
/// <param name="progress">Told what is being done; null for nobody.</param>
internal sealed class FileCopy(IDatabaseProvider provider, Statements target, IReadOnlyList<int> workspaces, Action<string>? progress)
{
    /// <summary>Copies one, to which nobody writes meanwhile.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isHeld">Whether nobody can write to it already; otherwise it is locked.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">It has a table that is not Muster's, or something else arrived than was sent.</exception>
    public async Task<IReadOnlyList<MovedTable>> RunAsync(MovedFile file, bool isHeld, CancellationToken cancellationToken)
    {
        await using var from = new SqliteProvider(file.File);
        await using var connection = await from.OpenAsync(null, cancellationToken);
        await using var transaction = isHeld
            ? await from.BeginReadAsync(connection, Database.FirstWorkspace, cancellationToken)
            : await from.BeginWriteAsync(connection, Database.FirstWorkspace, null, cancellationToken);
        var (source, tables) = (new Statements(connection, transaction, null), file.Tables());
        await CheckTablesAsync(file, tables, source, cancellationToken);
        var moved = new List<MovedTable>();
        foreach (var table in tables)
        {
            progress?.Invoke($"Copying {table.Name}");
            target.Before?.Invoke($"copy {table.Name}");
            var rows = 0L;
            foreach (var workspace in Workspaces(file, table))
                rows += await CopyAsync(table, workspace, source, cancellationToken);
            if (table.Numbering is { } numbering)
                await target.RunAsync(numbering, cancellationToken);
            moved.Add(new MovedTable(table.Name, rows));
        }
        return moved;
    }

    private IEnumerable<int?> Workspaces(MovedFile file, TableCopy table) =>
        table.IsOfWorkspaces ? workspaces.Select(number => (int?)number) : [file.Workspace];

    /// <param name="table">The table.</param>
    /// <param name="workspace">Whose rows; null for a table that has none of workspaces.</param>
    /// <param name="source">Where they are.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>How many there were.</returns>
    private async Task<long> CopyAsync(TableCopy table, int? workspace, Statements source, CancellationToken cancellationToken)
    {
        if (workspace is { } entered)
            await provider.EnterAsync(target.Connection, target.Transaction!, entered, cancellationToken);
        await using var read = source.Command();
        var sent = await table.CopyAsync(read, table.IsOfWorkspaces ? workspace : null, provider, target.Connection, cancellationToken);
        await using var compare = target.Command();
        var arrived = await table.DigestAsync(compare, workspace, cancellationToken);
        return sent == arrived
            ? sent.Rows
            : throw new StorageException(
                StorageFault.Other,
                $"The table {table.Name} on {provider.Place} is not what was sent: {arrived.Rows} rows of {sent.Rows}, or other values in them. Nothing was moved. Please report it."
            );
    }

    /// <summary>A table that the model does not know would be left behind.</summary>
    private static async Task CheckTablesAsync(
        MovedFile file,
        IReadOnlyList<TableCopy> tables,
        Statements source,
        CancellationToken cancellationToken
    )
    {
        await using var command = source.Command();
        command.CommandText =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\'";
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            if (tables.All(table => table.Name != rows.GetString(0)))
                throw new StorageException(
                    StorageFault.Damaged,
                    $"The file {file.File} has a table that is not Muster's: {rows.GetString(0)}. Nothing was moved. Drop it, or move the data with the version of Muster that made it."
                );
    }
}

using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore.Metadata;
using Muster.Storage.Sql;

namespace Muster.Storage.Moving;

/// <summary>Copies one table in the order of its key, and compares the copy with it.</summary>
internal sealed class TableCopy(ITable from, ITable to)
{
    private readonly (string Name, CellKind Kind)[] _columns =
    [
        .. from.Columns.Select(column => (column.Name, KindOf(to.FindColumn(column.Name)!.StoreType))),
    ];

    public string Name => from.Name;

    /// <summary>Names of its columns.</summary>
    public IEnumerable<string> Columns => _columns.Select(column => column.Name);

    /// <summary>Whether its rows belong to workspaces.</summary>
    public bool IsOfWorkspaces => from.FindColumn("workspace") is not null;

    private string Select(int? workspace) =>
        $"SELECT {string.Join(", ", _columns.Select(column => Quoted(column.Name)))} FROM {Quoted(Name)} {(workspace is null ? "" : $"WHERE workspace = {workspace}")} ORDER BY {string.Join(", ", from.PrimaryKey!.Columns.Select(column => Quoted(column.Name)))}";

    /// <summary>Copies all rows of a workspace.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="workspace">Its number; null in a table that has none of workspaces.</param>
    /// <param name="provider">The database they go to.</param>
    /// <param name="target">Its connection, in a transaction.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>How many there were, and a digest of all of them.</returns>
    public async Task<RowsDigest> CopyAsync(
        DbCommand source,
        int? workspace,
        IDatabaseProvider provider,
        DbConnection target,
        CancellationToken cancellationToken
    )
    {
        using var digest = new RowsHash();
        using var insert = provider.BulkInsert(target, Name, [.. Columns]);
        await ReadAsync(source, workspace, new InsertedCells(insert, digest, provider), cancellationToken);
        insert.Complete();
        return digest.End();
    }

    /// <summary>Digests all rows of a workspace as they are.</summary>
    public async Task<RowsDigest> DigestAsync(DbCommand command, int? workspace, CancellationToken cancellationToken)
    {
        using var digest = new RowsHash();
        await ReadAsync(command, workspace, digest, cancellationToken);
        return digest.End();
    }

    /// <summary>Hands over all rows of a workspace.</summary>
    public async Task ReadAsync(DbCommand command, int? workspace, ICells cells, CancellationToken cancellationToken)
    {
        command.CommandText = Select(workspace);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        for (var read = 0L; await NextAsync(rows, read, cancellationToken); read++)
        {
            for (var at = 0; at < _columns.Length; at++)
                if (rows.IsDBNull(at))
                    cells.Nothing();
                else if (_columns[at].Kind == CellKind.Number)
                    cells.Number(rows.GetInt64(at));
                else if (_columns[at].Kind == CellKind.Text)
                    cells.Text(rows.GetString(at));
                else
                    cells.Bytes(rows.Bytes(at));
            cells.EndRow();
        }
    }

    /// <summary>Lets numbers that the server gives by itself go on behind those that were copied, of whichever workspace.</summary>
    public string? Numbering =>
        from.PrimaryKey!.Columns is [{ } key] && KindOf(to.FindColumn(key.Name)!.StoreType) == CellKind.Number
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SELECT setval(numbers, greatest(last, nextval(numbers))) FROM (
                    SELECT pg_get_serial_sequence('{Quoted(Name)}', '{key.Name}') AS numbers, (SELECT max({Quoted(key.Name)}) FROM {Quoted(
                    Name
                )}) AS last
                ) AS found WHERE numbers IS NOT NULL AND last IS NOT NULL
                """
            )
            : null;

    public static string Quoted(string name) => $"\"{name}\"";

    private static async ValueTask<bool> NextAsync(DbDataReader rows, long read, CancellationToken cancellationToken)
    {
        if ((read & 0xFFF) == 0)
            cancellationToken.ThrowIfCancellationRequested();
        return await rows.ReadAsync(CancellationToken.None);
    }

    private static CellKind KindOf(string type) =>
        type switch
        {
            "integer" or "bigint" => CellKind.Number,
            "bytea" => CellKind.Bytes,
            "text" or "json" => CellKind.Text,
            _ => throw new NotSupportedException($"A column of the type {type} cannot be moved."),
        };

    private enum CellKind
    {
        Number,
        Text,
        Bytes,
    }
}

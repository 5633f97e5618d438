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
        source.CommandText = Select(workspace);
        await using var rows = await source.ExecuteReaderAsync(cancellationToken);
        using var insert = provider.BulkInsert(target, Name, [.. _columns.Select(column => column.Name)]);
        while (await NextAsync(rows, digest.Rows, cancellationToken))
        {
            for (var at = 0; at < _columns.Length; at++)
                Copy(rows, at, insert, digest, provider);
            insert.EndRow();
            digest.EndRow();
        }
        insert.Complete();
        return digest.End();
    }

    /// <summary>Reads the copy.</summary>
    public async Task<RowsDigest> ReadAsync(DbCommand target, int? workspace, CancellationToken cancellationToken)
    {
        using var digest = new RowsHash();
        target.CommandText = Select(workspace);
        await using var rows = await target.ExecuteReaderAsync(cancellationToken);
        while (await NextAsync(rows, digest.Rows, cancellationToken))
        {
            for (var at = 0; at < _columns.Length; at++)
                if (rows.IsDBNull(at))
                    digest.Nothing();
                else if (_columns[at].Kind == CellKind.Number)
                    digest.Number(rows.GetInt64(at));
                else if (_columns[at].Kind == CellKind.Text)
                    digest.Text(rows.GetString(at));
                else
                    digest.Bytes(rows.Bytes(at));
            digest.EndRow();
        }
        return digest.End();
    }

    /// <summary>Lets numbers that the server gives by itself go on behind those that were copied.</summary>
    public string? Numbering =>
        from.PrimaryKey!.Columns is [{ } key] && KindOf(to.FindColumn(key.Name)!.StoreType) == CellKind.Number
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SELECT setval(numbers, last) FROM (
                    SELECT pg_get_serial_sequence('{Quoted(Name)}', '{key.Name}') AS numbers, (SELECT max({Quoted(key.Name)}) FROM {Quoted(
                    Name
                )}) AS last
                ) AS found WHERE numbers IS NOT NULL AND last IS NOT NULL
                """
            )
            : null;

    public static string Quoted(string name) => $"\"{name}\"";

    private void Copy(DbDataReader row, int at, IBulkInsert insert, RowsHash digest, IDatabaseProvider provider)
    {
        if (row.IsDBNull(at))
        {
            insert.Text(null);
            digest.Nothing();
        }
        else if (_columns[at].Kind == CellKind.Number)
        {
            var number = row.GetInt64(at);
            insert.Integer(number);
            digest.Number(number);
        }
        else if (_columns[at].Kind == CellKind.Text)
        {
            var text = provider.Storable(row.GetString(at));
            insert.Text(text);
            digest.Text(text);
        }
        else
        {
            var bytes = row.Bytes(at);
            insert.Blob(bytes);
            digest.Bytes(bytes);
        }
    }

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

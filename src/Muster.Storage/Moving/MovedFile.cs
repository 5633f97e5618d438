using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Muster.Storage.Moving;

/// <summary>A file of a data folder whose tables are moved: all those of its model, so that a new one cannot be forgotten.</summary>
/// <param name="File">The file; without it there is nothing to move, and its tables on the server must be empty all the same.</param>
/// <param name="From">The model of the file.</param>
/// <param name="To">The model of the same on the server, with the same names.</param>
/// <param name="Workspace">Number of the workspace that all its rows are of; null where each says its own.</param>
public sealed record MovedFile(string File, IModel From, IModel To, int? Workspace = null)
{
    /// <summary>The tables, those first that others refer to.</summary>
    internal IReadOnlyList<TableCopy> Tables() => Tables(From, To);

    /// <summary>The tables of a model, those first that others refer to.</summary>
    /// <param name="from">The model.</param>
    /// <param name="to">The model on a server, with the same tables.</param>
    internal static IReadOnlyList<TableCopy> Tables(IModel from, IModel to)
    {
        var targets = to.GetRelationalModel().Tables.ToDictionary(table => table.Name);
        var left = from.GetRelationalModel().Tables.OrderBy(table => table.Name, StringComparer.Ordinal).ToList();
        var ordered = new List<ITable>();
        while (left.Count > 0)
        {
            var next = left.Find(table =>
                table.ForeignKeyConstraints.All(key => key.PrincipalTable == table || ordered.Contains(key.PrincipalTable))
            )!;
            ordered.Add(next);
            left.Remove(next);
        }
        return [.. ordered.Select(table => new TableCopy(table, targets[table.Name]))];
    }
}

/// <summary>A table that was moved.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows it has.</param>
public sealed record MovedTable(string Name, long Rows);

/// <summary>What a move came to.</summary>
/// <param name="Tables">The tables, with as many rows on the server as in the folder, each of them the same.</param>
/// <param name="Keys">How many encrypted keys were moved.</param>
/// <param name="AuditEntries">How many entries the audit logs of all workspaces have, which were verified on the server.</param>
/// <param name="LastHash">The last hash of the first workspace's, in hexadecimal digits.</param>
/// <param name="Workspaces">How many workspaces there are.</param>
public sealed record MoveOutcome(IReadOnlyList<MovedTable> Tables, int Keys, long AuditEntries, string LastHash, int Workspaces)
{
    /// <summary>Rows of all tables.</summary>
    public long Rows => Tables.Sum(table => table.Rows);
}

using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>The rows of one page of a list, and where the next page begins.</summary>
internal sealed record RowPage(IReadOnlyList<DirectoryObject> Rows, int? Next)
{
    public static RowPage Take(IEnumerable<Row> rows, int size)
    {
        var taken = new List<DirectoryObject>(size);
        foreach (var row in rows)
        {
            if (taken.Count == size)
                return new(taken, row.Position);
            taken.Add(row.Object);
        }
        return new(taken, null);
    }
}

/// <param name="Position">A number that still finds this row, or what follows it, on the next request.</param>
/// <param name="Object">What the row shows.</param>
internal readonly record struct Row(int Position, DirectoryObject Object);

using System.Diagnostics.CodeAnalysis;

namespace Muster.Server.Accounts;

/// <summary>Where a count of failed attempts stands in their list.</summary>
internal sealed record FailurePlace(DateTimeOffset Hour, int Count, string Name, string Address)
{
    /// <summary>The place of a row.</summary>
    public static FailurePlace Of(FailedSignIns row) => new(row.Hour, row.Count, row.Name, row.Address);

    /// <summary>The rows that are listed behind it.</summary>
    [SuppressMessage("Globalization", "CA1309", Justification = "Translated to SQL, where texts compare as the list is ordered.")]
    public IQueryable<FailedSignIns> Behind(IQueryable<FailedSignIns> rows) =>
        rows.Where(row =>
            row.Hour < Hour
            || (
                row.Hour == Hour
                && (
                    row.Count < Count
                    || (
                        row.Count == Count
                        && (string.Compare(row.Name, Name) > 0 || (row.Name == Name && string.Compare(row.Address, Address) > 0))
                    )
                )
            )
        );
}

using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Delta;

/// <summary>What one page of a delta round will say, before it is written.</summary>
internal sealed class DeltaPage
{
    public List<DeltaRow> Rows { get; } = [];

    /// <summary>Members and owners of all rows, one row after the other.</summary>
    public List<EdgeEntry> Edges { get; } = [];

    /// <summary>Where the next page goes on, or null after the last page of the round.</summary>
    public DeltaPosition? Next { get; set; }
}

/// <param name="Object">Whom the row is about.</param>
/// <param name="FirstEdge">Where its members and owners begin in the page's list.</param>
/// <param name="EdgeCount">How many they are.</param>
/// <param name="Changed">Numbers of the properties that changed, or null when all are to be shown.</param>
internal readonly record struct DeltaRow(DirectoryObject Object, int FirstEdge, int EdgeCount, IReadOnlySet<byte>? Changed)
{
    /// <summary>Numbers of those who no longer manage the user; null or empty for nobody.</summary>
    public IReadOnlyList<int>? FormerManagers { get; init; }
}

internal readonly record struct EdgeEntry(int Other, bool IsOwner, bool IsRemoved);

using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Delta;

/// <summary>How the rows of one page are written.</summary>
internal sealed class DeltaSpelling(DeltaQuirks quirks, SeededRandom random)
{
    public required Tenant Tenant { get; init; }

    public required Selection Selection { get; init; }

    public bool CapitalTypes => quirks.CapitalTypes;

    public bool CapitalIds => quirks.CapitalIds;

    /// <summary>Whether something that no client knows is added here.</summary>
    public bool AddsUnknown() => quirks.UnknownMembers && random.Chance(0.5);

    /// <summary>Whether an older value comes before the row.</summary>
    public bool IsOlderFirst() => quirks.OlderValuesFirst && random.Chance(0.3);

    /// <summary>How the absence of edges is written: not at all, as null, or as an empty list.</summary>
    public EmptyEdges Empty() => quirks.EmptyEdges ? random.Pick(Enum.GetValues<EmptyEdges>()) : EmptyEdges.Absent;
}

internal enum EmptyEdges
{
    Absent,
    Null,
    List,
}

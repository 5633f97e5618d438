using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Engine.Drift;

/// <summary>What the history knows that can explain a difference.</summary>
internal sealed record DriftEvidence
{
    /// <summary>The last change of each membership.</summary>
    public required IReadOnlyDictionary<MembershipPair, Touch> Memberships { get; init; }

    /// <summary>The last change of each group.</summary>
    public required IReadOnlyDictionary<int, Touch> Groups { get; init; }

    /// <summary>The last change of each user.</summary>
    public required IReadOnlyDictionary<int, Touch> Users { get; init; }

    /// <summary>The exceptions whose day has come, by the membership they are about.</summary>
    public required IReadOnlyDictionary<MembershipPair, MembershipException> Ended { get; init; }

    /// <summary>What the plan does only because settings or rules were saved since the last sync; null when none were.</summary>
    public SyncPlan? ByConfiguration { get; init; }

    /// <summary>Who saved them last; null when that is not known.</summary>
    public Touch? Configuration { get; init; }

    /// <summary>Revision after the last sync that took everything into account; null when that is not known.</summary>
    public long? SyncedRevision { get; init; }

    /// <summary>Whether the directory was read since then, or may have been.</summary>
    public bool ReadSince { get; init; }

    /// <summary>The last read.</summary>
    public Touch? LastRead { get; init; }
}

using Muster.Engine.Reading;

namespace Muster.Storage;

/// <summary>The words for what must never happen. Whoever finds it throws, and the transaction is undone.</summary>
internal static class Invariants
{
    /// <summary>Something that only a fault of Muster's own brings about.</summary>
    /// <param name="id">Number of the invariant in docs/invariants.md, such as INV-1.</param>
    /// <param name="what">What was about to happen, without a full stop.</param>
    public static StoredDataException Broken(string id, string what) =>
        new($"{what}. Nothing was changed; this is a fault of Muster's own, please report it ({id}).");

    /// <summary>Something that also somebody who writes into the database behind Muster's back brings about.</summary>
    /// <param name="id">Number of the invariant in docs/invariants.md.</param>
    /// <param name="what">What was found, without a full stop.</param>
    public static StoredDataException Disagrees(string id, string what) =>
        new($"{what}. Nothing was changed. Run 'muster audit verify' ({id}).");
}

using Muster.GraphEmulator.Company;

namespace Muster.GraphEmulator.Quirks;

/// <summary>
/// Behaviour of Graph that is documented in one way and seen in another, or not documented at all: each can be switched on alone. The default is what the vendor
/// documents, and where it says nothing, the plainest answer.
/// </summary>
public sealed record QuirkSet
{
    /// <summary>What Graph documents.</summary>
    public static readonly QuirkSet None = new();

    /// <summary>All of it drawn from a seed: what a client has to live through to be called robust.</summary>
    public static QuirkSet Nasty(int seed)
    {
        var random = new SeededRandom(seed, "quirks");
        return new()
        {
            Delta = DeltaQuirks.Draw(random),
            Deletion = DeletionQuirks.Draw(random),
            Notifications = NotificationQuirks.Draw(random),
        };
    }

    /// <summary>How delta rounds are told.</summary>
    public DeltaQuirks Delta { get; init; } = new();

    /// <summary>What deleting and restoring does.</summary>
    public DeletionQuirks Deletion { get; init; } = new();

    /// <summary>How notifications go astray.</summary>
    public NotificationQuirks Notifications { get; init; } = new();

    /// <summary>How lists and single objects are told.</summary>
    public ListingQuirks Listing { get; init; } = new();

    /// <summary>How the service in front of the directory behaves.</summary>
    public ServiceQuirks Service { get; init; } = new();
}

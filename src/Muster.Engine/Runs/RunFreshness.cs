using Muster.Core.Freshness;

namespace Muster.Engine.Runs;

/// <summary>How soon changes of a directory were here, over the last syncs that nobody had to approve.</summary>
/// <param name="Told">Changes that the directory told of: from its first word to the end of the sync that brought them.</param>
/// <param name="Looked">Changes that were found by looking: from the beginning of the look before, so at most, to the end of the sync that brought them.</param>
public sealed record RunFreshness(ChangeAges Told, ChangeAges Looked)
{
    /// <summary>How far back is looked.</summary>
    public static readonly TimeSpan Stretch = TimeSpan.FromDays(7);

    /// <summary>At most so many syncs are taken, the latest.</summary>
    public const int MostRuns = 1_000;

    /// <summary>Counts what syncs brought.</summary>
    public static RunFreshness Of(IReadOnlyCollection<RunArrival> arrivals)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        return new(Ages(arrivals, isTold: true), Ages(arrivals, isTold: false));
    }

    private static ChangeAges Ages(IEnumerable<RunArrival> arrivals, bool isTold) =>
        ChangeAges.Of(arrivals.Where(one => one.IsTold == isTold && one.Changes > 0).Select(one => (one.At - one.Since, one.Changes)));
}

/// <summary>What one sync brought.</summary>
/// <param name="Since">When the directory first told of it; where it was found by looking, when the look before began, after which it came about.</param>
/// <param name="At">When it was here.</param>
/// <param name="Changes">How many steps its plan had.</param>
/// <param name="IsTold">Whether the directory told of it.</param>
public sealed record RunArrival(DateTimeOffset Since, DateTimeOffset At, long Changes, bool IsTold);

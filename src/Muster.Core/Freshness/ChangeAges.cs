namespace Muster.Core.Freshness;

/// <summary>How old changes were when they were seen here.</summary>
/// <param name="Changes">How many changes.</param>
/// <param name="Median">So old at most was half of them; null where there were none.</param>
/// <param name="Most">So old at most were 95 of 100; null where there were none.</param>
public sealed record ChangeAges(long Changes, TimeSpan? Median, TimeSpan? Most)
{
    /// <summary>Counts ages. The figure for a share is the least age that so many changes do not exceed (nearest rank).</summary>
    /// <param name="ages">Ages, each with how many changes have it; at least 1.</param>
    public static ChangeAges Of(IEnumerable<(TimeSpan Age, long Changes)> ages)
    {
        ArgumentNullException.ThrowIfNull(ages);
        var sorted = ages.OrderBy(one => one.Age).ToList();
        var all = sorted.Sum(one => one.Changes);
        return new(all, Rank(sorted, all, 50), Rank(sorted, all, 95));
    }

    private static TimeSpan? Rank(List<(TimeSpan Age, long Changes)> sorted, long all, int percent)
    {
        var rank = ((all * percent) + 99) / 100;
        foreach (var (age, changes) in sorted)
            if ((rank -= changes) <= 0)
                return age;
        return null;
    }
}

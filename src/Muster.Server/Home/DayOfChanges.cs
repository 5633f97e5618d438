using Muster.Engine.Runs;

namespace Muster.Server.Home;

/// <summary>Memberships added and removed on one day (UTC).</summary>
/// <param name="Day">The day.</param>
/// <param name="Added">Members and owners added.</param>
/// <param name="Removed">Members and owners removed.</param>
public sealed record DayOfChanges(DateOnly Day, long Added, long Removed)
{
    /// <summary>The last days up to today, each once, the oldest first.</summary>
    /// <param name="runs">Applied runs, in any order.</param>
    /// <param name="now">The present.</param>
    /// <param name="days">How many days.</param>
    public static IReadOnlyList<DayOfChanges> Of(IEnumerable<Run> runs, DateTimeOffset now, int days)
    {
        var byDay = runs.ToLookup(run => DateOnly.FromDateTime((run.EndedAt ?? run.StartedAt).UtcDateTime));
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return
        [
            .. Enumerable
                .Range(1 - days, days)
                .Select(today.AddDays)
                .Select(day => new DayOfChanges(
                    day,
                    byDay[day].Sum(run => (long)run.Counts.MembersAdded + run.Counts.OwnersAdded),
                    byDay[day].Sum(run => (long)run.Counts.MembersRemoved + run.Counts.OwnersRemoved)
                )),
        ];
    }
}

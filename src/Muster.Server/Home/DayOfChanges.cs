using Muster.Engine.History;

namespace Muster.Server.Home;

/// <summary>Memberships added and removed on one day (UTC).</summary>
/// <param name="Day">The day.</param>
/// <param name="Added">Members and owners added.</param>
/// <param name="Removed">Members and owners removed.</param>
public sealed record DayOfChanges(DateOnly Day, long Added, long Removed)
{
    /// <summary>The last days up to today, each once, the oldest first.</summary>
    /// <param name="changes">What revisions did, in any order.</param>
    /// <param name="now">The present.</param>
    /// <param name="days">How many days.</param>
    public static IReadOnlyList<DayOfChanges> Of(IEnumerable<GroupActivity> changes, DateTimeOffset now, int days)
    {
        var byDay = changes.ToLookup(change => DateOnly.FromDateTime(change.Made.At.UtcDateTime));
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return
        [
            .. Enumerable
                .Range(1 - days, days)
                .Select(today.AddDays)
                .Select(day => new DayOfChanges(
                    day,
                    byDay[day].Sum(change => (long)change.MembersAdded + change.OwnersAdded),
                    byDay[day].Sum(change => (long)change.MembersRemoved + change.OwnersRemoved)
                )),
        ];
    }
}

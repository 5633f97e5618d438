using Muster.Engine.History;

namespace Muster.Server.Groups;

/// <summary>What one day (UTC) did to the people of a group.</summary>
/// <param name="Day">The day.</param>
/// <param name="Added">Members added.</param>
/// <param name="Removed">Members removed.</param>
/// <param name="OwnersAdded">Owners added.</param>
/// <param name="OwnersRemoved">Owners removed.</param>
/// <param name="After">Members at its end.</param>
internal sealed record DayOfGroup(DateOnly Day, int Added, int Removed, int OwnersAdded, int OwnersRemoved, int After)
{
    /// <summary>The days on which something changed, the latest first.</summary>
    public static IReadOnlyList<DayOfGroup> Of(IEnumerable<GroupActivity> changes)
    {
        var days = new List<DayOfGroup>();
        var members = 0;
        foreach (var day in changes.GroupBy(change => DateOnly.FromDateTime(change.Made.At.UtcDateTime)))
        {
            var (added, removed) = (day.Sum(change => change.MembersAdded), day.Sum(change => change.MembersRemoved));
            members += added - removed;
            days.Add(new(day.Key, added, removed, day.Sum(change => change.OwnersAdded), day.Sum(change => change.OwnersRemoved), members));
        }
        days.Reverse();
        return days;
    }
}

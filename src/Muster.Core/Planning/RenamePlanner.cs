using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Lets linked groups follow a rename in the directory. Swaps and chains are fine; a name that somebody else keeps is a clash and is left alone.</summary>
internal static class RenamePlanner
{
    public static (IReadOnlyList<GroupStep> Steps, IReadOnlyList<PlanProblem> Problems) Plan(PlanRequest request)
    {
        var wanted = request.Actual.Groups.Where(request.Includes).Select(group => (Group: group, To: Wanted(request, group)));
        var renames = wanted
            .Where(rename => rename.To is not null)
            .ToDictionary(rename => rename.Group.Key, rename => (rename.Group, To: rename.To!));
        var problems = new List<PlanProblem>();
        while (Clash(request.Actual.Groups, renames) is { } clashing)
        {
            foreach (var (group, to) in clashing)
            {
                renames.Remove(group.Key);
                problems.Add(Problems.RenameClash(group.Name, to));
            }
        }
        return (
            [.. renames.Values.Select(GroupStep (rename) => new GroupStep.Rename(rename.Group.Key, rename.Group.Name, rename.To))],
            problems
        );
    }

    private static string? Wanted(PlanRequest request, PlatformGroup group)
    {
        if (
            group.Link == LinkState.Paused
            || group.DirectoryKey is not { } key
            || request.Mirror.Group(key) is not { Present: true } source
        )
            return null;
        var name = source.Facts.DisplayName;
        return string.IsNullOrEmpty(name) || name == group.Name ? null : name;
    }

    /// <summary>The renames that would give one name to two groups; null when there are none. Dropping them can cause the next clash.</summary>
    private static List<(PlatformGroup Group, string To)>? Clash(
        IReadOnlyList<PlatformGroup> groups,
        Dictionary<int, (PlatformGroup Group, string To)> renames
    )
    {
        if (renames.Count == 0)
            return null;
        var finalNames = groups
            .GroupBy(group => renames.TryGetValue(group.Key, out var rename) ? rename.To : group.Name, StringComparer.Ordinal)
            .Where(sameName => sameName.Count() > 1);
        var clashing = finalNames
            .SelectMany(sameName => sameName)
            .Where(group => renames.ContainsKey(group.Key))
            .Select(group => renames[group.Key])
            .ToList();
        return clashing.Count == 0 ? null : clashing;
    }
}

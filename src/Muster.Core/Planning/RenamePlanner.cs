using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Renames that follow the directory.</summary>
/// <param name="Steps">The renames.</param>
/// <param name="Names">Every group that is in use once they are done, by its name then.</param>
/// <param name="Problems">Names that clash.</param>
public sealed record RenamePlan(
    IReadOnlyList<GroupStep.Rename> Steps,
    IReadOnlyDictionary<string, PlatformGroup> Names,
    IReadOnlyList<PlanProblem> Problems
);

/// <summary>Lets linked groups follow a rename in the directory. Swaps and chains are fine; a name that somebody else keeps is a clash and is left alone.</summary>
public static class RenamePlanner
{
    /// <summary>Plans the renames of all groups that the request includes.</summary>
    public static RenamePlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Plan(request, []);
    }

    internal static RenamePlan Plan(PlanRequest request, IReadOnlyCollection<EndedLink> ended)
    {
        var endedKeys = ended.Select(link => link.Group.Key).ToHashSet();
        var retired = ended.Where(link => link.Retired).Select(link => link.Group.Key).ToHashSet();
        var groups = request.Actual.Groups.Where(group => !retired.Contains(group.Key)).ToList();
        // Of groups that were forced to share a source only the first follows it.
        var first = groups
            .Where(group => group.DirectoryKey is not null)
            .OrderBy(group => group.Key)
            .DistinctBy(group => group.DirectoryKey);
        var renames = first
            .Where(group => request.Includes(group) && !endedKeys.Contains(group.Key))
            .Select(group => (Group: group, To: Wanted(request, group)))
            .Where(rename => rename.To is not null)
            .ToDictionary(rename => rename.Group.Key, rename => (rename.Group, To: rename.To!));
        var problems = new List<PlanProblem>();
        while (Clash(groups, renames) is { } clashing)
        {
            foreach (var (group, to) in clashing)
            {
                renames.Remove(group.Key);
                problems.Add(Problems.RenameClash(group.Name, to));
            }
        }
        return new RenamePlan(
            [.. renames.Values.Select(rename => new GroupStep.Rename(rename.Group.Key, rename.Group.Name, rename.To))],
            groups.ToDictionary(group => FinalName(group, renames), StringComparer.Ordinal),
            problems
        );
    }

    /// <summary>Whether a name in the directory that differs from the name here ends the link.</summary>
    internal static bool Unlinks(PlanRequest request, PlatformGroup group, DirectoryGroup source) =>
        PolicyOf(request, group) == RenamePolicy.Unlink && IsRenamed(group, source);

    private static RenamePolicy PolicyOf(PlanRequest request, PlatformGroup group) => group.Settings.OnRename ?? request.Policies.OnRename;

    private static bool IsRenamed(PlatformGroup group, DirectoryGroup source) =>
        !string.IsNullOrEmpty(source.Facts.DisplayName) && source.Facts.DisplayName != group.Name;

    private static string? Wanted(PlanRequest request, PlatformGroup group) =>
        (group.Link != LinkState.Paused || group.PausedUntil <= request.Now)
        && PolicyOf(request, group) == RenamePolicy.Follow
        && group.DirectoryKey is { } key
        && request.Mirror.Group(key) is { Present: true } source
        && IsRenamed(group, source)
            ? source.Facts.DisplayName
            : null;

    private static string FinalName(PlatformGroup group, Dictionary<int, (PlatformGroup Group, string To)> renames) =>
        renames.TryGetValue(group.Key, out var rename) ? rename.To : group.Name;

    /// <summary>The renames that would give one name to two groups; null when there are none. Dropping them can cause the next clash.</summary>
    private static List<(PlatformGroup Group, string To)>? Clash(
        IReadOnlyList<PlatformGroup> groups,
        Dictionary<int, (PlatformGroup Group, string To)> renames
    )
    {
        if (renames.Count == 0)
            return null;
        var clashing = groups
            .GroupBy(group => FinalName(group, renames), StringComparer.Ordinal)
            .Where(sameName => sameName.Count() > 1)
            .SelectMany(sameName => sameName)
            .Where(group => renames.ContainsKey(group.Key))
            .Select(group => renames[group.Key])
            .ToList();
        return clashing.Count == 0 ? null : clashing;
    }
}

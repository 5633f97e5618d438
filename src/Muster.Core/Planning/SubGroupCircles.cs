using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Finds circles among groups that contain each other. They are no error: each group keeps its own people; a person may still want to know.</summary>
internal static class SubGroupCircles
{
    /// <summary>One problem for every circle that a step of this plan closes, with the way round.</summary>
    public static IReadOnlyList<PlanProblem> Find(DesiredGroups desired, IEnumerable<GroupStep> steps)
    {
        var groups = desired.All.ToDictionary(group => group.Group.Key);
        var told = new HashSet<int>();
        var problems = new List<PlanProblem>();
        foreach (var nest in steps.OfType<GroupStep.Nest>())
        {
            if (told.Contains(nest.Group) || Way(groups, desired, nest.Child, nest.Group) is not { } way)
                continue;
            told.UnionWith(way.Select(group => group.Key));
            problems.Add(Problems.NestedInCircle([way[^1], .. way]));
        }
        return problems;
    }

    /// <summary>The shortest way down from one group to another, both included; null when there is none.</summary>
    private static List<PlatformGroup>? Way(Dictionary<int, DesiredGroup> groups, DesiredGroups desired, int from, int to)
    {
        var cameFrom = new Dictionary<int, int> { [from] = 0 };
        var todo = new Queue<int>([from]);
        while (todo.TryDequeue(out var key))
        {
            if (key == to)
                break;
            if (groups.TryGetValue(key, out var group))
                foreach (var child in group.Members.SubGroups.AsList.Select(desired.GroupOf))
                    if (cameFrom.TryAdd(child, key))
                        todo.Enqueue(child);
        }
        if (!cameFrom.ContainsKey(to))
            return null;
        var way = new List<PlatformGroup>();
        for (var key = to; key != 0; key = cameFrom[key])
            way.Insert(0, groups[key].Group);
        return way;
    }
}

using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Guarding;

/// <summary>
/// A sub-group that ends takes its people out of the group above without a single membership that ends. Merely absent, a person always looks at it; stated, the
/// people whom the group above has no other way are weighed like removals of one group.
/// </summary>
internal sealed class SubGroupLoss
{
    private readonly GuardRails _rails;
    private readonly SyncPlan _plan;
    private readonly GuardContext _context;
    private readonly Dictionary<int, PlatformGroup> _before;
    private readonly Dictionary<int, PlatformGroup> _after;

    private SubGroupLoss(GuardRails rails, SyncPlan plan, PlatformState actual, GuardContext context)
    {
        (_rails, _plan, _context) = (rails, plan, context);
        _before = actual.Groups.ToDictionary(group => group.Key);
        _after = new Dictionary<int, PlatformGroup>(_before);
        foreach (var step in plan.Groups)
            if (step is GroupStep.Unnest(var parent, var child, _) && _after.TryGetValue(parent, out var group))
                _after[parent] = group with { SubGroups = group.SubGroups.Except(KeySet.Of([child])) };
            else if (step is GroupStep.Nest(var above, var below) && _after.TryGetValue(above, out var nesting))
                _after[above] = nesting with { SubGroups = nesting.SubGroups.Union(KeySet.Of([below])) };
    }

    public static IEnumerable<GuardFinding> Findings(GuardRails rails, SyncPlan plan, PlatformState actual, GuardContext context)
    {
        if (!plan.Groups.Any(step => step is GroupStep.Unnest))
            return [];
        var loss = new SubGroupLoss(rails, plan, actual, context);
        return [.. loss.Absent(), .. loss.Stated()];
    }

    private IEnumerable<GuardFinding> Absent() =>
        _plan
            .Groups.OfType<GroupStep.Unnest>()
            .Where(step => step.Evidence == Evidence.Inferred && !_before[step.Child].Members.IsEmpty)
            .Select(step => new GuardFinding(
                "subGroupInferred",
                _before[step.Child].Name,
                "A sub-group that is merely absent",
                $"'{_before[step.Child].Name}' with {_before[step.Child].Members.Count} members would no longer be a sub-group of '{_before[step.Group].Name}'",
                "the directory did not say so, it is merely absent",
                Tripped: true
            ));

    private IEnumerable<GuardFinding> Stated()
    {
        // A group that ends is weighed by its own members.
        var ending = _plan.Groups.Where(step => step is GroupStep.Retire or GroupStep.Unlink).Select(step => step.Group).ToHashSet();
        var parents = _plan
            .Groups.OfType<GroupStep.Unnest>()
            .Where(step => step.Evidence == Evidence.Stated && !ending.Contains(step.Group))
            .Select(step => step.Group)
            .Distinct()
            .Order();
        foreach (var parent in parents)
        {
            var (had, has) = (People(_before, parent, planned: false), People(_after, parent, planned: true));
            var size = had.Count;
            had.ExceptWith(has);
            if (had.Count == 0)
                continue;
            var group = _before[parent];
            var isProtected = group.Settings.Protected || _context.ProtectedGroups.Contains(group.Name);
            var emptied = has.Count == 0 && size >= _rails.EmptiedGroupSize;
            yield return new GuardFinding(
                "subGroupStated",
                group.Name,
                "People who leave a group with its sub-groups",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{group.Name}' and its sub-groups would lose {had.Count} of {size} people ({100.0 * had.Count / size:0.#} %) by sub-groups that end"
                ),
                isProtected ? "the group is protected; that needs a person"
                    : emptied ? string.Create(CultureInfo.InvariantCulture, $"a group of {_rails.EmptiedGroupSize} or more may not become empty")
                    : _rails.GroupStated.ToString(),
                isProtected || emptied || _rails.GroupStated.IsPassed(had.Count, size)
            );
        }
    }

    /// <summary>Everybody in a group and in its sub-groups at any depth.</summary>
    private HashSet<int> People(Dictionary<int, PlatformGroup> groups, int root, bool planned)
    {
        var people = new HashSet<int>();
        var seen = new HashSet<int> { root };
        var todo = new Queue<int>([root]);
        while (todo.TryDequeue(out var key))
        {
            if (!groups.TryGetValue(key, out var group))
                continue;
            people.UnionWith(group.Members.Union(group.LocalMembers).Union(group.ExceptionMembers).AsList);
            foreach (var child in group.SubGroups.AsList)
                if (seen.Add(child))
                    todo.Enqueue(child);
        }
        // Removals are weighed on their own; here counts only who would be missing for want of the sub-group.
        if (planned)
            people.UnionWith(
                _plan
                    .Memberships.Where(change => change.Relation == MembershipRelation.Member && seen.Contains(change.Group))
                    .SelectMany(change => change.Additions.Select(addition => addition.User))
            );
        return people;
    }
}

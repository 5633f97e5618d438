using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Reporting;

namespace Muster.Core.Guarding;

/// <summary>A sub-group that goes takes all of its people out of the group above without a single membership that ends; it is weighed as if they had left one by one (INV-4).</summary>
internal sealed class SubGroupLoss
{
    private readonly GuardRails _rails;
    private readonly SyncPlan _plan;
    private readonly GuardContext _context;
    private readonly Dictionary<int, PlatformGroup> _groups;
    private readonly ILookup<int, MembershipChange> _changes;
    private readonly ILookup<int, int> _nested;
    private readonly HashSet<(int Group, int Child)> _unnested;

    private SubGroupLoss(GuardRails rails, SyncPlan plan, PlatformState actual, GuardContext context)
    {
        (_rails, _plan, _context) = (rails, plan, context);
        _groups = actual.Groups.ToDictionary(group => group.Key);
        _changes = plan.Memberships.Where(change => change.Relation == MembershipRelation.Member).ToLookup(change => change.Group);
        _nested = plan.Groups.OfType<GroupStep.Nest>().ToLookup(step => step.Group, step => step.Child);
        _unnested = [.. plan.Groups.OfType<GroupStep.Unnest>().Select(step => (step.Group, step.Child))];
    }

    public static IEnumerable<GuardFinding> Findings(GuardRails rails, SyncPlan plan, PlatformState actual, GuardContext context)
    {
        if (!plan.Groups.Any(step => step is GroupStep.Unnest))
            return [];
        var loss = new SubGroupLoss(rails, plan, actual, context);
        return [.. loss.Inferred(), .. loss.Stated()];
    }

    /// <summary>A person looks at every sub-group with members that is merely absent from a full read.</summary>
    private IEnumerable<GuardFinding> Inferred() =>
        _plan
            .Groups.OfType<GroupStep.Unnest>()
            .Where(step => step.Evidence == Evidence.Inferred && !_groups[step.Child].Members.IsEmpty)
            .Select(step => new GuardFinding(
                "subGroupInferred",
                _groups[step.Child].Name,
                "A sub-group that is merely absent",
                $"'{_groups[step.Child].Name}' with {CountWords.Of(_groups[step.Child].Members.Count, "member")} would no longer be a sub-group of '{_groups[step.Group].Name}'",
                "the directory did not say so, it is merely absent",
                Tripped: true
            ));

    /// <summary>What the groups above lose, unless a person ends what the group or its sub-group follows with this very plan.</summary>
    private IEnumerable<GuardFinding> Stated()
    {
        var decided = _plan.Groups.Where(step => step is GroupStep.Unlink or GroupStep.Retire).Select(step => step.Group).ToHashSet();
        var above = _plan
            .Groups.OfType<GroupStep.Unnest>()
            .Where(step => step.Evidence == Evidence.Stated && !decided.Contains(step.Group) && !decided.Contains(step.Child))
            .Select(step => step.Group)
            .ToHashSet();
        // Further up the share is smaller, but a protected group loses nobody unseen.
        foreach (var group in above.Union(AllAbove(above).Where(IsProtected)).Order())
        {
            var before = People(group, group => _groups[group].SubGroups.AsList, Before);
            var after = People(group, SubGroupsAfter, After);
            var lost = before.Except(after).Count;
            var emptied = after.IsEmpty && before.Count >= _rails.EmptiedGroupSize;
            var guarded = lost > 0 && IsProtected(group);
            yield return new(
                "subGroupStated",
                _groups[group].Name,
                "People that a group loses with its sub-groups",
                CountWords.Text(
                    $"'{_groups[group].Name}' would lose {lost} of the {CountWords.People(before.Count)} it has with its sub-groups"
                ),
                guarded ? "the group is protected, so a person decides"
                    : emptied ? CountWords.Text($"a group of {_rails.EmptiedGroupSize} or more may not become empty")
                    : _rails.GroupStated.ToString(),
                guarded || emptied || _rails.GroupStated.IsPassed(lost, before.Count)
            );
        }
    }

    private bool IsProtected(int group) => GuardMeasures.IsProtected(_groups[group], _context);

    /// <summary>The groups that have some groups below them, at any depth.</summary>
    private HashSet<int> AllAbove(IEnumerable<int> groups)
    {
        var parents = _groups
            .Values.SelectMany(group => group.SubGroups.AsList.Select(child => (Child: child, group.Key)))
            .ToLookup(nested => nested.Child, nested => nested.Key);
        var (seen, todo) = (new HashSet<int>(), new Queue<int>(groups));
        while (todo.TryDequeue(out var group))
            foreach (var parent in parents[group].Where(seen.Add))
                todo.Enqueue(parent);
        return seen;
    }

    /// <summary>Everybody in a group and in the groups below it; groups that contain each other are looked at once.</summary>
    private KeySet People(int root, Func<int, IEnumerable<int>> subGroups, Func<int, KeySet> members)
    {
        var (seen, todo, people) = (new HashSet<int> { root }, new Queue<int>([root]), KeySet.Empty);
        while (todo.TryDequeue(out var group))
        {
            people = people.Union(members(group));
            foreach (var child in subGroups(group))
                if (_groups.ContainsKey(child) && seen.Add(child))
                    todo.Enqueue(child);
        }
        return people;
    }

    private IEnumerable<int> SubGroupsAfter(int group) =>
        _groups[group].SubGroups.AsList.Where(child => !_unnested.Contains((group, child))).Concat(_nested[group]);

    private KeySet Before(int group) =>
        Enum.GetValues<MembershipOrigin>()
            .Aggregate(KeySet.Empty, (people, origin) => people.Union(_groups[group].Of(MembershipRelation.Member, origin)));

    private KeySet After(int group) =>
        Enum.GetValues<MembershipOrigin>().Aggregate(KeySet.Empty, (people, origin) => people.Union(After(group, origin)));

    private KeySet After(int group, MembershipOrigin origin)
    {
        var now = _groups[group].Of(MembershipRelation.Member, origin);
        foreach (var change in _changes[group].Where(change => change.Origin == origin))
            now = now.Except(KeySet.Of(change.Removals.Select(removal => removal.User)))
                .Union(KeySet.Of(change.Additions.Select(addition => addition.User)));
        return now;
    }
}

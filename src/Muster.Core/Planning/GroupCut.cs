using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>What is left of the group steps of a plan, and the groups that are left alone whole because something they need was taken out.</summary>
/// <remarks>
/// A link that ends, or a group that is retired, takes all its memberships and its place among the sub-groups along: it is done whole or not at all.
/// Groups created by rule keep the keys of the whole plan; a key that is left out stays unused.
/// </remarks>
internal sealed class GroupCut
{
    private readonly SyncPlan _plan;
    private readonly PlatformState _actual;
    private readonly HashSet<int> _ending;
    private readonly HashSet<int> _keepingTheirNames = [];

    private GroupCut(PlanCut cut, SyncPlan plan, PlatformState actual)
    {
        (_plan, _actual) = (plan, actual);
        _ending = [.. plan.Groups.Where(step => step is GroupStep.Unlink or GroupStep.Retire).Select(step => step.Group)];
        Alone = [.. cut.WithoutGroups.AsList];
        if (cut.AdditionsOnly)
            Alone.UnionWith(_ending);
        Alone.UnionWith(
            plan.Memberships.Where(change => _ending.Contains(change.Group) && Concerns(change, cut)).Select(change => change.Group)
        );
        while (LeaveAlone([.. LeftByNesting(), .. LeftBySource()]) || KeepNames()) { }
        Steps = [.. plan.Groups.Where(step => Keeps(step) && !(cut.AdditionsOnly && step is GroupStep.Unnest))];
    }

    /// <summary>Keys of groups about which nothing is done.</summary>
    public HashSet<int> Alone { get; }

    /// <summary>The steps that are left.</summary>
    public IReadOnlyList<GroupStep> Steps { get; }

    public static GroupCut Of(PlanCut cut, SyncPlan plan, PlatformState actual) => new(cut, plan, actual);

    /// <summary>Whether somebody stays in a group for want of the sub-group that was to take over.</summary>
    public bool Keeps(int group, Removal removal) =>
        removal.Cause == RemovalCause.OutsideNesting
        && _plan.Groups.Any(step => step is GroupStep.Nest(var parent, var child) && parent == group && Alone.Contains(child));

    private static bool Concerns(MembershipChange change, PlanCut cut) =>
        change.Removals.Any(removal => cut.WithoutUsers.Contains(removal.User))
        || change.Additions.Any(addition => cut.WithoutUsers.Contains(addition.User));

    private bool Keeps(GroupStep step) =>
        !Alone.Contains(step.Group)
        && step switch
        {
            GroupStep.Rename => !_keepingTheirNames.Contains(step.Group),
            GroupStep.Nest(_, var child) => !Alone.Contains(child),
            GroupStep.Unnest(_, var child, _) => !Alone.Contains(child),
            _ => true,
        };

    private bool LeaveAlone(IReadOnlyCollection<int> groups)
    {
        var before = Alone.Count;
        Alone.UnionWith(groups);
        return Alone.Count > before;
    }

    /// <summary>Groups that were to end but remain above or below one that is left alone.</summary>
    private IEnumerable<int> LeftByNesting() =>
        from step in _plan.Groups.OfType<GroupStep.Unnest>()
        from pair in new[] { (This: step.Group, Other: step.Child), (This: step.Child, Other: step.Group) }
        where _ending.Contains(pair.This) && Alone.Contains(pair.Other)
        select pair.This;

    /// <summary>Groups that were to be linked to what another one does not let go now.</summary>
    private IEnumerable<int> LeftBySource()
    {
        var kept = _actual
            .Groups.Where(group => _ending.Contains(group.Key) && Alone.Contains(group.Key))
            .Select(group => group.DirectoryKey)
            .ToHashSet();
        return _plan.Groups.OfType<GroupStep.Link>().Where(link => kept.Contains(link.DirectoryKey)).Select(link => link.Group);
    }

    /// <summary>Drops renames to a name that another group keeps, and leaves alone groups to be created with one; both can free the next clash.</summary>
    private bool KeepNames()
    {
        var names = _actual.Groups.ToDictionary(group => group.Key, group => group.Name);
        foreach (var step in _plan.Groups.Where(Keeps))
            switch (step)
            {
                case GroupStep.Create(var key, var name, _):
                    names[key] = name;
                    break;
                case GroupStep.Rename(var key, _, var to):
                    names[key] = to;
                    break;
                case GroupStep.Retire(var key):
                    names.Remove(key);
                    break;
            }
        var taken = names
            .GroupBy(name => name.Value, StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .SelectMany(same => same.Select(name => name.Key))
            .ToHashSet();
        var clashing = _plan.Groups.Where(step => taken.Contains(step.Group) && Keeps(step)).ToList();
        var renames = clashing.OfType<GroupStep.Rename>().Select(step => step.Group).ToList();
        _keepingTheirNames.UnionWith(renames);
        return renames.Count > 0 || LeaveAlone([.. clashing.OfType<GroupStep.Create>().Select(step => step.Group)]);
    }
}

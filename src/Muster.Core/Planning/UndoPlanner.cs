using System.Collections.Immutable;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Plans the inverse of what a run did to memberships, as far as it still makes sense; what changed again since is left alone (INV-22).</summary>
/// <remarks>
/// Users themselves are not undone: who is suspended follows the directory, and a suspended person is not put back. Linked groups that change are paused, since
/// the next sync would redo what was undone.
/// </remarks>
public sealed class UndoPlanner
{
    private readonly PlatformState _actual;
    private readonly Dictionary<int, PlatformGroup> _groups;
    private int _retired;
    private int _changedSince;
    private int _suspended;

    private UndoPlanner(PlatformState actual) => (_actual, _groups) = (actual, actual.Groups.ToDictionary(group => group.Key));

    /// <summary>Plans the undo of one run.</summary>
    /// <param name="basis">What the plan is bound to.</param>
    /// <param name="actual">The state now.</param>
    /// <param name="run">Number of the run, for words.</param>
    /// <param name="events">Everything the run did to memberships.</param>
    public static SyncPlan Plan(PlanBasis basis, PlatformState actual, long run, IEnumerable<MembershipEvent> events)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var planner = new UndoPlanner(actual);
        var changes = events
            .Where(planner.StillMakesSense)
            .GroupBy(change => (change.Group, change.Relation, change.Origin))
            .OrderBy(changes => changes.Key)
            .Select(changes => new MembershipChange(
                changes.Key.Group,
                changes.Key.Relation,
                changes.Key.Origin,
                [
                    .. changes
                        .Where(change => !change.Added)
                        .OrderBy(change => change.User)
                        .Select(change => new Addition(change.User, change.Via)),
                ],
                [
                    .. changes
                        .Where(change => change.Added)
                        .OrderBy(change => change.User)
                        .Select(change => new Removal(change.User, RemovalCause.Undone, Evidence.Stated)),
                ]
            ))
            .ToImmutableArray();
        return new SyncPlan
        {
            Basis = basis,
            Groups =
            [
                .. changes
                    .Select(change => change.Group)
                    .Distinct()
                    .Where(planner.Follows)
                    .Select(GroupStep (group) => new GroupStep.ChangeState(group, LinkState.Linked, LinkState.Paused)),
            ],
            Users = [],
            Memberships = changes,
            Problems = [.. planner.LeftAlone(run)],
        };
    }

    private bool Follows(int group) => _groups[group].Link == LinkState.Linked;

    private bool StillMakesSense(MembershipEvent change)
    {
        if (!_groups.TryGetValue(change.Group, out var group))
        {
            _retired++;
            return false;
        }
        if (SetOf(group, change).Contains(change.User) != change.Added)
        {
            _changedSince++;
            return false;
        }
        if (change.Added || _actual.IsActive(change.User))
            return true;
        _suspended++;
        return false;
    }

    private static KeySet SetOf(PlatformGroup group, MembershipEvent change) =>
        (change.Origin, change.Relation) switch
        {
            (MembershipOrigin.Directory, var relation) => group.Of(relation),
            (_, MembershipRelation.Member) => group.LocalMembers,
            _ => group.LocalOwners,
        };

    private IEnumerable<PlanProblem> LeftAlone(long run)
    {
        if (_changedSince > 0)
            yield return new PlanProblem(
                "changedSince",
                $"run {run}",
                $"{_changedSince} memberships have changed again since run {run} and are left alone."
            );
        if (_suspended > 0)
            yield return new PlanProblem(
                "suspendedSince",
                $"run {run}",
                $"{_suspended} memberships belong to people who are suspended; they are not put back."
            );
        if (_retired > 0)
            yield return new PlanProblem("retiredSince", $"run {run}", $"{_retired} memberships belong to groups that were retired since.");
    }
}

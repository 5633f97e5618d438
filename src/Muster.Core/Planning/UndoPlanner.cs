using System.Collections.Immutable;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Plans the inverse of what runs did to memberships, sub-groups and exceptions, as far as it still makes sense; what changed again since is left alone (INV-22).</summary>
/// <remarks>
/// Users themselves are not undone: who is suspended follows the directory, and a suspended person is not put back. Linked groups that change are paused, since
/// the next sync would redo what was undone; an undo of such an undo lets them follow again.
/// </remarks>
public sealed class UndoPlanner
{
    private readonly UndoRequest _request;
    private readonly UndoConflicts _conflicts;
    private readonly UndoExceptions _exceptions;
    private readonly Dictionary<int, PlatformGroup> _groups;
    private readonly Dictionary<(int Group, int User, MembershipRelation Relation), ExceptionKind> _standing;
    private readonly HashSet<(int Group, int User, MembershipRelation Relation)> _excepted;

    private UndoPlanner(UndoRequest request)
    {
        _request = request;
        _conflicts = new UndoConflicts(request.RunsInWords);
        _exceptions = new UndoExceptions(request, _conflicts);
        _groups = request.Actual.Groups.ToDictionary(group => group.Key);
        _standing = _exceptions.After.ToDictionary(KeyOf, exception => exception.Kind);
        _excepted = [.. _exceptions.Steps.Select(step => KeyOf(step.Exception))];
    }

    /// <summary>Plans an undo. Several runs are undone together: what they did and took back again among themselves is not touched.</summary>
    public static SyncPlan Plan(UndoRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var planner = new UndoPlanner(request);
        var inverse = planner.Net().Where(planner.StillMakesSense).ToList();
        return new SyncPlan
        {
            Basis = request.Basis,
            Groups = [.. planner.GroupSteps(inverse)],
            Users = [],
            Memberships = Changes(inverse),
            Exceptions = [.. planner._exceptions.Steps],
            Problems = [.. planner._conflicts.Problems()],
        };
    }

    /// <summary>The last event of each membership that the runs left otherwise than they found it.</summary>
    private IEnumerable<MembershipEvent> Net() =>
        _request
            .Events.GroupBy(change => (change.Group, change.User, change.Relation, change.Origin))
            .Where(changes => changes.First().Added == changes.Last().Added)
            .Select(changes => changes.Last());

    private static ImmutableArray<MembershipChange> Changes(List<MembershipEvent> inverse) =>
        [
            .. inverse
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
                )),
        ];

    private IEnumerable<GroupStep> GroupSteps(List<MembershipEvent> inverse)
    {
        var nesting = Nestings().ToList();
        return Links(inverse, nesting).Concat(nesting).OrderBy(step => step.Group);
    }

    /// <summary>Sub-groups as they were before the runs, where nothing else has happened to them since.</summary>
    private IEnumerable<GroupStep> Nestings()
    {
        foreach (var events in _request.Nestings.GroupBy(change => (change.Group, change.Child)).OrderBy(events => events.Key))
        {
            var (last, (group, child)) = (events.Last(), events.Key);
            if (events.First().Began != last.Began)
                continue;
            if (NestingConflict(last) is { } conflict)
                _conflicts.Add(conflict, _groups.GetValueOrDefault(group)?.Name);
            else
                yield return last.Began ? new GroupStep.Unnest(group, child, Evidence.Stated) : new GroupStep.Nest(group, child);
        }
    }

    private Conflict? NestingConflict(NestingEvent change) =>
        !_groups.TryGetValue(change.Group, out var above) || !_groups.TryGetValue(change.Child, out var child) ? Conflict.NestingImpossible
        : above.SubGroups.Contains(change.Child) != change.Began ? Conflict.NestingChangedSince
        : !change.Began && !(Follows(above) && Follows(child)) ? Conflict.NestingImpossible
        : null;

    private static bool Follows(PlatformGroup group) => group.Link is LinkState.Linked or LinkState.Paused;

    private IEnumerable<GroupStep> Links(List<MembershipEvent> inverse, List<GroupStep> nesting)
    {
        // What an exception of this very undo explains is what the next sync would do too.
        var redone = inverse
            .Where(change => !_excepted.Contains((change.Group, change.User, change.Relation)))
            .Select(change => change.Group)
            .Concat(nesting.Select(step => step.Group))
            .ToHashSet();
        foreach (var group in _request.Actual.Groups.OrderBy(group => group.Key))
            if (group.Link == LinkState.Paused && _request.PausedByRuns.Contains(group.Key))
                yield return new GroupStep.ChangeState(group.Key, LinkState.Paused, LinkState.Linked);
            else if (group.Link == LinkState.Linked && redone.Contains(group.Key))
                yield return new GroupStep.ChangeState(group.Key, LinkState.Linked, LinkState.Paused, _request.Until);
    }

    private bool StillMakesSense(MembershipEvent change)
    {
        if (ConflictOf(change) is not { } conflict)
            return true;
        _conflicts.Add(conflict, _groups.GetValueOrDefault(change.Group)?.Name);
        return false;
    }

    private Conflict? ConflictOf(MembershipEvent change)
    {
        if (!_groups.TryGetValue(change.Group, out var group))
            return Conflict.RetiredSince;
        if (group.Of(change.Relation, change.Origin).Contains(change.User) != change.Added)
            return Conflict.ChangedSince;
        return change.Added ? ConflictOfRemoving(change) : ConflictOfAdding(group, change);
    }

    private Conflict? ConflictOfRemoving(MembershipEvent change) =>
        _request.ProtectedUsers.ContainsKey(change.User) ? Conflict.Protected : null;

    private Conflict? ConflictOfAdding(PlatformGroup group, MembershipEvent change)
    {
        var excepted = _standing.TryGetValue((change.Group, change.User, change.Relation), out var kind);
        return change.Origin switch
        {
            _ when !_request.Actual.IsActive(change.User) => Conflict.SuspendedSince,
            MembershipOrigin.Directory when group.Link is LinkState.Local or LinkState.Unmatched or LinkState.Ambiguous =>
                Conflict.UnlinkedSince,
            MembershipOrigin.Directory when excepted && kind == ExceptionKind.Exclude => Conflict.ExcludedSince,
            MembershipOrigin.Exception when !excepted || kind == ExceptionKind.Exclude => Conflict.NoException,
            _ => null,
        };
    }

    private static (int, int, MembershipRelation) KeyOf(MembershipException exception) =>
        (exception.Group, exception.User, exception.Relation);
}

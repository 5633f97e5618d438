using System.Collections.Immutable;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>How a plan of before differs from one of now.</summary>
/// <param name="Gone">Rows of the older plan that the newer one does not have: done already, or no longer called for.</param>
/// <param name="Fresh">Rows that only the newer plan has, those that rest on other evidence than before among them.</param>
public sealed record PlanDifference(ImmutableArray<PlanRow> Gone, ImmutableArray<PlanRow> Fresh)
{
    /// <summary>Whether both plans do the same.</summary>
    public bool IsEmpty => Gone.IsEmpty && Fresh.IsEmpty;

    /// <summary>
    /// Whether the newer plan may be carried out by the approval of the older one (INV-5, INV-6): everything it does was approved, and what has gone are rows about one person, which are
    /// dropped. A row that is new, or a change of a group that is no longer called for, makes the older plan stale.
    /// </summary>
    public bool IsTolerable => Fresh.IsEmpty && !Gone.Any(row => row is PlanRow.OfGroup);

    /// <summary>Compares two plans by what they do, whatever keys new users have in them.</summary>
    public static PlanDifference Between(SyncPlan before, SyncPlan now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        var (older, newer) = (new Rows(before), new Rows(now));
        return new PlanDifference([.. older.Without(newer)], [.. newer.Without(older)]);
    }

    private sealed class Rows
    {
        private readonly SyncPlan _plan;
        private readonly HashSet<GroupStep> _groups;
        private readonly HashSet<object> _users;
        private readonly HashSet<ExceptionStep> _exceptions;
        private readonly Dictionary<int, int> _directoryKeys;
        private readonly Dictionary<(int, MembershipRelation, MembershipOrigin), MembershipChange> _changes;

        public Rows(SyncPlan plan)
        {
            _plan = plan;
            _groups = [.. plan.Groups];
            _users = [.. plan.Users.Select(Content)];
            _exceptions = [.. plan.Exceptions];
            _directoryKeys = plan.Users.OfType<UserStep.Create>().ToDictionary(step => step.User, step => step.DirectoryKey);
            _changes = plan.Memberships.ToDictionary(change => (change.Group, change.Relation, change.Origin));
        }

        public IEnumerable<PlanRow> Without(Rows other)
        {
            foreach (var step in _plan.Groups.Where(step => !other._groups.Contains(step)))
                yield return new PlanRow.OfGroup(step);
            foreach (var step in _plan.Users.Where(step => !other._users.Contains(Content(step))))
                yield return new PlanRow.OfUser(step);
            foreach (var step in _plan.Exceptions.Where(step => !other._exceptions.Contains(step)))
                yield return new PlanRow.OfException(step);
            foreach (var change in _plan.Memberships)
            {
                other._changes.TryGetValue((change.Group, change.Relation, change.Origin), out var same);
                foreach (var row in Without(change, same, other))
                    yield return row;
            }
        }

        private IEnumerable<PlanRow> Without(MembershipChange change, MembershipChange? same, Rows other)
        {
            var additions = (same?.Additions ?? []).Select(addition => (other.Person(addition.User), addition.Via)).ToHashSet();
            var removals = (same?.Removals ?? []).ToHashSet();
            foreach (var removal in change.Removals.Where(removal => !removals.Contains(removal)))
                yield return new PlanRow.Removed(change.Group, change.Relation, removal);
            foreach (var addition in change.Additions.Where(addition => !additions.Contains((Person(addition.User), addition.Via))))
                yield return new PlanRow.Added(change.Group, change.Relation, addition);
        }

        /// <summary>Key of an existing user; for a new one the directory user's, negative.</summary>
        private int Person(int user) => _directoryKeys.TryGetValue(user, out var directoryKey) ? -directoryKey : user;

        private static object Content(UserStep step) =>
            step is UserStep.Create(_, var directoryKey, var id, var attributes, var reason)
                ? (directoryKey, id, attributes, reason)
                : step;
    }
}

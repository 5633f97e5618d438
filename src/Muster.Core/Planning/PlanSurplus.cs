using System.Collections.Immutable;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>What one plan does that another does not, both made from the same state.</summary>
public static class PlanSurplus
{
    /// <summary>The steps of a plan that another one lacks, as a plan to be shown, never applied.</summary>
    public static SyncPlan Of(SyncPlan plan, SyncPlan other)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(other);
        var theirs = new Index(other);
        var ours = new Index(plan);
        return plan with
        {
            Groups = [.. plan.Groups.Where(step => !theirs.Groups.Contains(step))],
            Users = [.. plan.Users.Where(step => !theirs.Users.Contains(Index.Of(step)))],
            Exceptions = [.. plan.Exceptions.Except(other.Exceptions)],
            Memberships =
            [
                .. plan.Memberships.Select(change => Rest(change, ours, theirs)).Where(change => change is not null).Select(c => c!),
            ],
        };
    }

    private static MembershipChange? Rest(MembershipChange change, Index ours, Index theirs)
    {
        var key = (change.Group, change.Relation, change.Origin);
        var rest = change with
        {
            Additions = Without(change.Additions, theirs.Added.GetValueOrDefault(key), addition => ours.Person(addition.User)),
            Removals = Without(change.Removals, theirs.Removed.GetValueOrDefault(key), removal => ours.Person(removal.User)),
        };
        return rest.Additions.IsEmpty && rest.Removals.IsEmpty ? null : rest;
    }

    private static ImmutableArray<T> Without<T>(ImmutableArray<T> rows, HashSet<long>? known, Func<T, long> person) =>
        known is null ? rows : [.. rows.Where(row => !known.Contains(person(row)))];

    /// <summary>A plan's steps by what they are about. Two plans may give one new user different keys, so new users go by their directory key.</summary>
    private sealed class Index
    {
        private readonly Dictionary<int, int> _created;

        public Index(SyncPlan plan)
        {
            _created = plan.Users.OfType<UserStep.Create>().ToDictionary(step => step.User, step => step.DirectoryKey);
            Groups = [.. plan.Groups];
            Users = [.. plan.Users.Select(Of)];
            foreach (var change in plan.Memberships)
            {
                var key = (change.Group, change.Relation, change.Origin);
                Added[key] = [.. change.Additions.Select(addition => Person(addition.User))];
                Removed[key] = [.. change.Removals.Select(removal => Person(removal.User))];
            }
        }

        public HashSet<GroupStep> Groups { get; }

        public HashSet<UserStep> Users { get; }

        public Dictionary<(int, MembershipRelation, MembershipOrigin), HashSet<long>> Added { get; } = [];

        public Dictionary<(int, MembershipRelation, MembershipOrigin), HashSet<long>> Removed { get; } = [];

        public long Person(int user) => _created.TryGetValue(user, out var directoryKey) ? -directoryKey : user;

        public static UserStep Of(UserStep step) =>
            step is UserStep.Create create
                ? new UserStep.Create(0, create.DirectoryKey, create.Id, UserAttributes.None, create.Reason)
                : step;
    }
}

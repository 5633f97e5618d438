using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Storage.Auditing;

namespace Muster.Storage.Platform;

/// <summary>What a plan does to one packed set and to the intervals behind it.</summary>
internal sealed class MembershipWork(MemberSet set, KeySet before)
{
    private readonly Dictionary<int, EndReason> _reasons = [];

    public MemberSet Set => set;

    public KeySet Before { get; } = before;

    /// <summary>Additions of people who are not there, ascending.</summary>
    public IReadOnlyList<Addition> Additions { get; private set; } = [];

    /// <summary>People to remove who are there.</summary>
    public KeySet Removals { get; private set; } = KeySet.Empty;

    public KeySet After { get; private set; } = before;

    /// <summary>The reason for which all of <see cref="Removals"/> leave; null when there are several.</summary>
    public EndReason? OnlyReason => _reasons.Values.Distinct().Take(2).ToList() is [var only] ? only : null;

    /// <summary>Why somebody of <see cref="Removals"/> leaves.</summary>
    public EndReason ReasonOf(int user) => _reasons[user];

    /// <summary>Takes over what a plan lists; additions of people who are there, and removals of people who are not, change nothing (INV-6).</summary>
    public void Take(MembershipChange change)
    {
        Add(change.Additions);
        Remove(change.Removals.Select(removal => (removal.User, new EndReason(removal.Cause, removal.Evidence))));
    }

    public void Add(IReadOnlyList<Addition> additions)
    {
        var users = KeySet.Of(additions.Select(addition => addition.User));
        var fresh = users.Except(After);
        Additions =
            fresh.Count == additions.Count && Additions.Count == 0
                ? additions
                : [.. Additions.Concat(additions.Where(addition => fresh.Contains(addition.User))).OrderBy(addition => addition.User)];
        After = After.Union(fresh);
    }

    /// <summary>Removes people for one reason; who leaves for another reason already keeps that.</summary>
    public void Remove(KeySet users, EndReason reason) => Remove(users.AsList.Select(user => (user, reason)));

    private void Remove(IEnumerable<(int User, EndReason Reason)> removals)
    {
        var leaving = removals.ToList();
        var users = KeySet.Of(leaving.Select(removal => removal.User));
        foreach (var (user, reason) in leaving)
            if (Before.Contains(user))
                _reasons.TryAdd(user, reason);
        Removals = Removals.Union(Before.Except(Before.Except(users)));
        // An addition of the same plan is taken back; ending it would leave an interval without length.
        if (Additions.Any(addition => users.Contains(addition.User)))
            Additions = [.. Additions.Where(addition => !users.Contains(addition.User))];
        After = After.Except(users);
    }

    /// <summary>Writes the events into the digest of the group, in the order of the table.</summary>
    public void Describe(IntervalDigest digest)
    {
        var next = 0;
        foreach (var addition in Additions)
        {
            for (; next < Removals.Count && Removals.Keys[next] <= addition.User; next++)
                Close(digest, Removals.Keys[next]);
            digest.Opened(set.Relation, set.Origin, addition.User, addition.Via);
        }
        for (; next < Removals.Count; next++)
            Close(digest, Removals.Keys[next]);
    }

    private void Close(IntervalDigest digest, int user) => digest.Closed(set.Relation, set.Origin, user, ReasonOf(user));
}

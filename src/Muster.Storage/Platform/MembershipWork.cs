using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Storage.Auditing;

namespace Muster.Storage.Platform;

/// <summary>What a plan does to one packed set and to the intervals behind it.</summary>
internal sealed class MembershipWork(MemberSet set, KeySet before)
{
    public MemberSet Set => set;

    public KeySet Before { get; } = before;

    /// <summary>Additions of people who are not there, ascending.</summary>
    public IReadOnlyList<Addition> Additions { get; private set; } = [];

    /// <summary>People to remove who are there.</summary>
    public KeySet Removals { get; private set; } = KeySet.Empty;

    public KeySet After { get; private set; } = before;

    /// <summary>Takes over what a plan lists; additions of people who are there, and removals of people who are not, change nothing (INV-6).</summary>
    public void Take(MembershipChange change)
    {
        Add(change.Additions);
        Remove(KeySet.Of(change.Removals.Select(removal => removal.User)));
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

    public void Remove(KeySet users)
    {
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
                digest.Closed(set.Relation, set.Origin, Removals.Keys[next]);
            digest.Opened(set.Relation, set.Origin, addition.User, addition.Via);
        }
        for (; next < Removals.Count; next++)
            digest.Closed(set.Relation, set.Origin, Removals.Keys[next]);
    }
}

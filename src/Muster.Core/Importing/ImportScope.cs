using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;

namespace Muster.Core.Importing;

/// <summary>Whom an import rule covers, as far as the mirror knows. Says nothing about whether the accounts are enabled.</summary>
public sealed class ImportScope
{
    private readonly KeyBits? _covered;

    private ImportScope(KeyBits? covered, bool complete, IReadOnlyList<ObjectId> missing) =>
        (_covered, Complete, MissingGroups) = (covered, complete, missing);

    /// <summary>False when a group the rule names was not read whole or is gone: nobody leaves by the rule then.</summary>
    public bool Complete { get; }

    /// <summary>Groups the rule names that the directory does not have (any more).</summary>
    public IReadOnlyList<ObjectId> MissingGroups { get; }

    /// <summary>Whether the rule covers the directory user with this key.</summary>
    public bool Covers(int directoryKey) => _covered is null || _covered[directoryKey];

    /// <summary>Evaluates a rule.</summary>
    /// <param name="rule">The rule; null covers nobody.</param>
    /// <param name="mirror">The mirror.</param>
    /// <param name="users">All users with facts, where the rule has conditions or names people; not looked at otherwise.</param>
    /// <param name="now">The moment for which conditions on time hold.</param>
    /// <param name="view">Which edges membership of the named groups follows.</param>
    public static ImportScope Of(
        ImportRule? rule,
        DirectoryMirror mirror,
        IEnumerable<DirectoryUser> users,
        DateTimeOffset now,
        EdgeView view = EdgeView.Current
    )
    {
        switch (rule)
        {
            case ImportRule.Everyone:
                return new ImportScope(null, true, []);
            case ImportRule.MembersOf(var groups, var condition):
                var members = OfMembers(groups, mirror, view);
                return condition is null ? members : members.Only(users.Where(user => condition.IsMetBy(user.Facts, now)));
            case ImportRule.Where(var condition):
                return OfUsers(users.Where(user => condition.IsMetBy(user.Facts, now)));
            case ImportRule.HandPicked(var ids):
                var picked = ids.ToHashSet();
                return OfUsers(users.Where(user => picked.Contains(user.Id)));
            default:
                return new ImportScope(new KeyBits(), true, []);
        }
    }

    /// <summary>Whether evaluating the rule needs the facts of all users.</summary>
    public static bool NeedsAllUsers(ImportRule? rule) => rule is { Condition: not null } or ImportRule.HandPicked;

    /// <summary>Those of the covered who are among some users.</summary>
    private ImportScope Only(IEnumerable<DirectoryUser> users)
    {
        var covered = new KeyBits();
        foreach (var user in users)
            if (Covers(user.Key))
                covered.Add(user.Key);
        return new ImportScope(covered, Complete, MissingGroups);
    }

    private static ImportScope OfUsers(IEnumerable<DirectoryUser> users)
    {
        var covered = new KeyBits();
        foreach (var user in users)
            covered.Add(user.Key);
        return new ImportScope(covered, true, []);
    }

    private static ImportScope OfMembers(IReadOnlyList<ObjectId> ids, DirectoryMirror mirror, EdgeView view)
    {
        var covered = new KeyBits(mirror.UserKeyLimit);
        var expander = new GroupExpander(mirror, view);
        var byId = mirror.Groups.ToDictionary(group => group.Id);
        var missing = new List<ObjectId>();
        var complete = true;
        foreach (var id in ids)
        {
            if (!byId.TryGetValue(id, out var group) || !group.Present)
            {
                missing.Add(id);
                continue;
            }
            var members = expander.Expand(group);
            covered.AddAll(members.Users);
            complete &= members.Complete;
        }
        return new ImportScope(covered, complete && missing.Count == 0, missing);
    }
}

using System.Runtime.CompilerServices;
using Muster.Engine.History;
using Muster.Engine.Platform;

namespace Muster.Server.Past;

/// <summary>Everything that differs between two revisions, group by group, then the users.</summary>
/// <param name="history">Where it is looked up.</param>
/// <param name="from">The earlier revision.</param>
/// <param name="to">The later one.</param>
/// <param name="groups">Keys of the only groups to compare; null for all.</param>
/// <param name="user">The only person to compare; null for all.</param>
internal sealed class Comparison(IHistoryStore history, long from, long to, IReadOnlySet<int>? groups, UserRow? user)
{
    /// <summary>Groups whose memberships are looked up at a time.</summary>
    private const int Several = 100;

    public async IAsyncEnumerable<Difference> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changed = await history
            .GroupsAsync(from, to, cancellationToken)
            .Where(group => user is null && Includes(group.Key))
            .ToDictionaryAsync(group => group.Key, cancellationToken: cancellationToken);
        var moved = (await history.ChangedGroupsAsync(from, to, user?.Key, cancellationToken)).Where(Includes).ToHashSet();
        var keys = changed.Keys.Union(moved).ToList();
        var names = await history.GroupsByKeyAsync(keys, to, cancellationToken);
        foreach (var some in keys.OrderBy(key => names[key].Name, StringComparer.Ordinal).ThenBy(key => key).Chunk(Several))
        {
            var memberships = await history.MembershipsAsync(from, to, [.. some.Where(moved.Contains)], user?.Key, cancellationToken);
            foreach (var key in some)
            {
                if (changed.TryGetValue(key, out var group))
                    yield return new Difference.OfGroup(group);
                foreach (var membership in memberships[key])
                    yield return new Difference.OfMembership(names[key].Name, membership);
            }
        }
        if (groups is not null)
            yield break;
        await foreach (var person in history.UsersAsync(from, to, cancellationToken))
            if (user is null || person.After.Key == user.Key)
                yield return new Difference.OfUser(person);
    }

    private bool Includes(int group) => groups is null || groups.Contains(group);
}

/// <summary>One difference.</summary>
internal abstract record Difference
{
    private Difference() { }

    /// <summary>Of a group itself.</summary>
    public sealed record OfGroup(GroupDifference Group) : Difference;

    /// <summary>Of somebody's membership in a group, which is named as in the later moment.</summary>
    public sealed record OfMembership(string Group, MembershipDifference Membership) : Difference;

    /// <summary>Of a user.</summary>
    public sealed record OfUser(UserDifference User) : Difference;
}

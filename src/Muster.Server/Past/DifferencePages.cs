using System.Runtime.CompilerServices;
using Muster.Engine.History;

namespace Muster.Server.Past;

/// <summary>What differs in the memberships of one group, of one person, or of all between two revisions, by group and then in the order of the history. The past stays as it is, so a place in it does too.</summary>
/// <param name="history">Where it is looked up.</param>
/// <param name="from">The earlier revision.</param>
/// <param name="to">The later one.</param>
/// <param name="group">Key of the only group; null for all in which something differs.</param>
/// <param name="user">Key of the only person; null for everybody.</param>
internal sealed class DifferencePages(IHistoryStore history, long from, long to, int? group, int? user)
{
    /// <summary>Groups whose memberships are looked up at a time.</summary>
    private const int Several = 50;

    /// <summary>The differences behind one, or from the first.</summary>
    public async IAsyncEnumerable<ListedDifference> AfterAsync(
        ListedDifference? last,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        IEnumerable<int> keys = group is { } only ? [only] : await history.ChangedGroupsAsync(from, to, user, cancellationToken);
        var names = await history.GroupsByKeyAsync([.. keys], to, cancellationToken);
        var left = keys.Select(key => (Name: names.GetValueOrDefault(key)?.Name ?? "", Key: key))
            .OrderBy(one => one.Name, StringComparer.Ordinal)
            .ThenBy(one => one.Key)
            .SkipWhile(one => last is not null && one.Key != last.Key);
        foreach (var some in left.Chunk(Several))
        {
            var changed = await history.MembershipsAsync(from, to, [.. some.Select(one => one.Key)], user, cancellationToken);
            foreach (var (name, key) in some)
            foreach (var (place, difference) in changed[key].Index().Skip(last?.Key == key ? last.Place + 1 : 0))
                yield return new(name, key, place, difference);
        }
    }

    /// <summary>How many came, and how many left, counted by the database.</summary>
    public Task<(long Added, long Removed)> CountAsync(CancellationToken cancellationToken) =>
        history.CountChangesAsync(from, to, group, user, cancellationToken);
}

/// <summary>A difference in a list.</summary>
/// <param name="Group">Name of the group, as in the later moment.</param>
/// <param name="Key">Key of the group.</param>
/// <param name="Place">Its place among the differences of the group.</param>
/// <param name="Difference">What differs.</param>
internal sealed record ListedDifference(string Group, int Key, int Place, MembershipDifference Difference);

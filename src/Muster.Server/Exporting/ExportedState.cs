using System.Collections;
using System.Runtime.CompilerServices;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.History;
using Muster.Engine.Platform;
using Muster.Server.Groups;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>The platform's state at one revision in the order of an export: users, groups, memberships, each by object id, then sub-groups.</summary>
/// <remarks>Of the users only their order is held, a few bytes of each, and of the groups all: a directory has far fewer of them.</remarks>
internal sealed class ExportedState(
    IPlatformStore platform,
    IHistoryStore history,
    GroupSources sources,
    long revision,
    IReadOnlyList<int> order
)
{
    private const int AtOnce = 500;

    private readonly int[] _places = Places(order);

    /// <summary>The state that stood at a moment.</summary>
    public static async Task<ExportedState> LoadAsync(MusterInstance muster, Moment moment, CancellationToken cancellationToken) =>
        new(
            muster.Database.Platform,
            muster.Database.History,
            await GroupSources.LoadAsync(muster, moment.At, cancellationToken),
            moment.Revision,
            await muster.Database.Platform.UserOrderAsync(moment.Revision, cancellationToken)
        );

    /// <summary>How many users there are.</summary>
    public int Users => order.Count;

    /// <summary>What owners of a group may do with it.</summary>
    public IReadOnlyList<string> OwnerPermissions(GroupRow group) => sources.OwnerPermissions(group);

    /// <summary>Names of groups and their sub-groups, in the order of the names.</summary>
    public async Task<IReadOnlyList<(string Group, string Child)>> SubGroupsAsync(
        IEnumerable<GroupRow> groups,
        CancellationToken cancellationToken
    )
    {
        var names = groups.ToDictionary(group => group.Key, group => group.Name);
        return
        [
            .. (await platform.SubGroupsAsync(revision, cancellationToken))
                .Where(pair => names.ContainsKey(pair.Group) && names.ContainsKey(pair.Child))
                .Select(pair => (Group: names[pair.Group], Child: names[pair.Child]))
                .OrderBy(pair => pair.Group, StringComparer.Ordinal)
                .ThenBy(pair => pair.Child, StringComparer.Ordinal),
        ];
    }

    /// <summary>Users by object id, some at a time.</summary>
    public IAsyncEnumerable<UserRow> UsersAsync(CancellationToken cancellationToken) => UsersAsync(order, cancellationToken);

    /// <summary>Users by object id who are not among some, which are named by their place in that order.</summary>
    public IAsyncEnumerable<UserRow> OthersAsync(BitArray placed, CancellationToken cancellationToken) =>
        UsersAsync(order.Where((_, place) => !placed[place]), cancellationToken);

    /// <summary>Groups in use by object id; those without one come last, by name.</summary>
    public async Task<IReadOnlyList<GroupRow>> GroupsAsync(CancellationToken cancellationToken) =>
        [
            .. (await platform.GroupRowsAsync(revision, null, cancellationToken).ToListAsync(cancellationToken))
                .Where(group => group.Link != LinkState.Retired)
                .OrderBy(group => group.Id is null)
                .ThenBy(group => group.Id ?? default(ObjectId))
                .ThenBy(group => group.Name, StringComparer.Ordinal),
        ];

    /// <summary>
    /// Who is in each group, by object id of the user, member before owner; a group that nobody is in has one line without a user. Of the users those of some lines are
    /// held at a time.
    /// </summary>
    public async IAsyncEnumerable<StateMembership> MembershipsAsync(
        IReadOnlyList<GroupRow> groups,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var lines in LinesAsync(groups, cancellationToken).Chunk(AtOnce).WithCancellation(cancellationToken))
        {
            var users = await history.UsersByKeyAsync(
                [.. lines.Where(line => line.Row is not null).Select(line => line.Row!.Value.User).Distinct()],
                revision,
                cancellationToken
            );
            foreach (var (group, row) in lines)
                yield return row is { } held
                    ? new StateMembership(group, users[held.User], held, _places[held.User])
                    : new StateMembership(group, null, default, -1);
        }
    }

    private async IAsyncEnumerable<(GroupRow Group, MembershipRow? Row)> LinesAsync(
        IReadOnlyList<GroupRow> groups,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var group in groups)
        {
            var rows = await platform.MembershipRowsAsync(revision, group.Key, null, cancellationToken).ToListAsync(cancellationToken);
            rows.Sort((left, right) => (_places[left.User], left.Relation).CompareTo((_places[right.User], right.Relation)));
            if (rows.Count == 0)
                yield return (group, null);
            foreach (var row in rows)
                yield return (group, row);
        }
    }

    private async IAsyncEnumerable<UserRow> UsersAsync(IEnumerable<int> keys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var some in keys.Chunk(AtOnce))
        {
            var users = await history.UsersByKeyAsync(some, revision, cancellationToken);
            foreach (var key in some)
                yield return users[key];
        }
    }

    private static int[] Places(IReadOnlyList<int> order)
    {
        var places = new int[order.Count == 0 ? 0 : order.Max() + 1];
        for (var place = 0; place < order.Count; place++)
            places[order[place]] = place;
        return places;
    }
}

/// <summary>Somebody in a group, or a group that nobody is in.</summary>
/// <param name="Group">The group.</param>
/// <param name="User">Who is in it; null for nobody.</param>
/// <param name="Row">How; without meaning for nobody.</param>
/// <param name="Place">Place of the user in the order of all.</param>
internal readonly record struct StateMembership(GroupRow Group, UserRow? User, MembershipRow Row, int Place);

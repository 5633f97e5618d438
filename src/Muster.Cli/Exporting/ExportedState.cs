using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Platform;

namespace Muster.Cli.Exporting;

/// <summary>The platform's state at one revision in the order of an export: users, groups, then memberships, each by object id.</summary>
internal sealed class ExportedState(IPlatformStore platform, long revision)
{
    /// <summary>Users by object id.</summary>
    public async Task<IReadOnlyList<UserRow>> UsersAsync(CancellationToken cancellationToken) =>
        [
            .. (await platform.UserRowsAsync(revision, null, cancellationToken).ToListAsync(cancellationToken))
                .OrderBy(user => user.Id ?? default(ObjectId))
                .ThenBy(user => user.Key),
        ];

    /// <summary>Groups in use by object id; those without one come last, by name.</summary>
    public async Task<IReadOnlyList<GroupRow>> GroupsAsync(CancellationToken cancellationToken) =>
        [
            .. (await platform.GroupRowsAsync(revision, null, cancellationToken).ToListAsync(cancellationToken))
                .Where(group => group.Link != LinkState.Retired)
                .OrderBy(group => group.Id is null)
                .ThenBy(group => group.Id ?? default(ObjectId))
                .ThenBy(group => group.Name, StringComparer.Ordinal),
        ];

    /// <summary>Memberships of one group by object id of the user, member before owner.</summary>
    public async Task<List<(UserRow User, MembershipRow Row)>> MembershipsAsync(
        GroupRow group,
        IReadOnlyDictionary<int, UserRow> users,
        CancellationToken cancellationToken
    )
    {
        var rows = await platform
            .MembershipRowsAsync(revision, group.Key, null, cancellationToken)
            .Select(row => (User: users[row.User], Row: row))
            .ToListAsync(cancellationToken);
        rows.Sort(
            (left, right) =>
                (left.User.Id ?? default(ObjectId)).CompareTo(right.User.Id ?? default(ObjectId)) is var byUser and not 0 ? byUser
                : left.User.Key != right.User.Key ? left.User.Key.CompareTo(right.User.Key)
                : left.Row.Relation.CompareTo(right.Row.Relation)
        );
        return rows;
    }
}

using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server.Groups;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>The platform's state at one revision in the order of an export: users, groups, memberships, each by object id, then sub-groups.</summary>
internal sealed class ExportedState(IPlatformStore platform, GroupSources sources, long revision)
{
    /// <summary>The state that stood at a moment.</summary>
    public static async Task<ExportedState> LoadAsync(MusterInstance muster, Moment moment, CancellationToken cancellationToken) =>
        new(muster.Database.Platform, await GroupSources.LoadAsync(muster, moment.At, cancellationToken), moment.Revision);

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

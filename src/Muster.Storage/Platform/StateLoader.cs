using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Reading;
using Muster.Storage.Exceptions;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Loads the actual state for planning and checks that it loads everything that was stored.</summary>
internal sealed class StateLoader(SqlSession session, int connection)
{
    public async Task<PlatformState> LoadAsync(CancellationToken cancellationToken)
    {
        var counters = await session.FirstAsync(
            $"""
            SELECT revision, next_user, next_group, users, groups, next_directory_user FROM workspace
            WHERE workspace = {Database.Workspace}
            """,
            row => new Counters(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5)),
            cancellationToken
        );
        var active = new bool[counters!.NextUser];
        var followers = new int[counters.NextDirectoryUser];
        await LoadUsersAsync(counters.Users, active, followers, cancellationToken);
        return new PlatformState
        {
            Revision = counters.Revision,
            Groups = await GroupsAsync(counters.Groups, cancellationToken),
            UserByDirectoryKey = followers,
            ActiveUsers = active,
            NextUserKey = counters.NextUser,
            NextGroupKey = counters.NextGroup,
            Exceptions = [.. (await ExceptionRows.CurrentAsync(session, cancellationToken)).Select(version => version.Exception)],
            NextExceptionId = await ExceptionRows.NextIdAsync(session, cancellationToken),
        };
    }

    private async Task LoadUsersAsync(int expected, bool[] active, int[] followers, CancellationToken cancellationToken)
    {
        var count = 0;
        await session.EachAsync(
            $"SELECT key, connection, directory_key, active FROM app_user WHERE workspace = {Database.Workspace}",
            row =>
            {
                var key = row.GetInt32(0);
                active[key] = row.Flag(3);
                if (row.GetInt32(1) == connection)
                    followers[row.GetInt32(2)] = key;
                count++;
            },
            cancellationToken
        );
        Check("users", expected, count);
    }

    private async Task<List<PlatformGroup>> GroupsAsync(int expected, CancellationToken cancellationToken)
    {
        var stored = await session.RowsAsync(
            GroupVersion.SelectAll(),
            row => (Version: GroupVersion.Map(row), Packed: row.GetInt32(8)),
            cancellationToken
        );
        Check("groups", expected, stored.Count);
        var sets = new MemberSets(session);
        await sets.LoadAsync(cancellationToken);
        return
        [
            .. stored.Where(group => group.Version.Link != LinkState.Retired).Select(group => Build(group.Version, group.Packed, sets)),
        ];
    }

    private static PlatformGroup Build(GroupVersion version, int packed, MemberSets sets)
    {
        var group = new PlatformGroup
        {
            Key = version.Key,
            Name = version.Name,
            Settings = version.Settings,
            PausedUntil = version.PausedUntil,
            Link = version.Link,
            DirectoryKey = version.DirectoryKey,
            Members = Get(MembershipRelation.Member, MembershipOrigin.Directory),
            Owners = Get(MembershipRelation.Owner, MembershipOrigin.Directory),
            LocalMembers = Get(MembershipRelation.Member, MembershipOrigin.Local),
            LocalOwners = Get(MembershipRelation.Owner, MembershipOrigin.Local),
            ExceptionMembers = Get(MembershipRelation.Member, MembershipOrigin.Exception),
            ExceptionOwners = Get(MembershipRelation.Owner, MembershipOrigin.Exception),
        };
        var exceptions = group.ExceptionMembers.Count + group.ExceptionOwners.Count;
        var loaded = group.Members.Count + group.Owners.Count + group.LocalMembers.Count + group.LocalOwners.Count + exceptions;
        Check($"memberships of group {version.Name}", packed, loaded);
        return group;

        KeySet Get(MembershipRelation relation, MembershipOrigin origin) =>
            sets.Get(new MemberSet(version.Key, relation, origin), version.Name);
    }

    private static void Check(string what, int expected, int loaded)
    {
        if (expected != loaded)
            throw new StoredDataException(
                $"{expected} {what} were stored and {loaded} loaded. Nothing was planned or changed. Restore the data folder from a backup."
            );
    }

    private sealed record Counters(long Revision, int NextUser, int NextGroup, int Users, int Groups, int NextDirectoryUser);
}

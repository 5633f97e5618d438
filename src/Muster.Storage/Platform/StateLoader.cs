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
            SELECT revision, next_user, next_group, users, groups, next_directory_user, sub_groups FROM workspace
            WHERE workspace = {Database.Workspace}
            """,
            row => new Counters(
                row.GetInt64(0),
                row.GetInt32(1),
                row.GetInt32(2),
                row.GetInt32(3),
                row.GetInt32(4),
                row.GetInt32(5),
                row.GetInt32(6)
            ),
            cancellationToken
        );
        var active = new bool[counters!.NextUser];
        var followers = new int[counters.NextDirectoryUser];
        var locals = new List<int>();
        await LoadUsersAsync(counters.Users, active, followers, locals, cancellationToken);
        return new PlatformState
        {
            Revision = counters.Revision,
            Groups = await GroupsAsync(counters, cancellationToken),
            FormerSources = await FormerSourcesAsync(cancellationToken),
            UserByDirectoryKey = followers,
            LocalUsers = KeySet.Of(locals),
            ActiveUsers = active,
            NextUserKey = counters.NextUser,
            NextGroupKey = counters.NextGroup,
            Exceptions = [.. (await ExceptionRows.CurrentAsync(session, cancellationToken)).Select(version => version.Exception)],
            NextExceptionId = await ExceptionRows.NextIdAsync(session, cancellationToken),
        };
    }

    private async Task LoadUsersAsync(int expected, bool[] active, int[] followers, List<int> locals, CancellationToken cancellationToken)
    {
        var count = 0;
        await session.EachAsync(
            $"SELECT key, connection, directory_key, active FROM app_user WHERE workspace = {Database.Workspace}",
            row =>
            {
                var key = row.GetInt32(0);
                active[key] = row.Flag(3);
                if (row.IsDBNull(1))
                    locals.Add(key);
                else if (row.GetInt32(1) == connection)
                    followers[row.GetInt32(2)] = key;
                count++;
            },
            cancellationToken
        );
        Check("users", expected, count);
    }

    private async Task<List<PlatformGroup>> GroupsAsync(Counters counters, CancellationToken cancellationToken)
    {
        var stored = await session.RowsAsync(
            GroupVersion.SelectAll(),
            row => (Version: GroupVersion.Map(row), Packed: row.GetInt32(8)),
            cancellationToken
        );
        Check("groups", counters.Groups, stored.Count);
        var nested = await SubGroups.CurrentAsync(session, cancellationToken);
        Check("sub-groups", counters.SubGroups, nested.Sum(children => children.Count()));
        var sets = new MemberSets(session);
        await sets.LoadAsync(cancellationToken);
        return
        [
            .. stored
                .Where(group => group.Version.Link != LinkState.Retired)
                .Select(group => Build(group.Version, group.Packed, sets, nested)),
        ];
    }

    private async Task<KeySet> FormerSourcesAsync(CancellationToken cancellationToken)
    {
        var once = new HashSet<int>();
        var now = new HashSet<int>();
        await session.EachAsync(
            $"""
            SELECT directory_key, to_revision FROM app_group_version
            WHERE workspace = {Database.Workspace} AND directory_key IS NOT NULL
            """,
            row => (row.IsDBNull(1) ? now : once).Add(row.GetInt32(0)),
            cancellationToken
        );
        return KeySet.Of(once.Except(now));
    }

    private static PlatformGroup Build(GroupVersion version, int packed, MemberSets sets, ILookup<int, int> nested)
    {
        var group = new PlatformGroup
        {
            Key = version.Key,
            Name = version.Name,
            Settings = version.Settings,
            Attributes = version.Attributes,
            PausedUntil = version.PausedUntil,
            Link = version.Link,
            DirectoryKey = version.DirectoryKey,
            DirectoryId = version.Id,
            SubGroups = nested.Contains(version.Key) ? KeySet.Of(nested[version.Key]) : KeySet.Empty,
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

    private sealed record Counters(long Revision, int NextUser, int NextGroup, int Users, int Groups, int NextDirectoryUser, int SubGroups);
}

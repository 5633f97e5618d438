using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Reading;
using Muster.Storage.Configuration;
using Muster.Storage.Exceptions;
using Muster.Storage.Packing;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Loads the actual state for planning and checks that it loads everything that was stored.</summary>
internal sealed class StateLoader(SqlSession session)
{
    public async Task<PlatformState> LoadAsync(int connection, CancellationToken cancellationToken)
    {
        var counters = await CountersAsync(cancellationToken);
        var users = await new Followers(session, connection).AllAsync(counters.NextDirectoryUser, counters.NextUser, cancellationToken);
        Check("users", counters.Users, users.Count);
        var active = users.Active.Count(isActive => isActive);
        return (await StateAsync(counters, users.Locals, active, Unpacked, cancellationToken)).With(users.ByDirectoryKey, users.Active);
    }

    /// <summary>Loads the groups; what is not looked at is not unpacked, and of users only those that follow nobody are known.</summary>
    public async Task<PlatformState> LoadGroupsAsync(CancellationToken cancellationToken)
    {
        var counters = await CountersAsync(cancellationToken);
        var (count, active) = await session.FirstAsync(
            $"SELECT count(*), sum(active) FROM app_user WHERE workspace = {Database.Workspace}",
            row => (row.GetInt32(0), (int)(row.NumberOrNull(1) ?? 0)),
            cancellationToken
        );
        Check("users", counters.Users, count);
        var locals = await session.RowsAsync(
            $"SELECT key FROM app_user WHERE workspace = {Database.Workspace} AND directory_key IS NULL",
            row => row.GetInt32(0),
            cancellationToken
        );
        return await StateAsync(counters, locals, active, (packed, whose) => packed.Deferred(whose), cancellationToken);
    }

    private async Task<PlatformState> StateAsync(
        Counters counters,
        List<int> locals,
        int activeUsers,
        Func<PackedSet, Func<string>, KeySet> unpack,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            Revision = counters.Revision,
            Groups = await GroupsAsync(counters, unpack, cancellationToken),
            FormerSources = await FormerSourcesAsync(cancellationToken),
            UserByDirectoryKey = new int[counters.NextDirectoryUser],
            LocalUsers = KeySet.Of(locals),
            ActiveUsers = new bool[counters.NextUser],
            ActiveUserCount = activeUsers,
            NextUserKey = counters.NextUser,
            NextGroupKey = counters.NextGroup,
            Exceptions = [.. (await ExceptionRows.CurrentAsync(session, cancellationToken)).Select(version => version.Exception)],
            NextExceptionId = await ExceptionRows.NextIdAsync(session, cancellationToken),
        };

    private async Task<Counters> CountersAsync(CancellationToken cancellationToken) =>
        (
            await session.FirstAsync(
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
            )
        )!;

    private async Task<List<PlatformGroup>> GroupsAsync(
        Counters counters,
        Func<PackedSet, Func<string>, KeySet> unpack,
        CancellationToken cancellationToken
    )
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
        List<PlatformGroup> groups =
        [
            .. stored
                .Where(group => group.Version.Link != LinkState.Retired)
                .Select(group => Build(group.Version, group.Packed, sets, nested, unpack)),
        ];
        return await new HandEdits(session).OnAsync(groups, await UnsaidAsync(cancellationToken), cancellationToken);
    }

    /// <summary>What syncs do about edits by hand where a group does not say. Where connections differ, all is looked up: a plan knows its own connection's policy.</summary>
    private async Task<DriftPolicy> UnsaidAsync(CancellationToken cancellationToken)
    {
        var bodies = await session.RowsAsync(
            $"""
            SELECT body FROM setting_version s WHERE workspace = {Database.Workspace} AND version = (
                SELECT max(version) FROM setting_version t WHERE t.workspace = s.workspace AND t.connection = s.connection)
            """,
            row => row.GetString(0),
            cancellationToken
        );
        return bodies.Exists(body => FlatJson.Decode(body).GetValueOrDefault("onDrift") == "report")
            ? DriftPolicy.Report
            : DriftPolicy.Heal;
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

    private static KeySet Unpacked(PackedSet packed, Func<string> whose) => packed.Unpack(whose);

    private static PlatformGroup Build(
        GroupVersion version,
        int packed,
        MemberSets sets,
        ILookup<int, int> nested,
        Func<PackedSet, Func<string>, KeySet> unpack
    )
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
            sets.Get(new MemberSet(version.Key, relation, origin), version.Name, unpack);
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

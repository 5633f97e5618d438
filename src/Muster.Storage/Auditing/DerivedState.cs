using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Storage.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

/// <summary>Rebuilds from the history what is stored a second time for speed.</summary>
internal sealed class DerivedState(SqlSession session)
{
    /// <summary>Rebuilds packed sets, counters and what a user's row repeats. Plans begin anew from everything, since those of before may rest on what was wrong.</summary>
    public async Task RebuildAsync(CancellationToken cancellationToken)
    {
        await RebuildSetsAsync(cancellationToken);
        await RebuildUsersAsync(cancellationToken);
        await RebuildCountersAsync(cancellationToken);
        await session.ExecuteAsync($"DELETE FROM plan_mark WHERE workspace = {Database.Workspace}", cancellationToken);
    }

    private async Task RebuildSetsAsync(CancellationToken cancellationToken)
    {
        var sets = new MemberSets(session);
        await sets.LoadAsync(cancellationToken);
        var standing = new HashSet<MemberSet>();
        var wrong = new List<(MemberSet Set, KeySet Users)>();
        var counts = new Dictionary<int, GroupCounts>();
        await StandingMemberships.EachAsync(
            session,
            (set, users) =>
            {
                standing.Add(set);
                if (!counts.TryGetValue(set.Group, out var count))
                    counts[set.Group] = count = new GroupCounts();
                count.Add(set, users);
                if (!sets.Holds(set, users))
                    wrong.Add((set, users));
            },
            cancellationToken
        );
        wrong.AddRange(sets.All.Where(set => !standing.Contains(set)).Select(set => (set, KeySet.Empty)));
        await sets.WriteAsync(wrong, cancellationToken);
        var groups = await session.RowsAsync(
            $"SELECT key, members, owners, packed FROM app_group WHERE workspace = {Database.Workspace}",
            row => (Key: row.GetInt32(0), Stored: (row.GetInt32(1), row.GetInt32(2), row.GetInt32(3))),
            cancellationToken
        );
        foreach (var (key, stored) in groups)
        {
            var (members, owners, packed) = counts.GetValueOrDefault(key)?.Value ?? (0, 0, 0);
            if (stored != (members, owners, packed))
                await session.ExecuteAsync(
                    $"""
                    UPDATE app_group SET members = {members}, owners = {owners}, packed = {packed}
                    WHERE workspace = {Database.Workspace} AND key = {key}
                    """,
                    cancellationToken
                );
        }
    }

    /// <summary>What a user's row repeats of the current version. Emptied first: two rows may have to change places, and a directory user is followed once.</summary>
    private async Task RebuildUsersAsync(CancellationToken cancellationToken)
    {
        var wrong = await session.RowsAsync(
            $"""
            SELECT u.key FROM app_user u JOIN app_user_version v ON v.workspace = u.workspace AND v.user_key = u.key AND v.to_revision IS NULL
            WHERE u.workspace = {Database.Workspace} AND (u.active <> v.active OR coalesce(u.connection, 0) <> coalesce(v.connection, 0)
                OR coalesce(u.directory_key, 0) <> coalesce(v.directory_key, 0)
                OR (u.object_id IS NULL) <> (v.object_id IS NULL) OR u.object_id <> v.object_id)
            """,
            row => row.GetInt32(0),
            cancellationToken
        );
        foreach (var key in wrong)
            await session.ExecuteAsync(
                $"UPDATE app_user SET directory_key = NULL WHERE workspace = {Database.Workspace} AND key = {key}",
                cancellationToken
            );
        foreach (var key in wrong)
            await session.ExecuteAsync(
                $"""
                UPDATE app_user SET (active, connection, directory_key, object_id) = (
                    SELECT v.active, v.connection, v.directory_key, v.object_id FROM app_user_version v
                    WHERE v.workspace = {Database.Workspace} AND v.user_key = {key} AND v.to_revision IS NULL)
                WHERE workspace = {Database.Workspace} AND key = {key}
                """,
                cancellationToken
            );
    }

    private Task<int> RebuildCountersAsync(CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            UPDATE workspace SET
                users = (SELECT count(*) FROM app_user WHERE workspace = {Database.Workspace}),
                groups = (SELECT count(*) FROM app_group WHERE workspace = {Database.Workspace}),
                membership_rows = (SELECT count(*) FROM membership WHERE workspace = {Database.Workspace}),
                sub_groups = (SELECT count(*) FROM sub_group WHERE workspace = {Database.Workspace} AND to_revision IS NULL)
            WHERE workspace = {Database.Workspace}
            """,
            cancellationToken
        );

    /// <summary>People of a group, each counted once whoever decided, and entries of all its sets.</summary>
    private sealed class GroupCounts
    {
        private KeySet _members = KeySet.Empty;
        private KeySet _owners = KeySet.Empty;
        private int _packed;

        public (int Members, int Owners, int Packed) Value => (_members.Count, _owners.Count, _packed);

        public void Add(MemberSet set, KeySet users)
        {
            if (set.Relation == MembershipRelation.Member)
                _members = _members.Union(users);
            else
                _owners = _owners.Union(users);
            _packed += users.Count;
        }
    }
}

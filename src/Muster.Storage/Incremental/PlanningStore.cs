using Muster.Core.DirectoryObjects;
using Muster.Core.Incremental;
using Muster.Engine.Incremental;
using Muster.Storage.Sql;

namespace Muster.Storage.Incremental;

internal sealed class PlanningStore(Database database) : IPlanningStore
{
    public async Task<PlanningPosition> PositionAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var mark = await PlanMarks.FindAsync(session, connection, cancellationToken);
        var (mirror, settled) = await session.FirstAsync(
            $"SELECT mirror_version, settled_version FROM connection WHERE workspace = {Database.Workspace} AND key = {connection}",
            row => (row.GetInt64(0), row.GetInt64(1)),
            cancellationToken
        );
        var revision = await session.NumberAsync(
            $"SELECT revision FROM workspace WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
        var due = await session.NumberAsync(
            $"""
            SELECT min(at) FROM due_instant
            WHERE workspace = {Database.Workspace} AND connection = {connection} AND at > {mark?.At ?? DateTimeOffset.UnixEpoch}
            """,
            cancellationToken
        );
        return new PlanningPosition(
            mark,
            mirror,
            settled,
            revision ?? 0,
            due is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null
        );
    }

    public async Task<ChangesSince> ChangesAsync(int connection, PlanningMark mark, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var changes = new ChangesSince
        {
            Users = await KeysAsync(
                session,
                $"""
                SELECT key FROM directory_user
                WHERE workspace = {Database.Workspace} AND connection = {connection} AND changed > {mark.MirrorVersion}
                """,
                cancellationToken
            ),
        };
        var revision = await session.NumberAsync(
            $"SELECT revision FROM workspace WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
        if (revision != mark.Revision)
            changes = await ChangedHereAsync(session, changes, mark.Revision, cancellationToken);
        var due = await session.RowsAsync(
            $"""
            SELECT at, kind, key FROM due_instant
            WHERE workspace = {Database.Workspace} AND connection = {connection} AND at > {mark.At} AND at <= {now}
            """,
            row => new DueInstant(row.Instant(0), (DueKind)row.GetInt32(1), row.GetInt32(2)),
            cancellationToken
        );
        return changes.With(due);
    }

    /// <summary>What plans of another kind did: group changes, undone runs, syncs of some groups.</summary>
    private static async Task<ChangesSince> ChangedHereAsync(
        SqlSession session,
        ChangesSince changes,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var groups = await KeysAsync(
            session,
            $"SELECT group_key FROM app_group_version WHERE workspace = {Database.Workspace} AND from_revision > {revision}",
            cancellationToken
        );
        var users = await KeysAsync(
            session,
            $"SELECT user_key FROM app_user_version WHERE workspace = {Database.Workspace} AND from_revision > {revision}",
            cancellationToken
        );
        // Goes through all memberships; no index pays for itself, since this is asked only after somebody changed something here.
        var memberships = await KeysAsync(
            session,
            $"""
            SELECT DISTINCT user_key FROM membership
            WHERE workspace = {Database.Workspace} AND (from_revision > {revision} OR to_revision > {revision})
            """,
            cancellationToken
        );
        var excepted = await KeysAsync(
            session,
            $"""
            SELECT DISTINCT user_key FROM exception
            WHERE workspace = {Database.Workspace} AND (from_revision > {revision} OR to_revision > {revision})
            """,
            cancellationToken
        );
        return changes with { PlatformGroups = groups, PlatformUsers = users.Union(memberships).Union(excepted) };
    }

    private static async Task<KeySet> KeysAsync(SqlSession session, FormattableString sql, CancellationToken cancellationToken) =>
        KeySet.Of(await session.RowsAsync(sql, row => row.GetInt32(0), cancellationToken));
}

using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Drift;
using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Drift;

internal sealed class DriftHistory(Database database) : IDriftHistory
{
    public async Task<IReadOnlyList<StateDamage>> DamageAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new DamageSearch(session).RunAsync(cancellationToken);
    }

    public async Task<IReadOnlyDictionary<MembershipPair, Touch>> MembershipsAsync(
        IReadOnlyCollection<int> groups,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var last = new Dictionary<MembershipPair, long>();
        foreach (var group in groups)
            await session.EachAsync(
                $"""
                SELECT relation, user_key, max(coalesce(to_revision, from_revision)) FROM membership
                WHERE workspace = {Database.Workspace} AND group_key = {group} GROUP BY relation, user_key
                """,
                row => last[new MembershipPair(group, (MembershipRelation)row.GetInt32(0), row.GetInt32(1))] = row.GetInt64(2),
                cancellationToken
            );
        return await TouchesAsync(session, last, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<int, Touch>> GroupsAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var last = new Dictionary<int, long>();
        await session.EachAsync(
            $"SELECT group_key, from_revision FROM app_group_version WHERE workspace = {Database.Workspace} AND to_revision IS NULL",
            row => last[row.GetInt32(0)] = row.GetInt64(1),
            cancellationToken
        );
        return await TouchesAsync(session, last, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<int, Touch>> UsersAsync(KeySet users, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var last = new Dictionary<int, long>();
        foreach (var user in users.AsList)
            await session.EachAsync(
                $"""
                SELECT from_revision FROM app_user_version
                WHERE workspace = {Database.Workspace} AND user_key = {user} AND to_revision IS NULL
                """,
                row => last[user] = row.GetInt64(0),
                cancellationToken
            );
        return await TouchesAsync(session, last, cancellationToken);
    }

    public async Task<Touch?> ConfigurationAsync(int connection, DateTimeOffset after, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var ofConnection = string.Create(CultureInfo.InvariantCulture, $"{{\"connection\":{connection},%");
        return await session.FirstAsync(
            $"""
            SELECT action, actor, at FROM audit_entry
            WHERE workspace = {Database.Workspace} AND action IN ({AuditActions.SettingsChanged}, 'connection.importRule') AND at > {after}
                AND detail LIKE {ofConnection} ORDER BY number DESC LIMIT 1
            """,
            row => (Touch?)new Touch(null, row.GetString(0), row.GetString(1), row.Instant(2), 0),
            cancellationToken
        );
    }

    /// <summary>The runs behind revisions.</summary>
    private static async Task<IReadOnlyDictionary<TKey, Touch>> TouchesAsync<TKey>(
        SqlSession session,
        Dictionary<TKey, long> last,
        CancellationToken cancellationToken
    )
        where TKey : notnull
    {
        var made = new Dictionary<long, Touch>();
        foreach (var revision in last.Values.Distinct().ToList())
            await session.EachAsync(
                $"""
                SELECT u.id, u.verb, coalesce(u.decided_by, u.actor), r.at FROM revision r
                JOIN run u ON u.workspace = r.workspace AND u.id = r.run
                WHERE r.workspace = {Database.Workspace} AND r.number = {revision}
                """,
                row => made[revision] = new Touch(row.GetInt64(0), row.GetString(1), row.GetString(2), row.Instant(3), revision),
                cancellationToken
            );
        return last.Where(item => made.ContainsKey(item.Value)).ToDictionary(item => item.Key, item => made[item.Value]);
    }
}

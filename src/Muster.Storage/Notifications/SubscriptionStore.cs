using Muster.Engine.Notifications;
using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Notifications;

internal sealed class SubscriptionStore(Database database) : ISubscriptionStore
{
    private static readonly TimeSpan BetweenTellings = TimeSpan.FromHours(1);

    public async Task<NotificationEndpoint> EnableAsync(int connection, string actor, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        var stored = (await EndpointsAsync(session, cancellationToken)).FirstOrDefault(endpoint => endpoint.Connection == connection);
        if (stored is { Enabled: true })
            return stored;
        if (stored is null)
            await session.ExecuteAsync(
                $"""
                INSERT INTO notification_endpoint (workspace, connection, endpoint_id, enabled, accepted, forged, malformed, unknown, dropped, forged_untold)
                VALUES ({Database.Workspace}, {connection}, {Guid.NewGuid()}, 1, 0, 0, 0, 0, 0, 0)
                """,
                cancellationToken
            );
        else
            await SwitchAsync(session, connection, on: true, cancellationToken);
        await AuditAsync(session, actor, "notifications.enabled", connection, null, cancellationToken);
        var enabled = (await EndpointsAsync(session, cancellationToken)).Single(endpoint => endpoint.Connection == connection);
        await session.CommitAsync(cancellationToken);
        return enabled;
    }

    public async Task DisableAsync(int connection, string actor, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        if (await SwitchAsync(session, connection, on: false, cancellationToken) == 0)
            return;
        await session.ExecuteAsync(
            $"DELETE FROM subscription WHERE workspace = {Database.Workspace} AND connection = {connection}",
            cancellationToken
        );
        await AuditAsync(session, actor, "notifications.disabled", connection, null, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<NotificationEndpoint>> EndpointsAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await EndpointsAsync(session, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredSubscription>> ListAsync(int? connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await SubscriptionColumns.ListAsync(session, connection, cancellationToken);
    }

    public async Task<StoredSubscription?> SaveAsync(StoredSubscription subscription, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        var written =
            subscription.Version == 0
                ? await SubscriptionColumns.InsertAsync(session, subscription, cancellationToken)
                : await SubscriptionColumns.UpdateAsync(session, subscription, cancellationToken);
        if (!written)
            return null;
        await session.CommitAsync(cancellationToken);
        return subscription with { Version = subscription.Version + 1 };
    }

    public async Task AddCountsAsync(IReadOnlyDictionary<int, NotificationTally> tallies, CancellationToken cancellationToken)
    {
        var counted = tallies.Where(tally => !tally.Value.IsNone).ToList();
        if (counted.Count == 0 && !await HasUntoldAsync(cancellationToken))
            return;
        await using var session = await database.WriteAsync(cancellationToken);
        foreach (var (connection, tally) in counted)
            await AddAsync(session, connection, tally, cancellationToken);
        await TellForgedAsync(session, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public async Task<NotificationTally> CountsAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var stored = await session.FirstAsync(
            $"""
            SELECT accepted, forged, malformed, unknown, dropped FROM notification_endpoint
            WHERE workspace = {Database.Workspace} AND connection = {connection}
            """,
            row => new NotificationTally(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
            cancellationToken
        );
        return stored ?? NotificationTally.None;
    }

    private static Task<List<NotificationEndpoint>> EndpointsAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"""
            SELECT connection, endpoint_id, enabled FROM notification_endpoint
            WHERE workspace = {Database.Workspace} AND endpoint_id IS NOT NULL ORDER BY connection
            """,
            row => new NotificationEndpoint(row.GetInt32(0), row.Id(1).Value, row.Flag(2)),
            cancellationToken
        );

    private static Task<int> SwitchAsync(SqlSession session, int connection, bool on, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            UPDATE notification_endpoint SET enabled = {on}
            WHERE workspace = {Database.Workspace} AND connection = {connection} AND enabled <> {on}
            """,
            cancellationToken
        );

    /// <summary>A connection that was removed meanwhile has no row any more; only nobody's row is made when it is needed.</summary>
    private static async Task AddAsync(SqlSession session, int connection, NotificationTally tally, CancellationToken cancellationToken)
    {
        if (connection == NotificationCounters.Nobody)
            await session.ExecuteAsync(
                $"""
                INSERT INTO notification_endpoint (workspace, connection, enabled, accepted, forged, malformed, unknown, dropped, forged_untold)
                VALUES ({Database.Workspace}, {connection}, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING
                """,
                cancellationToken
            );
        await session.ExecuteAsync(
            $"""
            UPDATE notification_endpoint SET accepted = accepted + {tally.Accepted}, forged = forged + {tally.Forged},
                malformed = malformed + {tally.Malformed}, unknown = unknown + {tally.Unknown}, dropped = dropped + {tally.Dropped},
                forged_untold = forged_untold + {tally.Forged}
            WHERE workspace = {Database.Workspace} AND connection = {connection}
            """,
            cancellationToken
        );
    }

    private async Task<bool> HasUntoldAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return (await UntoldAsync(session, cancellationToken)).Count > 0;
    }

    private Task<List<(int Connection, long Forged)>> UntoldAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"""
            SELECT connection, forged_untold FROM notification_endpoint WHERE workspace = {Database.Workspace} AND forged_untold > 0
                AND (forged_told_at IS NULL OR forged_told_at <= {database.Clock.GetUtcNow() - BetweenTellings})
            """,
            row => (row.GetInt32(0), row.GetInt64(1)),
            cancellationToken
        );

    /// <summary>However many came: one entry an hour and connection, so that a flood cannot fill the audit log.</summary>
    private async Task TellForgedAsync(SqlSession session, CancellationToken cancellationToken)
    {
        foreach (var (connection, forged) in await UntoldAsync(session, cancellationToken))
        {
            await AuditAsync(session, "outside", "notifications.forged", connection, forged, cancellationToken);
            await session.ExecuteAsync(
                $"""
                UPDATE notification_endpoint SET forged_untold = 0, forged_told_at = {database.Clock.GetUtcNow()}
                WHERE workspace = {Database.Workspace} AND connection = {connection}
                """,
                cancellationToken
            );
        }
    }

    private async Task AuditAsync(
        SqlSession session,
        string actor,
        string action,
        int connection,
        long? count,
        CancellationToken cancellationToken
    )
    {
        var name = await session.FirstAsync(
            $"SELECT name FROM connection WHERE workspace = {Database.Workspace} AND key = {connection}",
            row => row.GetString(0),
            cancellationToken
        );
        var detail = AuditDetail.Json(("connection", connection), ("count", count));
        await AuditChain.AppendAsync(session, database.Clock.GetUtcNow(), actor, action, name ?? "", detail, cancellationToken);
    }
}

using System.Data.Common;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Storage.Sql;

namespace Muster.Storage.Notifications;

/// <summary>Subscriptions as rows. A row is written only over the version that was loaded.</summary>
internal static class SubscriptionColumns
{
    public static Task<List<StoredSubscription>> ListAsync(SqlSession session, int? connection, CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"""
            SELECT connection, stream, subscription_id, state_hash, url, account, tenant, created_at, expires_at, creating_since, creating_by,
                failing_since, fault, problem, failures, next_attempt_at, configuration, version
            FROM subscription WHERE workspace = {Database.Workspace} AND ({connection ?? 0} = 0 OR connection = {connection ?? 0})
            ORDER BY connection, stream
            """,
            Map,
            cancellationToken
        );

    /// <summary>Of a connection that was switched off meanwhile nothing is begun: whoever switched it off has ended all there was.</summary>
    public static async Task<bool> InsertAsync(SqlSession session, StoredSubscription row, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"""
            INSERT INTO subscription (workspace, connection, stream, subscription_id, state_hash, url, account, tenant, created_at, expires_at,
                creating_since, creating_by, failing_since, fault, problem, failures, next_attempt_at, configuration, version)
            SELECT {Database.Workspace}, {row.Connection}, {row.Stream}, {row.Id}, {row.StateHash}, {row.Url}, {row.Account}, {row.Tenant},
                {row.CreatedAt}, {row.ExpiresAt}, {row.CreatingSince}, {row.CreatingBy}, {row.FailingSince}, {row.Fault?.ToString()},
                {row.Problem}, {row.Failures}, {row.NextAttemptAt}, {row.Configuration}, 1
            WHERE NOT EXISTS (
                SELECT 1 FROM notification_endpoint
                WHERE workspace = {Database.Workspace} AND connection = {row.Connection} AND enabled = {false}
            )
            ON CONFLICT DO NOTHING
            """,
            cancellationToken
        ) == 1;

    public static async Task<bool> UpdateAsync(SqlSession session, StoredSubscription row, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"""
            UPDATE subscription SET subscription_id = {row.Id}, state_hash = {row.StateHash}, url = {row.Url}, account = {row.Account},
                tenant = {row.Tenant}, created_at = {row.CreatedAt}, expires_at = {row.ExpiresAt}, creating_since = {row.CreatingSince},
                creating_by = {row.CreatingBy}, failing_since = {row.FailingSince}, fault = {row.Fault?.ToString()}, problem = {row.Problem},
                failures = {row.Failures}, next_attempt_at = {row.NextAttemptAt}, configuration = {row.Configuration}, version = version + 1
            WHERE workspace = {Database.Workspace} AND connection = {row.Connection} AND stream = {row.Stream} AND version = {row.Version}
            """,
            cancellationToken
        ) == 1;

    private static StoredSubscription Map(DbDataReader row) =>
        new()
        {
            Connection = row.GetInt32(0),
            Stream = (DirectoryStream)row.GetInt32(1),
            Id = row.IdOrNull(2)?.Value,
            StateHash = row.Bytes(3),
            Url = row.GetString(4),
            Account = row.GetString(5),
            Tenant = row.IdOrNull(6)?.Value,
            CreatedAt = row.InstantOrNull(7),
            ExpiresAt = row.InstantOrNull(8),
            CreatingSince = row.InstantOrNull(9),
            CreatingBy = row.IdOrNull(10)?.Value,
            FailingSince = row.InstantOrNull(11),
            Fault = Enum.TryParse<DirectoryFault>(row.TextOrNull(12), out var fault) ? fault : null,
            Problem = row.TextOrNull(13),
            Failures = row.GetInt32(14),
            NextAttemptAt = row.InstantOrNull(15),
            Configuration = row.GetInt64(16),
            Version = row.GetInt64(17),
        };
}

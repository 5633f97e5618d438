using System.Data.Common;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Storage.Auditing;
using Muster.Storage.Restoring;
using Muster.Storage.Sql;

namespace Muster.Storage.Configuration;

internal sealed class SettingsStore(Database database, SeenFences seen) : ISettingsStore
{
    public async Task<SettingsVersion> CurrentAsync(SettingScope scope, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await CurrentAsync(session, scope, cancellationToken);
    }

    public async Task<SettingsVersion?> SaveAsync(
        SettingsVersion before,
        IReadOnlyDictionary<string, string> values,
        string actor,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.WriteAsync(cancellationToken);
        var saved = await SaveAsync(session, before, values, actor, reason, database.Clock.GetUtcNow(), cancellationToken);
        if (saved is not null)
            await seen.CommitAsync(session, cancellationToken);
        return saved;
    }

    /// <summary>The same in somebody else's transaction.</summary>
    public static async Task<SettingsVersion?> SaveAsync(
        SqlSession session,
        SettingsVersion before,
        IReadOnlyDictionary<string, string> values,
        string actor,
        string? reason,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var stored = await CurrentAsync(session, before.Scope, cancellationToken);
        if (stored.Version != before.Version)
            return null;
        var after = new SettingsVersion
        {
            Scope = before.Scope,
            Version = stored.Version + 1,
            At = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()),
            Actor = actor,
            Reason = reason,
            Values = new SortedDictionary<string, string>(values.ToDictionary(), StringComparer.Ordinal),
        };
        await session.ExecuteAsync(
            $"""
            INSERT INTO setting_version (workspace, connection, version, at, actor, reason, body)
            VALUES ({Database.Workspace}, {KeyOf(after.Scope)}, {after.Version}, {after.At}, {actor}, {reason}, {FlatJson.Encode(
                after.Values
            )})
            """,
            cancellationToken
        );
        if (!IsAboutScheduleOnly(stored, after))
            await StalePlansAsync(session, after.Scope, cancellationToken);
        await AuditAsync(session, stored, after, cancellationToken);
        return after;
    }

    public async Task<IReadOnlyList<SettingsVersion>> HistoryAsync(SettingScope scope, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.RowsAsync(
            $"""
            SELECT version, at, actor, reason, body FROM setting_version
            WHERE workspace = {Database.Workspace} AND connection = {KeyOf(scope)} ORDER BY version DESC
            """,
            row => Map(scope, row),
            cancellationToken
        );
    }

    private static async Task<SettingsVersion> CurrentAsync(SqlSession session, SettingScope scope, CancellationToken cancellationToken) =>
        await session.FirstAsync(
            $"""
            SELECT version, at, actor, reason, body FROM setting_version
            WHERE workspace = {Database.Workspace} AND connection = {KeyOf(scope)} ORDER BY version DESC LIMIT 1
            """,
            row => Map(scope, row),
            cancellationToken
        )
        ?? new SettingsVersion
        {
            Scope = scope,
            Version = 0,
            Values = new SortedDictionary<string, string>(StringComparer.Ordinal),
        };

    /// <summary>When plans are made changes nothing about those that are there.</summary>
    private static bool IsAboutScheduleOnly(SettingsVersion before, SettingsVersion after)
    {
        var differing = Differing(before, after).Concat(Differing(after, before)).ToList();
        return differing.Count > 0 && differing.TrueForAll(value => value.Key.StartsWith(SchedulePolicy.Prefix, StringComparison.Ordinal));
    }

    /// <summary>A plan is bound to the version of its connection's configuration.</summary>
    private static Task<int> StalePlansAsync(SqlSession session, SettingScope scope, CancellationToken cancellationToken) =>
        scope.Connection is { } connection
            ? session.ExecuteAsync(
                $"UPDATE connection SET configuration_version = configuration_version + 1 WHERE workspace = {Database.Workspace} AND key = {connection}",
                cancellationToken
            )
            : session.ExecuteAsync(
                $"UPDATE connection SET configuration_version = configuration_version + 1 WHERE workspace = {Database.Workspace}",
                cancellationToken
            );

    private static async Task AuditAsync(
        SqlSession session,
        SettingsVersion before,
        SettingsVersion after,
        CancellationToken cancellationToken
    ) =>
        await AuditChain.AppendAsync(
            session,
            after.At!.Value,
            after.Actor!,
            AuditActions.SettingsChanged,
            after.Scope.Connection is { } connection
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"connection {connection}")
                : "workspace",
            AuditDetail.Json(
                ("connection", after.Scope.Connection),
                ("version", after.Version),
                ("reason", after.Reason),
                ("before", FlatJson.Encode(Differing(before, after))),
                ("after", FlatJson.Encode(Differing(after, before))),
                (RowDigest.Name, await DigestAsync(session, after, cancellationToken))
            ),
            cancellationToken
        );

    private static Task<string?> DigestAsync(SqlSession session, SettingsVersion version, CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"""
            SELECT * FROM setting_version
            WHERE workspace = {Database.Workspace} AND connection = {KeyOf(version.Scope)} AND version = {version.Version}
            """,
            string? (row) => RowDigest.Of(row),
            cancellationToken
        );

    /// <summary>The values that another version does not have, or has differently.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Differing(SettingsVersion settings, SettingsVersion other) =>
        settings.Values.Where(value => other.Values.GetValueOrDefault(value.Key) != value.Value);

    private static SettingsVersion Map(SettingScope scope, DbDataReader row) =>
        new()
        {
            Scope = scope,
            Version = row.GetInt64(0),
            At = row.Instant(1),
            Actor = row.GetString(2),
            Reason = row.TextOrNull(3),
            Values = FlatJson.Decode(row.GetString(4)),
        };

    private static int KeyOf(SettingScope scope) => scope.Connection ?? 0;
}

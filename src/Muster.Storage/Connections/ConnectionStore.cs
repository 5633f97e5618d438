using System.Data.Common;
using Muster.Core.Importing;
using Muster.Engine.Connections;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Storage.Auditing;
using Muster.Storage.Runs;
using Muster.Storage.Sql;
using Muster.Storage.Workspaces;

namespace Muster.Storage.Connections;

internal sealed class ConnectionStore(Database database, CredentialVault vault) : IConnectionStore
{
    public async Task<Connection?> AddAsync(Connection connection, Credential credential, string actor, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        var folded = Fold(connection.Name);
        var taken = await session.NumberAsync(
            $"SELECT key FROM connection WHERE workspace = {Database.Workspace} AND name_folded = {folded}",
            cancellationToken
        );
        if (taken is not null)
            return null;
        var size = new WorkspaceSize(session);
        await size.BeforeAsync(cancellationToken);
        var stored = connection with { Key = await NextKeyAsync(session, cancellationToken), ConfigurationVersion = 1 };
        await InsertAsync(session, stored, vault.Protect(database.WorkspaceNumber, stored.Key, credential), cancellationToken);
        await size.CheckAsync(cancellationToken);
        await AuditAsync(session, database.Clock.GetUtcNow(), actor, "connection.added", stored, stored.ImportRule, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return stored;
    }

    public async Task<Connection?> UpdateAsync(
        Connection connection,
        Credential? credential,
        string actor,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.WriteAsync(cancellationToken);
        var updated = await session.ExecuteAsync(
            $"""
            UPDATE connection SET client_id = {connection.ClientId}, graph_url = {connection.GraphUrl.OriginalString}, authority = {connection.Authority.OriginalString},
                trusted_certificate = {connection.TrustedCertificatePem}, configuration_version = configuration_version + 1
            WHERE workspace = {Database.Workspace} AND key = {connection.Key} AND configuration_version = {connection.ConfigurationVersion}
            """,
            cancellationToken
        );
        if (updated == 0)
            return null;
        if (credential is not null)
            await session.ExecuteAsync(
                $"""
                UPDATE connection SET credential_kind = {credential.Kind}, credential = {vault.Protect(
                    database.WorkspaceNumber,
                    connection.Key,
                    credential
                )}
                WHERE workspace = {Database.Workspace} AND key = {connection.Key}
                """,
                cancellationToken
            );
        var action = credential is null ? "connection.updated" : "connection.credentialReplaced";
        return await KeepAsync(session, connection.Key, actor, action, [], cancellationToken);
    }

    public async Task<Connection?> TrustAsync(
        int connection,
        TrustedCertificate certificate,
        string actor,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.WriteAsync(cancellationToken);
        if (await ByKeyAsync(session, connection, cancellationToken) is not { } before)
            return null;
        await session.ExecuteAsync(
            $"""
            UPDATE connection SET trusted_certificate = {certificate.Beside(before.TrustedCertificatePem)},
                configuration_version = configuration_version + 1
            WHERE workspace = {Database.Workspace} AND key = {connection}
            """,
            cancellationToken
        );
        return await KeepAsync(
            session,
            connection,
            actor,
            TrustedCertificate.Action,
            [("host", certificate.Host), ("certificateSubject", certificate.Subject), ("sha256", certificate.Sha256)],
            cancellationToken
        );
    }

    /// <summary>Notes what was done to a connection, and ends the transaction.</summary>
    private async Task<Connection> KeepAsync(
        SqlSession session,
        int connection,
        string actor,
        string action,
        IReadOnlyList<(string Name, object? Value)> details,
        CancellationToken cancellationToken
    )
    {
        var stored = await ByKeyAsync(session, connection, cancellationToken) ?? throw Unknown(connection);
        await AuditAsync(session, database.Clock.GetUtcNow(), actor, action, stored, stored.ImportRule, cancellationToken, details);
        await session.CommitAsync(cancellationToken);
        return stored;
    }

    public async Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.RowsAsync(
            $"""
            SELECT key, name, tenant_id, client_id, credential_kind, graph_url, authority, trusted_certificate, import_rule, configuration_version,
                applied_configuration
            FROM connection WHERE workspace = {Database.Workspace} ORDER BY name_folded
            """,
            Map,
            cancellationToken
        );
    }

    public async Task<Connection?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var folded = Fold(name);
        return (await ListAsync(cancellationToken)).FirstOrDefault(connection => Fold(connection.Name) == folded);
    }

    public async Task<Credential> CredentialAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var stored = await session.FirstAsync(
            $"SELECT credential_kind, credential FROM connection WHERE workspace = {Database.Workspace} AND key = {connection}",
            row => ((CredentialKind)row.GetInt32(0), row.Bytes(1)),
            cancellationToken
        );
        return stored is (var kind, { } bytes)
            ? vault.Unprotect(database.WorkspaceNumber, connection, kind, bytes)
            : throw Unknown(connection);
    }

    public async Task<Connection> SaveImportRuleAsync(
        int connection,
        ImportRule rule,
        string actor,
        Lease lease,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        var stored = await KeepRuleAsync(session, connection, rule, actor, database.Clock.GetUtcNow(), cancellationToken);
        await session.CommitAsync(cancellationToken);
        return stored;
    }

    /// <summary>Replaces the rule in somebody else's transaction.</summary>
    public static async Task<Connection> KeepRuleAsync(
        SqlSession session,
        int connection,
        ImportRule rule,
        string actor,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        await StoreRuleAsync(session, connection, rule, cancellationToken);
        var stored = await ByKeyAsync(session, connection, cancellationToken) ?? throw Unknown(connection);
        await AuditAsync(session, at, actor, "connection.importRule", stored, rule, cancellationToken);
        return stored;
    }

    public async Task NoteAppliedAsync(int connection, long configurationVersion, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        await NoteAppliedAsync(session, connection, configurationVersion, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    /// <summary>The same in somebody else's transaction.</summary>
    public static Task<int> NoteAppliedAsync(SqlSession session, int connection, long version, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            UPDATE connection SET applied_configuration = {version}
            WHERE workspace = {Database.Workspace} AND key = {connection} AND applied_configuration < {version}
            """,
            cancellationToken
        );

    public async Task<bool> RemoveAsync(int connection, string actor, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        if (await ByKeyAsync(session, connection, cancellationToken) is not { } stored)
            return true;
        if (await IsFollowedAsync(session, connection, cancellationToken))
            return false;
        await session.ExecuteAsync(
            $"""
            UPDATE stored_plan SET state = {PlanState.Superseded}, message = {"Its connection was removed."}
            WHERE workspace = {Database.Workspace} AND connection = {connection} AND state IN ({PlanState.Ready}, {PlanState.Held})
            """,
            cancellationToken
        );
        FormattableString[] ofConnection =
        [
            $"DELETE FROM directory_other WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM directory_edges WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM directory_group WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM directory_user WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM delta_link WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM setting_version WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM plan_mark WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM due_instant WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM subscription WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM schedule_slot WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM notification_endpoint WHERE workspace = {Database.Workspace} AND connection = {connection}",
            $"DELETE FROM connection WHERE workspace = {Database.Workspace} AND key = {connection}",
        ];
        foreach (var statement in ofConnection)
            await session.ExecuteAsync(statement, cancellationToken);
        await AuditAsync(session, database.Clock.GetUtcNow(), actor, AuditActions.ConnectionRemoved, stored, null, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Replaces the rule and raises the configuration version.</summary>
    private static Task<int> StoreRuleAsync(SqlSession session, int connection, ImportRule rule, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            UPDATE connection SET import_rule = {ImportRuleCodec.Encode(rule)}, configuration_version = configuration_version + 1
            WHERE workspace = {Database.Workspace} AND key = {connection}
            """,
            cancellationToken
        );

    private static async Task<bool> IsFollowedAsync(SqlSession session, int connection, CancellationToken cancellationToken) =>
        await session.NumberAsync(
            $"""
            SELECT 1 WHERE EXISTS (
                SELECT 1 FROM app_group_version v JOIN directory_group d ON d.workspace = v.workspace AND d.key = v.directory_key
                WHERE v.workspace = {Database.Workspace} AND v.to_revision IS NULL AND d.connection = {connection})
            OR EXISTS (SELECT 1 FROM app_user u WHERE u.workspace = {Database.Workspace} AND u.connection = {connection})
            """,
            cancellationToken
        )
            is not null;

    private static async Task<int> NextKeyAsync(SqlSession session, CancellationToken cancellationToken) =>
        (int)
            (
                await session.NumberAsync(
                    $"UPDATE workspace SET next_connection = next_connection + 1 WHERE workspace = {Database.Workspace} RETURNING next_connection - 1",
                    cancellationToken
                )
            )!;

    private static Task<int> InsertAsync(SqlSession session, Connection connection, byte[] credential, CancellationToken cancellationToken)
    {
        var rule = connection.ImportRule is { } importRule ? ImportRuleCodec.Encode(importRule) : null;
        return session.ExecuteAsync(
            $"""
            INSERT INTO connection (workspace, key, name, name_folded, tenant_id, client_id, credential_kind, credential, graph_url, authority,
                trusted_certificate, import_rule, configuration_version, applied_configuration, mirror_version, settled_version)
            VALUES ({Database.Workspace}, {connection.Key}, {connection.Name}, {Fold(connection.Name)}, {connection.TenantId},
                {connection.ClientId}, {connection.Credential}, {credential}, {connection.GraphUrl.OriginalString},
                {connection.Authority.OriginalString}, {connection.TrustedCertificatePem}, {rule}, {connection.ConfigurationVersion}, 0, 0, 0)
            """,
            cancellationToken
        );
    }

    private static Task<Connection?> ByKeyAsync(SqlSession session, int connection, CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"""
            SELECT key, name, tenant_id, client_id, credential_kind, graph_url, authority, trusted_certificate, import_rule, configuration_version,
                applied_configuration
            FROM connection WHERE workspace = {Database.Workspace} AND key = {connection}
            """,
            row => (Connection?)Map(row),
            cancellationToken
        );

    private static Connection Map(DbDataReader row) =>
        new()
        {
            Key = row.GetInt32(0),
            Name = row.GetString(1),
            TenantId = row.GetString(2),
            ClientId = row.GetString(3),
            Credential = (CredentialKind)row.GetInt32(4),
            GraphUrl = new Uri(row.GetString(5)),
            Authority = new Uri(row.GetString(6)),
            TrustedCertificatePem = row.TextOrNull(7),
            ImportRule = row.TextOrNull(8) is { } rule ? ImportRuleCodec.Decode(rule) : null,
            ConfigurationVersion = row.GetInt64(9),
            AppliedConfiguration = row.GetInt64(10),
        };

    private static Task<long> AuditAsync(
        SqlSession session,
        DateTimeOffset at,
        string actor,
        string action,
        Connection connection,
        ImportRule? rule,
        CancellationToken cancellationToken,
        IReadOnlyList<(string Name, object? Value)>? details = null
    ) =>
        AuditChain.AppendAsync(
            session,
            at,
            actor,
            action,
            connection.Name,
            AuditDetail.Json([
                ("connection", connection.Key),
                ("tenant", connection.TenantId),
                ("client", connection.ClientId),
                ("graph", connection.GraphUrl.OriginalString),
                ("importRule", rule is null ? null : ImportRuleCodec.Encode(rule)),
                ("configuration", connection.ConfigurationVersion),
                .. details ?? [],
            ]),
            cancellationToken
        );

    private static string Fold(string name) => name.ToUpperInvariant();

    private static ArgumentException Unknown(int connection) => new($"There is no connection with key {connection}.", nameof(connection));
}

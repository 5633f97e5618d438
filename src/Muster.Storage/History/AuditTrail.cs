using System.Globalization;
using System.Text.Json;
using Muster.Core.Planning;
using Muster.Engine.History;
using Muster.Storage.Auditing;
using Muster.Storage.Connections;
using Muster.Storage.Sql;

namespace Muster.Storage.History;

/// <summary>Looks up in the audit log what no other table keeps: the settings of a time, and how a link came about.</summary>
internal sealed class AuditTrail(SqlSession session)
{
    public async Task<ConfigurationThen> ConfigurationAsync(Revision revision, CancellationToken cancellationToken)
    {
        var pattern = Text($"%\"revision\":{revision.Number},%");
        var applied = revision.Entry is { } entry
            ? await session.FirstAsync(
                $"SELECT number, detail FROM audit_entry WHERE workspace = {Database.Workspace} AND number = {entry}",
                Numbered,
                cancellationToken
            )
            : await session.FirstAsync(
                $"SELECT number, detail FROM audit_entry WHERE workspace = {Database.Workspace} AND action = {AuditActions.RunApplied} AND detail LIKE {pattern}",
                Numbered,
                cancellationToken
            );
        if (applied.Detail is null)
            return ConfigurationThen.Unknown;
        using var detail = JsonDocument.Parse(applied.Detail);
        if (!detail.RootElement.TryGetProperty("connection", out var connection))
            return ConfigurationThen.Unknown;
        var version = detail.RootElement.GetProperty("configuration").GetInt64();
        return await RuleAsync(connection.GetInt32(), applied.Number, version, cancellationToken);
    }

    public async Task<LinkThen?> LinkAsync(int group, long revision, CancellationToken cancellationToken)
    {
        var pattern = Text($"%\"group\":{group},%");
        var entries = await session.RowsAsync(
            $"""
            SELECT at, actor, detail FROM audit_entry WHERE workspace = {Database.Workspace} AND action = 'group.linked' AND detail LIKE {pattern}
            ORDER BY number DESC
            """,
            row => (At: row.Instant(0), Actor: row.GetString(1), Detail: row.GetString(2)),
            cancellationToken
        );
        foreach (var (at, actor, text) in entries)
        {
            using var detail = JsonDocument.Parse(text);
            if (
                detail.RootElement.GetProperty("revision").GetInt64() > revision
                || detail.RootElement.GetProperty("group").GetInt32() != group
            )
                continue;
            var cause = Enum.TryParse<LinkCause>(detail.RootElement.GetProperty("cause").GetString(), out var known)
                ? known
                : LinkCause.Picked;
            return new LinkThen(cause, detail.RootElement.GetProperty("run").GetInt64(), at, actor);
        }
        return null;
    }

    private async Task<ConfigurationThen> RuleAsync(int connection, long upTo, long version, CancellationToken cancellationToken)
    {
        var pattern = Text($"{{\"connection\":{connection},%");
        var set = await session.FirstAsync(
            $"""
            SELECT at, actor, detail FROM audit_entry WHERE workspace = {Database.Workspace} AND action IN ('connection.importRule', 'connection.added')
                AND number <= {upTo} AND detail LIKE {pattern} ORDER BY number DESC LIMIT 1
            """,
            row => (At: row.Instant(0), Actor: row.GetString(1), Detail: row.GetString(2)),
            cancellationToken
        );
        if (set.Detail is null)
            return new ConfigurationThen(version, null, null, null);
        using var detail = JsonDocument.Parse(set.Detail);
        return detail.RootElement.TryGetProperty("importRule", out var rule) && rule.GetString() is { } encoded
            ? new ConfigurationThen(version, ImportRuleCodec.Decode(encoded), set.At, set.Actor)
            : new ConfigurationThen(version, null, null, null);
    }

    private static (long Number, string? Detail) Numbered(System.Data.Common.DbDataReader row) => (row.GetInt64(0), row.GetString(1));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

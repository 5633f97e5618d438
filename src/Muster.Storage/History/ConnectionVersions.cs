using System.Text.Json;
using Muster.Engine.History;
using Muster.Engine.Reading;
using Muster.Storage.Connections;
using Muster.Storage.Sql;

namespace Muster.Storage.History;

/// <summary>Versions of a connection, told from the audit log, where each change left the whole of it but its secret.</summary>
internal static class ConnectionVersions
{
    public static async Task<IReadOnlyList<ConnectionVersion>> LoadAsync(
        SqlSession session,
        int connection,
        CancellationToken cancellationToken
    )
    {
        var versions = new List<ConnectionVersion>();
        await session.EachAsync(
            $"""
            SELECT at, actor, action, detail FROM audit_entry
            WHERE workspace = {Database.Workspace}
                AND action IN ('connection.added', 'connection.updated', 'connection.credentialReplaced', 'connection.certificateTrusted',
                    'connection.importRule')
            ORDER BY number
            """,
            row =>
            {
                using var detail = Parse(row.GetString(3));
                // A certificate that was trusted before the connection was stored is of none yet.
                if (detail.RootElement.TryGetProperty("connection", out var key) && key.GetInt32() == connection)
                    versions.Add(Version(row.Instant(0), row.GetString(1), row.GetString(2), detail.RootElement, versions));
            },
            cancellationToken
        );
        return versions;
    }

    private static ConnectionVersion Version(
        DateTimeOffset at,
        string actor,
        string action,
        JsonElement detail,
        List<ConnectionVersion> before
    ) =>
        new()
        {
            Version = before.Count + 1,
            At = at,
            Actor = actor,
            TenantId = Text(detail, "tenant"),
            ClientId = Text(detail, "client"),
            GraphUrl = Text(detail, "graph"),
            ImportRule = Text(detail, "importRule") is { } rule ? ImportRuleCodec.Decode(rule) : null,
            Credential = before.Count == 0 ? 1 : before[^1].Credential + (action == "connection.credentialReplaced" ? 1 : 0),
        };

    private static JsonDocument Parse(string detail)
    {
        try
        {
            return JsonDocument.Parse(detail);
        }
        catch (JsonException fault)
        {
            throw new StoredDataException($"An entry of the audit log cannot be read: {fault.Message} Run 'muster audit verify'.");
        }
    }

    private static string? Text(JsonElement detail, string name) => detail.TryGetProperty(name, out var value) ? value.GetString() : null;
}

using Muster.Server.Accounts;
using Muster.Server.Api;
using Muster.Server.Connections;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>Connections, sessions and API tokens as they are at this moment: tables that leave the house, none of them with a secret.</summary>
internal static class InForceTables
{
    /// <summary>Connections by name.</summary>
    /// <param name="connections">Those that fit.</param>
    /// <param name="query">What they fit.</param>
    public static ExportTable Connections(IReadOnlyList<ConnectionItem> connections, ConnectionQuery query) =>
        new(
            "connections",
            [
                "name",
                "kind",
                "tenantId",
                "clientId",
                "credential",
                "graphUrl",
                "authority",
                "privateCertificate",
                "mode",
                "importRule",
                "configuration",
                "appliedConfiguration",
            ],
            connections
                .Select(one =>
                    new object?[]
                    {
                        one.Name,
                        one.Kind,
                        one.TenantId,
                        one.ClientId,
                        JsonFormat.Word(one.Credential),
                        one.GraphUrl.ToString(),
                        one.Authority.ToString(),
                        one.PrivateCertificate ? "true" : "false",
                        JsonFormat.Word(one.Mode),
                        one.ImportRule,
                        one.Configuration,
                        one.AppliedConfiguration,
                    }
                )
                .ToAsyncEnumerable(),
            [("List", "connections"), .. AskedFor.Of(query)]
        );

    /// <summary>Browsers that are signed in, those seen last first. The key by which a browser is known is not among what is listed.</summary>
    public static ExportTable Sessions(SessionDesk desk, CancellationToken cancellationToken) =>
        new(
            "sessions",
            ["session", "who", "startedAt", "seenAt", "address", "browser"],
            Keyset
                .AllAsync(
                    (SessionRow? last, int most) => desk.PageAsync(null, SessionPlace.Of(last), most, cancellationToken),
                    cancellationToken
                )
                .Select(row => new object?[] { row.Id.ToString(), row.Who, row.StartedAt, row.SeenAt, row.Address, row.Browser }),
            [("List", "sessions")]
        );

    /// <summary>API tokens of everybody that are in force, the newest first; of the token itself only how it begins.</summary>
    /// <param name="desk">Where from.</param>
    /// <param name="names">Names of the connections by key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static ExportTable Tokens(TokenDesk desk, IReadOnlyDictionary<int, string> names, CancellationToken cancellationToken) =>
        new(
            "tokens",
            ["token", "who", "name", "beginsWith", "scope", "connections", "createdAt", "usedAt", "expiresAt"],
            Keyset
                .AllAsync((TokenInForce? last, int most) => desk.PageAsync(TokenPlace.Of(last), most, cancellationToken), cancellationToken)
                .Select(row =>
                    new object?[]
                    {
                        row.Token.Id.ToString(),
                        row.Who,
                        row.Token.Name,
                        row.Token.Prefix,
                        JsonFormat.Word(row.Token.Scope),
                        TokenConnections.Of(row.Token) is { } only
                            ? string.Join(", ", only.Select(key => names.GetValueOrDefault(key) ?? $"connection {key}"))
                            : null,
                        row.Token.CreatedAt,
                        row.Token.UsedAt,
                        row.Token.ExpiresAt,
                    }
                ),
            [("List", "tokens")]
        );
}

using Muster.Server.Accounts;
using Muster.Server.Api;
using Muster.Server.Connections;
using Muster.Server.Runs;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>Connections, sessions and API tokens as they are at this moment: tables that leave the house, none of them with a secret.</summary>
internal static class InForceTables
{
    /// <summary>Connections by name, with how they stand.</summary>
    /// <param name="muster">Where from.</param>
    /// <param name="live">Work of this server, which decides about health too; null where there is none.</param>
    /// <param name="next">When each is synchronised next, by key.</param>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<ExportTable> ConnectionsAsync(
        MusterInstance muster,
        LiveRuns? live,
        Func<int, DateTimeOffset?> next,
        ConnectionQuery query,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<object?[]>();
        foreach (var (item, connection) in await ListedConnections.FindAsync(muster, live, query, cancellationToken))
        {
            var view = await ConnectionOverview.LoadAsync(muster, live, connection, cancellationToken);
            rows.Add(Row(item, view, next(connection.Key)));
        }
        return new(
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
                "health",
                "readAt",
                "groups",
                "people",
                "pausedUntil",
                "nextRun",
                "credentialEndsAt",
            ],
            rows.ToAsyncEnumerable(),
            [("List", "connections"), .. AskedFor.Of(query)]
        );
    }

    private static object?[] Row(ConnectionItem one, ConnectionOverview view, DateTimeOffset? next) =>
        [
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
            JsonFormat.Word(view.Standing.Health),
            view.ReadAt,
            view.Groups,
            view.People,
            view.Standing.Pause?.Until,
            next,
            view.CredentialEndsAt,
        ];

    /// <summary>Browsers that are signed in, the latest sign-in first. The key by which a browser is known is not among what is listed.</summary>
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

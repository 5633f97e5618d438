using Muster.Core.Configuration;
using Muster.Engine.Connections;
using Muster.Server.Api;
using Muster.Server.Home;
using Muster.Server.Runs;

namespace Muster.Server.Connections;

/// <summary>Which connections to list.</summary>
internal sealed record ConnectionQuery
{
    /// <summary>Part of the name or the tenant; null for all.</summary>
    public string? Search { get; init; }

    /// <summary>The only health; null for every.</summary>
    public HealthWord? Health { get; init; }

    /// <summary>The only mode; null for every.</summary>
    public ConnectionMode? Mode { get; init; }

    /// <summary>Keys of the only connections; null for all.</summary>
    public IReadOnlyList<int>? Within { get; init; }
}

/// <summary>Connections by name: the same for the API, the command line and files.</summary>
internal static class ListedConnections
{
    /// <summary>Those that fit.</summary>
    /// <param name="muster">Where from.</param>
    /// <param name="live">The work of this server, which decides about health too; null where there is none.</param>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<(ConnectionItem Item, Connection Connection)>> FindAsync(
        MusterInstance muster,
        LiveRuns? live,
        ConnectionQuery query,
        CancellationToken cancellationToken
    )
    {
        bool Has(string text) =>
            string.IsNullOrWhiteSpace(query.Search) || text.Contains(query.Search.Trim(), StringComparison.OrdinalIgnoreCase);
        var items = new List<(ConnectionItem, Connection)>();
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
        {
            if (query.Within?.Contains(connection.Key) == false || (!Has(connection.Name) && !Has(connection.TenantId)))
                continue;
            var item = await ConnectionItem.OfAsync(muster, connection, cancellationToken);
            if (
                (query.Mode is null || item.Mode == query.Mode)
                && (query.Health is not { } health || await HealthAsync(muster, live, connection, cancellationToken) == health)
            )
                items.Add((item, connection));
        }
        return items;
    }

    private static async Task<HealthWord> HealthAsync(
        MusterInstance muster,
        LiveRuns? live,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        var now = muster.Clock.GetUtcNow();
        var problems = await muster.Database.Problems.OpenCountsAsync([connection.Key], now, cancellationToken);
        return (await ConnectionStanding.LoadAsync(muster, live, connection, problems, cancellationToken)).Health;
    }
}

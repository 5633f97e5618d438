using Muster.Engine.Connections;
using Muster.Server;

namespace Muster.Cli;

/// <summary>Finds the connection that a person means.</summary>
internal static class ConnectionByName
{
    /// <summary>The connection with a name, or the only one when no name is given.</summary>
    /// <exception cref="UserErrorException">There is none, or a choice is needed.</exception>
    public static async Task<Connection> ConnectionAsync(this MusterInstance muster, string? name, CancellationToken cancellationToken)
    {
        var all = await muster.Connections.ListAsync(cancellationToken);
        if (name is not null)
            return all.FirstOrDefault(connection => string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UserErrorException(
                    ExitCodes.NotFound,
                    $"There is no connection called '{name}'.{await GoneAsync(muster, name, cancellationToken)} {(all.Count == 0 ? "None is set up yet: muster connection add entra --help" : $"There are: {string.Join(", ", all.Select(connection => $"'{connection.Name}'"))}.")}"
                );
        return all switch
        {
            [var only] => only,
            [] => throw new UserErrorException(
                ExitCodes.NotFound,
                "No directory is connected yet. Start with: muster connection add entra --help"
            ),
            _ => throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"There are several connections; say which with --connection: {string.Join(", ", all.Select(connection => $"'{connection.Name}'"))}."
            ),
        };
    }

    private static async Task<string> GoneAsync(MusterInstance muster, string name, CancellationToken cancellationToken) =>
        await GoneConnection.FindAsync(muster.Database.Audit, name, cancellationToken) is { } gone
            ? $" {gone.RemovedBy} removed '{gone.Name}' on {Numbers.Instant(gone.RemovedAt)}; what was done to it: muster audit list --subject '{gone.Name}'."
            : "";

    /// <summary>The connection with a name, the only one, or null when none is set up.</summary>
    public static async Task<Connection?> ConnectionOrNoneAsync(
        this MusterInstance muster,
        string? name,
        CancellationToken cancellationToken
    ) =>
        name is null && (await muster.Connections.ListAsync(cancellationToken)).Count == 0
            ? null
            : await muster.ConnectionAsync(name, cancellationToken);
}

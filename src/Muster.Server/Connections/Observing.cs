using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Connections;

/// <summary>Says beforehand that a connection only observes.</summary>
/// <param name="Connection">Name of the connection.</param>
/// <param name="Restored">Why, where its data was restored and not its settings say so.</param>
internal sealed record Observing(string Connection, string? Restored)
{
    /// <summary>Whether nothing of a plan of a connection would be applied; null where it would be, and for no connection.</summary>
    /// <param name="muster">Where its settings are.</param>
    /// <param name="key">Key of the connection; null for none.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<Observing?> OfAsync(MusterInstance muster, int? key, CancellationToken cancellationToken) =>
        key is { } known
        && await muster.Policies.OfConnectionAsync(known, cancellationToken) is { Observes: true } policies
        && (await muster.Connections.ListAsync(cancellationToken)).FirstOrDefault(one => one.Key == known) is { } connection
            ? new(connection.Name, policies.Restored)
            : null;

    /// <summary>The same, in words.</summary>
    /// <param name="muster">Where its settings are.</param>
    /// <param name="T">The reader's words.</param>
    /// <param name="key">Key of the connection; null for none.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<string?> WhyAsync(MusterInstance muster, Texts T, int? key, CancellationToken cancellationToken) =>
        (await OfAsync(muster, key, cancellationToken))?.Why(T);

    /// <summary>Why nothing is applied.</summary>
    /// <param name="T">The reader's words.</param>
    public string Why(Texts T) =>
        Restored is null
            ? PolicyWords.OnlyObserves(T, Connection)
            : T["The data is of a time before, so plans are made and nothing is applied. The first page says what to do."];
}

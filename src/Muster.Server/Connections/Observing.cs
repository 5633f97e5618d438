using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Connections;

/// <summary>Says beforehand that a connection only observes.</summary>
internal static class Observing
{
    /// <summary>Why nothing of a plan of a connection would be applied; null where it would be, and for no connection.</summary>
    /// <param name="muster">Where its settings are.</param>
    /// <param name="T">The reader's words.</param>
    /// <param name="key">Key of the connection; null for none.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<string?> WhyAsync(MusterInstance muster, Texts T, int? key, CancellationToken cancellationToken) =>
        key is { } known
        && (await muster.Policies.OfConnectionAsync(known, cancellationToken)).ObserveOnly
        && (await muster.Connections.ListAsync(cancellationToken)).FirstOrDefault(one => one.Key == known) is { } connection
            ? PolicyWords.OnlyObserves(T, connection.Name)
            : null;
}

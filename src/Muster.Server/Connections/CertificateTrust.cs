using Muster.Engine.Connections;
using Muster.Server.Runs;

namespace Muster.Server.Connections;

/// <summary>Trusts a server's private certificate for a connection, and changes nothing else of it.</summary>
internal static class CertificateTrust
{
    /// <summary>Keeps a certificate as trusted, on the connection as it is now, whatever a page has seen of it before.</summary>
    /// <exception cref="WorkFailedException">The connection was removed meanwhile.</exception>
    public static async Task<Connection> TrustAsync(
        IConnectionStore connections,
        string name,
        string pem,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var now =
            await connections.FindAsync(name, cancellationToken)
            ?? throw new WorkFailedException("The connection was removed meanwhile. Nothing was changed.");
        return await connections.UpdateAsync(now with { TrustedCertificatePem = pem }, null, actor, cancellationToken);
    }
}

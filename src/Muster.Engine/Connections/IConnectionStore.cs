using Muster.Core.Importing;
using Muster.Engine.Runs;

namespace Muster.Engine.Connections;

/// <summary>Keeps connections and, encrypted, their credentials. Every change is an audit entry in the same transaction.</summary>
public interface IConnectionStore
{
    /// <summary>Stores a new connection.</summary>
    /// <returns>The stored connection with its key, or null when the name is taken.</returns>
    Task<Connection?> AddAsync(Connection connection, Credential credential, string actor, CancellationToken cancellationToken);

    /// <summary>All connections, by name.</summary>
    Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Finds one by name without regard to case; null when there is none.</summary>
    Task<Connection?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Decrypts the credential of a connection.</summary>
    /// <exception cref="CredentialUnreadableException">The key that encrypted it is not in the data folder any more.</exception>
    Task<Credential> CredentialAsync(int connection, CancellationToken cancellationToken);

    /// <summary>Replaces how a connection reaches its directory: application, addresses, trusted certificate and, if given, the credential.</summary>
    /// <param name="connection">The connection as it shall be, made from the version that was looked at; name, tenant and import rule stay as stored.</param>
    /// <param name="credential">A new credential; null to keep the stored one.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The stored connection; null, with nothing stored, when it was changed or removed since that version.</returns>
    Task<Connection?> UpdateAsync(Connection connection, Credential? credential, string actor, CancellationToken cancellationToken);

    /// <summary>Trusts one more certificate for a connection, beside those it trusts by now, and changes nothing else of it.</summary>
    /// <returns>The stored connection; null when it was removed.</returns>
    Task<Connection?> TrustAsync(int connection, TrustedCertificate certificate, string actor, CancellationToken cancellationToken);

    /// <summary>Replaces the import rule and raises the configuration version.</summary>
    /// <exception cref="LeaseLostException">The lease is not in force any more; nothing was stored.</exception>
    Task<Connection> SaveImportRuleAsync(int connection, ImportRule rule, string actor, Lease lease, CancellationToken cancellationToken);

    /// <summary>Notes that the platform equals what a version of the settings and rules asks for: a plan of the whole connection found nothing to do.</summary>
    /// <exception cref="LeaseLostException">The lease is not in force any more; nothing was stored.</exception>
    Task NoteAppliedAsync(int connection, long configurationVersion, Lease lease, CancellationToken cancellationToken);

    /// <summary>Removes a connection with its mirror and credential.</summary>
    /// <returns>False, with nothing removed, while platform groups or users still follow its directory.</returns>
    /// <exception cref="LeaseLostException">The lease is not in force any more; nothing was removed.</exception>
    Task<bool> RemoveAsync(int connection, string actor, Lease lease, CancellationToken cancellationToken);
}

/// <summary>A stored credential cannot be decrypted.</summary>
public sealed class CredentialUnreadableException(string message, Exception? inner = null) : Exception(message, inner);

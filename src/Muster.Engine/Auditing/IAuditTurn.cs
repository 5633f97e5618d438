namespace Muster.Engine.Auditing;

/// <summary>A turn at the audit log: it was waited for already, and nobody else writes until it ends. Entries that were not committed are not in the log.</summary>
/// <remarks>For changes kept elsewhere: take the turn, make the change, append, commit the turn, then the change. Nothing else that writes to the log may be waited for meanwhile.</remarks>
public interface IAuditTurn : IAsyncDisposable
{
    /// <summary>Records something, as <see cref="IAuditLog.AppendAsync"/> does.</summary>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">What: <c>account.signedIn</c>, …</param>
    /// <param name="subject">To what.</param>
    /// <param name="detail">Facts by name; no secret.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>Number that the entry has once the turn is committed.</returns>
    Task<long> AppendAsync(
        string actor,
        string action,
        string subject,
        IReadOnlyList<(string Name, object? Value)> detail,
        CancellationToken cancellationToken
    );

    /// <summary>Keeps what was appended; the turn is over.</summary>
    Task CommitAsync(CancellationToken cancellationToken);
}

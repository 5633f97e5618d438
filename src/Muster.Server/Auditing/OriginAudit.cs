using Muster.Engine.Auditing;
using Muster.Engine.Runs;

namespace Muster.Server.Auditing;

/// <summary>The audit log as the server writes to it: each entry also says through what and from where it was done.</summary>
/// <param name="audit">The log.</param>
internal sealed class OriginAudit(IAuditLog audit) : IAuditLog
{
    /// <inheritdoc />
    public Task AppendAsync(
        string actor,
        string action,
        string subject,
        IReadOnlyList<(string Name, object? Value)> detail,
        CancellationToken cancellationToken
    ) => audit.AppendAsync(actor, action, subject, WithOrigin(detail), cancellationToken);

    /// <inheritdoc />
    public async Task<IAuditTurn> TurnAsync(CancellationToken cancellationToken) => new Turn(await audit.TurnAsync(cancellationToken));

    /// <inheritdoc />
    public IAsyncEnumerable<AuditEntry> EntriesAsync(long after, CancellationToken cancellationToken) =>
        audit.EntriesAsync(after, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<AuditEntry> EntriesAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        audit.EntriesAsync(filter, cancellationToken);

    /// <inheritdoc />
    public Task<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken) => audit.CountAsync(filter, cancellationToken);

    /// <inheritdoc />
    public Task<AuditCheckpoint?> CheckpointAsync(CancellationToken cancellationToken) => audit.CheckpointAsync(cancellationToken);

    /// <inheritdoc />
    public Task<AuditVerification> VerifyAsync(IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken cancellationToken) =>
        audit.VerifyAsync(checkpoints, cancellationToken);

    /// <inheritdoc />
    public Task<RepairOutcome> RepairAsync(string actor, string? reason, Lease lease, CancellationToken cancellationToken) =>
        audit.RepairAsync(actor, reason, lease, cancellationToken);

    private static IReadOnlyList<(string Name, object? Value)> WithOrigin(IReadOnlyList<(string Name, object? Value)> detail) =>
        DeedOrigin.Current is { } origin
            ? [.. detail, (DeedOrigin.ThroughName, origin.Through), (DeedOrigin.AddressName, origin.Address)]
            : detail;

    private sealed class Turn(IAuditTurn turn) : IAuditTurn
    {
        public Task AppendAsync(
            string actor,
            string action,
            string subject,
            IReadOnlyList<(string Name, object? Value)> detail,
            CancellationToken cancellationToken
        ) => turn.AppendAsync(actor, action, subject, WithOrigin(detail), cancellationToken);

        public Task CommitAsync(CancellationToken cancellationToken) => turn.CommitAsync(cancellationToken);

        public ValueTask DisposeAsync() => turn.DisposeAsync();
    }
}

using Muster.Engine.Auditing;
using Muster.Engine.Runs;

namespace Muster.Server.Tests;

/// <summary>The audit log of a server, where something happens each time before it is written to, or right after.</summary>
internal sealed class InterruptedAudit(IAuditLog audit, Func<Task> before, Func<Task>? after = null) : IAuditLog
{
    public async Task<long> AppendAsync(
        string actor,
        string action,
        string subject,
        IReadOnlyList<(string Name, object? Value)> detail,
        CancellationToken cancellationToken
    )
    {
        await before();
        var number = await audit.AppendAsync(actor, action, subject, detail, cancellationToken);
        await (after?.Invoke() ?? Task.CompletedTask);
        return number;
    }

    public async Task<IAuditTurn> TurnAsync(CancellationToken cancellationToken)
    {
        await before();
        return await audit.TurnAsync(cancellationToken);
    }

    public IAsyncEnumerable<AuditEntry> EntriesAsync(long after, CancellationToken cancellationToken) =>
        audit.EntriesAsync(after, cancellationToken);

    public IAsyncEnumerable<AuditEntry> EntriesAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        audit.EntriesAsync(filter, cancellationToken);

    public Task<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken) => audit.CountAsync(filter, cancellationToken);

    public Task<AuditCheckpoint?> CheckpointAsync(CancellationToken cancellationToken) => audit.CheckpointAsync(cancellationToken);

    public Task<AuditVerification> VerifyAsync(IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken cancellationToken) =>
        audit.VerifyAsync(checkpoints, cancellationToken);

    public Task<RepairOutcome> RepairAsync(string actor, string? reason, Lease lease, CancellationToken cancellationToken) =>
        audit.RepairAsync(actor, reason, lease, cancellationToken);
}

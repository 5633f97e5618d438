using Muster.Engine.Auditing;
using Muster.Engine.Runs;

namespace Muster.Server.Tests;

/// <summary>An audit log whose disk is full.</summary>
internal sealed class FullAuditLog : IAuditLog
{
    public Task<long> AppendAsync(
        string actor,
        string action,
        string subject,
        IReadOnlyList<(string Name, object? Value)> detail,
        CancellationToken cancellationToken
    ) => throw new IOException("The disk is full.");

    public Task<IAuditTurn> TurnAsync(CancellationToken cancellationToken) => Task.FromResult<IAuditTurn>(new FullTurn());

    public IAsyncEnumerable<AuditEntry> EntriesAsync(long after, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<AuditEntry> EntriesAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AuditCheckpoint?> CheckpointAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AuditVerification> VerifyAsync(IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<RepairOutcome> RepairAsync(string actor, string? reason, Lease lease, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>It fills when the turn is committed, which is the last moment at which something can be taken back.</summary>
internal sealed class FullTurn : IAuditTurn
{
    public Task<long> AppendAsync(
        string actor,
        string action,
        string subject,
        IReadOnlyList<(string Name, object? Value)> detail,
        CancellationToken cancellationToken
    ) => Task.FromResult(0L);

    public Task CommitAsync(CancellationToken cancellationToken) => throw new IOException("The disk is full.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

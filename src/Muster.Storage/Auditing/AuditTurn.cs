using Muster.Engine.Auditing;
using Muster.Storage.Restoring;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

/// <summary>One transaction of the log.</summary>
internal sealed class AuditTurn(SqlSession session, TimeProvider clock, SeenFences seen) : IAuditTurn
{
    public Task<long> AppendAsync(
        string actor,
        string action,
        string subject,
        IReadOnlyList<(string Name, object? Value)> detail,
        CancellationToken cancellationToken
    ) => AuditChain.AppendAsync(session, clock.GetUtcNow(), actor, action, subject, AuditDetail.Json([.. detail]), cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken) => seen.CommitAsync(session, cancellationToken);

    public ValueTask DisposeAsync() => session.DisposeAsync();
}

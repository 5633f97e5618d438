using Muster.Core.Planning;
using Muster.Engine.Exceptions;
using Muster.Engine.Reading;
using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Exceptions;

/// <summary>Carries out the exception steps of a plan as versions: the one that ends, and the one that begins.</summary>
internal sealed class ExceptionStepWriter(SqlSession session, long revision, DateTimeOffset at, string actor)
{
    public async Task<IntervalDigest> WriteAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        var digest = new IntervalDigest();
        foreach (var step in plan.Exceptions.OrderBy(step => step.Exception.Id))
            switch (step)
            {
                case ExceptionStep.Begin(var exception):
                    await ExceptionRows.InsertAsync(session, exception, revision, cancellationToken);
                    digest.Opened(exception);
                    break;
                case ExceptionStep.Extend(var exception, var until):
                    await CloseAsync(digest, exception.Id, null, cancellationToken);
                    await ExceptionRows.InsertAsync(session, exception with { Until = until }, revision, cancellationToken);
                    digest.Opened(exception with { Until = until });
                    break;
                case ExceptionStep.End(var exception, _, var reason):
                    var ended = new ExceptionEnded(DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()), actor, reason);
                    await CloseAsync(digest, exception.Id, ended, cancellationToken);
                    break;
            }
        return digest;
    }

    private async Task CloseAsync(IntervalDigest digest, long id, ExceptionEnded? ended, CancellationToken cancellationToken)
    {
        if (!await ExceptionRows.CloseAsync(session, id, revision, ended, cancellationToken))
            throw new StoredDataException($"The plan changes exception {id}, which does not stand. Nothing was changed; sync again.");
        digest.Closed(id, ended);
    }
}

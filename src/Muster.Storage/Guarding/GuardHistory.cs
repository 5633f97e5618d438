using Muster.Core.Guarding;
using Muster.Engine.Guarding;
using Muster.Storage.Sql;

namespace Muster.Storage.Guarding;

internal sealed class GuardHistory(Database database) : IGuardHistory
{
    public async Task<RecentLosses> RecentAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await LossesOfTheDay.LoadAsync(session, connection, since, cancellationToken);
    }

    public async Task<IReadOnlyList<PastRun>> RunsAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new PastRuns(session, connection).LoadAsync(since, cancellationToken);
    }
}

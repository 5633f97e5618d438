using Muster.Core.Guarding;

namespace Muster.Engine.Guarding;

/// <summary>What guard rails need to know of the past.</summary>
public interface IGuardHistory
{
    /// <summary>What runs took away since an instant without a person's approval, in all and of single groups. Somebody who is back does not count as lost by the group.</summary>
    Task<RecentLosses> RecentAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Applied runs and rejected plans of a connection since an instant, oldest first, with the figures that guard rails weigh.</summary>
    Task<IReadOnlyList<PastRun>> RunsAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken);
}

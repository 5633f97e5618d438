using Muster.Engine.Caching;
using Muster.Engine.Plans;

namespace Muster.Server.Plans;

/// <summary>How plans stand that are open in a page: each is read once every few seconds however many look at it, so that a decision made elsewhere, also on the command line, is noticed.</summary>
internal sealed class PlanWatch(MusterInstance muster, TimeProvider clock)
{
    /// <summary>So often a page looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    private readonly LatestFew<long, StoredPlan?> _plans = new(200, TimeSpan.FromMinutes(1), clock);

    /// <summary>The plan as of a moment ago; null when there is none.</summary>
    public Task<StoredPlan?> OfAsync(long id, CancellationToken cancellationToken) =>
        _plans.OfAsync(
            id,
            clock.GetUtcNow().Ticks / Every.Ticks,
            () => muster.Database.Plans.FindAsync(id, CancellationToken.None),
            cancellationToken
        );
}

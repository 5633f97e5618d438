using System.Threading.RateLimiting;

namespace Muster.Server.Hosting;

/// <summary>How often each may do something in a minute; what one uses up, others still have.</summary>
/// <param name="perMinute">How often. As often at once, and then again second by second.</param>
internal sealed class Budget(int perMinute) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(who =>
        RateLimitPartition.GetTokenBucketLimiter(
            who,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = perMinute,
                TokensPerPeriod = Math.Max(1, perMinute / 60),
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                AutoReplenishment = true,
                QueueLimit = 0,
            }
        )
    );

    /// <summary>How often in a minute.</summary>
    public int PerMinute { get; } = perMinute;

    /// <summary>Takes once from what somebody has.</summary>
    /// <returns>How long they have to wait when nothing is left; null when there was something.</returns>
    public TimeSpan? Spend(string who)
    {
        using var lease = _limiter.AttemptAcquire(who);
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
    }

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();
}

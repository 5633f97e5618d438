using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Muster.Server.Accounts;

namespace Muster.Server.Api.Protocol;

/// <summary>How much one caller may ask of the server, so that a program that runs wild does not push the others aside. Counted for each token and session; who sends neither is counted by address.</summary>
internal sealed class ApiLimits : IDisposable
{
    /// <summary>Requests in a minute.</summary>
    public const int PerMinute = 1200;

    /// <summary>Requests in a minute that make the server work: reading a directory, planning, exports, explanations.</summary>
    public const int CostlyPerMinute = 120;

    private readonly PartitionedRateLimiter<HttpContext> _all = Limiter(PerMinute);
    private readonly PartitionedRateLimiter<HttpContext> _costly = Limiter(CostlyPerMinute);

    /// <summary>The refusal of one request too many; null while there is room.</summary>
    public ApiException? Refuse(HttpContext context) => Refuse(_all, context, PerMinute);

    /// <summary>The same for what is costly.</summary>
    public ApiException? RefuseCostly(HttpContext context) => Refuse(_costly, context, CostlyPerMinute);

    /// <inheritdoc />
    public void Dispose()
    {
        _all.Dispose();
        _costly.Dispose();
    }

    private static ApiException? Refuse(PartitionedRateLimiter<HttpContext> limiter, HttpContext context, int limit)
    {
        using var lease = limiter.AttemptAcquire(context);
        if (lease.IsAcquired)
            return null;
        return new ApiException(
            StatusCodes.Status429TooManyRequests,
            "tooManyRequests",
            $"More than {limit} such requests in a minute. Wait as long as Retry-After says."
        )
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1),
        };
    }

    private static PartitionedRateLimiter<HttpContext> Limiter(int perMinute) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetTokenBucketLimiter(
                Of(context),
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

    private static string Of(HttpContext context) =>
        context.User.FindFirstValue(SessionClaims.Token)
        ?? context.User.FindFirstValue(SessionClaims.Session)
        ?? context.Connection.RemoteIpAddress?.ToString()
        ?? "";
}

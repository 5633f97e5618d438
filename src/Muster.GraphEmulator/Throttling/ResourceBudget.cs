using System.Globalization;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;

namespace Muster.GraphEmulator.Throttling;

/// <summary>The budgets of the apps in the tenant: resource units and changes of each, and the changes of all together.</summary>
/// <remarks>Budgets of an app over all tenants are wider than these, and so never reached with one tenant.</remarks>
internal sealed class ResourceBudget(string tenantId, TimeProvider clock)
{
    private const double Telling = 0.8;
    private const int WritesOfApp = 3000;
    private const int WritesOfTenant = 18_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AppBuckets> _apps = new(StringComparer.OrdinalIgnoreCase);
    private readonly TokenBucket _writes = new(TimeSpan.FromSeconds(300));

    /// <summary>Units in ten seconds, by the tenant's number of users.</summary>
    public static int LimitFor(int users) =>
        users switch
        {
            < 50 => 3500,
            <= 500 => 5000,
            _ => 8000,
        };

    /// <summary>Takes the cost of a request.</summary>
    /// <returns>Headers that tell how much of the budget is used, when that is most of it.</returns>
    /// <exception cref="GraphErrorException">A budget is used up.</exception>
    public IReadOnlyList<(string Name, string Value)> Take(RequestCost cost, string clientId, int users, RetryAfterForm form)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            if (!_apps.TryGetValue(clientId, out var own))
                _apps[clientId] = own = new();
            var most = Take(own.Units, cost.Units, LimitFor(users), "Tenant_Application/ReadWrite", "ResourceUnitLimitExceeded");
            if (cost.Writes > 0)
            {
                most = Math.Max(most, Take(own.Writes, cost.Writes, WritesOfApp, "Tenant_Application/Write", "WriteLimitExceeded"));
                most = Math.Max(most, Take(_writes, cost.Writes, WritesOfTenant, "Tenant/Write", "WriteLimitExceeded"));
            }
            return most > Telling ? [("x-ms-throttle-limit-percentage", Share(most))] : [];
        }

        double Take(TokenBucket bucket, int amount, int limit, string scope, string reason)
        {
            var share = bucket.Take(amount, limit, now);
            return share <= 1
                ? share
                : throw new GraphErrorException(TooMany(bucket, amount, limit, $"{scope}/{clientId}/{tenantId}", reason, form));
        }
    }

    private GraphError TooMany(TokenBucket bucket, int cost, int limit, string scope, string reason, RetryAfterForm form) =>
        new(429, "TooManyRequests", "Please retry again later.")
        {
            Headers =
            [
                .. RetryAfter(Math.Max(1, bucket.WaitFor(cost, limit).TotalSeconds), form),
                ("x-ms-throttle-scope", scope),
                ("x-ms-throttle-information", reason),
                ("x-ms-throttle-limit-percentage", Share(bucket.Share(limit))),
            ],
        };

    private (string Name, string Value)[] RetryAfter(double seconds, RetryAfterForm form) =>
        form switch
        {
            RetryAfterForm.Absent => [],
            RetryAfterForm.Fraction =>
            [
                ("Retry-After", (Math.Ceiling(seconds * 1000) / 1000).ToString("0.0##", CultureInfo.InvariantCulture)),
            ],
            RetryAfterForm.Date => [("Retry-After", clock.GetUtcNow().AddSeconds(seconds + 1).ToString("R", CultureInfo.InvariantCulture))],
            _ => [("Retry-After", Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture))],
        };

    private static string Share(double share) => share.ToString("0.0#", CultureInfo.InvariantCulture);

    private sealed class AppBuckets
    {
        public TokenBucket Units { get; } = new(TimeSpan.FromSeconds(10));

        public TokenBucket Writes { get; } = new(TimeSpan.FromSeconds(150));
    }
}

using System.Globalization;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.SignIn;

namespace Muster.GraphEmulator.Throttling;

/// <summary>The token bucket of one app in one tenant, refilled evenly over ten seconds.</summary>
internal sealed class ResourceBudget(AppRegistration app, TimeProvider clock, RetryAfterForm form = RetryAfterForm.Seconds)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private double _used;
    private DateTimeOffset _at = clock.GetUtcNow();

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
    /// <exception cref="GraphErrorException">The budget is used up.</exception>
    public IEnumerable<(string Name, string Value)> Take(int cost, int users)
    {
        var limit = LimitFor(users);
        lock (_lock)
        {
            Refill(limit);
            var share = (_used + cost) / limit;
            // What is refused counts as well, but not without end.
            _used = Math.Min(_used + cost, limit * 1.8);
            if (share > 1)
                throw new GraphErrorException(TooMany(limit));
            return share > 0.8 ? [("x-ms-throttle-limit-percentage", share.ToString("0.0#", CultureInfo.InvariantCulture))] : [];
        }
    }

    private void Refill(int limit)
    {
        var now = clock.GetUtcNow();
        _used = Math.Max(0, _used - ((now - _at) / Window * limit));
        _at = now;
    }

    private (string Name, string Value)[] RetryAfter(double seconds) =>
        form switch
        {
            RetryAfterForm.Absent => [],
            RetryAfterForm.Fraction => [("Retry-After", (seconds + 0.05).ToString("0.0#", CultureInfo.InvariantCulture))],
            RetryAfterForm.Date => [("Retry-After", clock.GetUtcNow().AddSeconds(seconds + 1).ToString("R", CultureInfo.InvariantCulture))],
            _ => [("Retry-After", Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture))],
        };

    private GraphError TooMany(int limit)
    {
        var wait = Math.Max(1, (_used - limit) / limit * Window.TotalSeconds);
        return new(429, "TooManyRequests", "Please retry again later.")
        {
            Headers =
            [
                .. RetryAfter(wait),
                ("x-ms-throttle-scope", $"Tenant_Application/ReadWrite/{app.ClientId}/{app.TenantId}"),
                ("x-ms-throttle-information", "ResourceUnitLimitExceeded"),
                ("x-ms-throttle-limit-percentage", (_used / limit).ToString("0.0#", CultureInfo.InvariantCulture)),
            ],
        };
    }
}

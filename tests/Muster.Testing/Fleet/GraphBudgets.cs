using Muster.GraphEmulator.Throttling;

namespace Muster.Testing.Fleet;

/// <summary>The budgets of Graph over all tenants: those of the emulator for each, and beyond them those of an application over all tenants (throttling limits: identity and access, and all services).</summary>
/// <param name="shared">Whether one application reads all tenants; if not, only its own tenant's budget can be used up.</param>
internal sealed class GraphBudgets(bool shared)
{
    /// <summary>Resource units of an application over all tenants, in <see cref="AppWindow"/>.</summary>
    public const int UnitsOfApp = 150_000;

    /// <summary>Requests of an application over all tenants and services, in <see cref="TenantWindow"/>.</summary>
    public const int RequestsOfApp = 130_000;

    /// <summary>Subscriptions to changes that an application may have, over all tenants.</summary>
    public const int SubscriptionsOfApp = 50_000;

    public static readonly TimeSpan TenantWindow = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan AppWindow = TimeSpan.FromSeconds(20);

    private readonly TokenBucket _units = new(AppWindow);
    private readonly TokenBucket _requests = new(TenantWindow);

    /// <summary>Units of requests that were answered.</summary>
    public long Granted { get; private set; }

    /// <summary>Requests that were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>The greatest part of a tenant's budget that was ever used.</summary>
    public double MostOfTenant { get; private set; }

    /// <summary>The greatest part of the application's budget that was ever used.</summary>
    public double MostOfApp { get; private set; }

    /// <summary>Asks for a page.</summary>
    /// <param name="tenant">The tenant's bucket.</param>
    /// <param name="limit">Its size.</param>
    /// <param name="units">What the request costs.</param>
    /// <param name="now">The instant.</param>
    /// <returns>The part of the budget that is nearest to its end, as Graph tells it; and for how long it asks to wait when it refuses, null when it answers.</returns>
    public (double Share, TimeSpan? RetryAfter) Take(TokenBucket tenant, int limit, int units, DateTimeOffset now)
    {
        var own = tenant.Take(units, limit, now);
        var app = shared ? Math.Max(_units.Take(units, UnitsOfApp, now), _requests.Take(1, RequestsOfApp, now)) : 0;
        (MostOfTenant, MostOfApp) = (Math.Max(MostOfTenant, own), Math.Max(MostOfApp, app));
        if (own <= 1 && app <= 1)
        {
            Granted += units;
            return (Math.Max(own, app), null);
        }
        Refused++;
        var wait = new[] { tenant.WaitFor(units, limit), _units.WaitFor(units, UnitsOfApp), _requests.WaitFor(1, RequestsOfApp) }.Max();
        // Whole seconds, at least one, as the emulator says it.
        return (Math.Max(own, app), TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait.TotalSeconds))));
    }
}

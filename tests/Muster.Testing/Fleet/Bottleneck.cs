namespace Muster.Testing.Fleet;

/// <summary>How near to its end something is that an installation has only so much of.</summary>
/// <param name="Resource">What.</param>
/// <param name="Use">Part of what there is that is used; from 1 on it is too little.</param>
public sealed record Bottleneck(string Resource, double Use)
{
    /// <summary>Processors that are busy for more of an hour have no room for the next unlucky moment.</summary>
    private const double BusyProcessors = 0.8;

    /// <summary>From this part of a budget on, Graph has readers slow down.</summary>
    private const double SlowedDown = 0.8;

    /// <summary>More times than this part that are left out are no longer an exception.</summary>
    private const double LeftOut = 0.01;

    /// <summary>Whether there is too little.</summary>
    public bool IsBroken => Use >= 1;

    /// <summary>Everything that may come to its end, the nearest first.</summary>
    public static IReadOnlyList<Bottleneck> Of(FleetFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var options = figures.Options;
        List<Bottleneck> all =
        [
            new("workers: p99 of those busy", figures.WorkersBusy.At(0.99) / options.Workers),
            new("waiting for a worker: p95, of the interval", figures.Waits.At(0.95) / (options.EveryMinutes * 60)),
            new("times left out, of 1 %", figures.LeftOut / Math.Max(1.0, figures.Due) / LeftOut),
            new("processors of the nodes in the peak hour, of 80 %", figures.NodeUse.PeakHour / BusyProcessors),
            new("processors of the database in the peak hour, of 80 %", figures.DatabaseUse.PeakHour / BusyProcessors),
            new("disk of the database after a year", FleetStorage.Of(figures).Sum(part => part.Bytes) / options.DatabaseBytes),
            new("resource units of a tenant, of 80 %", figures.MostOfTenantBudget / SlowedDown),
        ];
        if (options.SharedApp)
        {
            all.Add(new("resource units of the shared application, of 80 %", figures.MostOfAppBudget / SlowedDown));
            all.Add(new("subscriptions of the shared application", figures.Subscriptions / GraphBudgets.SubscriptionsOfApp));
        }
        return [.. all.OrderByDescending(one => one.Use)];
    }
}

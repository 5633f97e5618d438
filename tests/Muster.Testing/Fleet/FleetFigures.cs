namespace Muster.Testing.Fleet;

/// <summary>What came of a simulated time.</summary>
public sealed record FleetFigures
{
    /// <summary>The installation.</summary>
    public required FleetOptions Options { get; init; }

    /// <summary>Users of all workspaces.</summary>
    public required long Users { get; init; }

    /// <summary>Groups of all workspaces.</summary>
    public required long Groups { get; init; }

    /// <summary>Memberships of all workspaces.</summary>
    public required long Memberships { get; init; }

    /// <summary>Users of the largest workspace.</summary>
    public required int LargestUsers { get; init; }

    /// <summary>Times at which a schedule was due.</summary>
    public required long Due { get; init; }

    /// <summary>Those of them that were left out, since a run of the workspace waited or was at work.</summary>
    public required long LeftOut { get; init; }

    /// <summary>Runs that ended, scheduled ones and such that followed a notification.</summary>
    public required long Ended { get; init; }

    /// <summary>The scheduled ones of them.</summary>
    public required long EndedScheduled { get; init; }

    /// <summary>Scheduled runs that waited or were at work at the end.</summary>
    public required long Left { get; init; }

    /// <summary>Runs that ended because a request was refused as often as it may be repeated.</summary>
    public required long GivenUp { get; init; }

    /// <summary>Runs that read in full.</summary>
    public required long ReadInFull { get; init; }

    /// <summary>Changes of memberships that happened.</summary>
    public required long Changes { get; init; }

    /// <summary>The most schedules that were due within one second.</summary>
    public required int MostDueInASecond { get; init; }

    /// <summary>Runs that began in a second, of all seconds.</summary>
    public required Quantiles RunsASecond { get; init; }

    /// <summary>Runs a second in the hour with the most.</summary>
    public required double RunsOfPeakHour { get; init; }

    /// <summary>Seconds that a run waited for a worker.</summary>
    public required Quantiles Waits { get; init; }

    /// <summary>Workers that were busy, of all steps.</summary>
    public required Quantiles WorkersBusy { get; init; }

    /// <summary>Seconds from a change in the directory until it was stored here, where directories do not tell of changes.</summary>
    public required Quantiles Polled { get; init; }

    /// <summary>The same where they do, and the hint comes at once.</summary>
    public required Quantiles Notified { get; init; }

    /// <summary>Resource units that Graph charged.</summary>
    public required long UnitsGranted { get; init; }

    /// <summary>Requests that Graph refused (429).</summary>
    public required long Refused { get; init; }

    /// <summary>The greatest part of a tenant's budget that was ever used; refused at 1.</summary>
    public required double MostOfTenantBudget { get; init; }

    /// <summary>The greatest part of the application's budget over all tenants that was ever used; refused at 1.</summary>
    public required double MostOfAppBudget { get; init; }

    /// <summary>Processor time of the nodes that was taken.</summary>
    public required Use NodeUse { get; init; }

    /// <summary>Processor time of the database that was taken.</summary>
    public required Use DatabaseUse { get; init; }

    /// <summary>Statements a second by which the nodes look whether schedules were changed.</summary>
    public required double LooksASecond { get; init; }

    /// <summary>Subscriptions to changes: two a connection.</summary>
    public double Subscriptions => 2 * Options.NotifiedShare * Options.Workspaces;

    /// <summary>Runs in a year, were all days like this time.</summary>
    public double RunsAYear => Ended * (TimeSpan.FromDays(365) / Options.Length);

    /// <summary>Changes in a year, likewise.</summary>
    public double ChangesAYear => Changes * (TimeSpan.FromDays(365) / Options.Length);
}

/// <summary>How much of something was used, from 0 to 1.</summary>
/// <param name="Mean">On average.</param>
/// <param name="PeakHour">In the hour with the most.</param>
public readonly record struct Use(double Mean, double PeakHour);

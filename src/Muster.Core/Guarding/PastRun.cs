namespace Muster.Core.Guarding;

/// <summary>An applied run as its history tells it, or a plan that a person rejected, for weighing it by other guard rails.</summary>
public sealed record PastRun
{
    /// <summary>Number of the run; null for a plan that was discarded before any run had it.</summary>
    public required long? Id { get; init; }

    /// <summary>Number of the plan that a person rejected or discarded; null for a run that was applied.</summary>
    public long? Rejected { get; init; }

    /// <summary>When it was applied, or the rejected plan made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What it was for.</summary>
    public required string Verb { get; init; }

    /// <summary>Whether a person released it after a guard rail had held it.</summary>
    public bool Approved { get; init; }

    /// <summary>Its figures, without the read behind it and without what the day before it took away.</summary>
    public required GuardMeasures Measures { get; init; }
}

/// <summary>How often guard rails would have held the runs of the past.</summary>
/// <param name="Runs">Applied runs and rejected plans that were weighed.</param>
/// <param name="TookAway">How many of them took something away, or would have.</param>
/// <param name="Trips">What would have held, oldest first.</param>
public sealed record GuardReplay(int Runs, int TookAway, IReadOnlyList<ReplayedTrip> Trips)
{
    /// <summary>How many of the runs and rejected plans would have waited for a person; one that several guard rails held counts once.</summary>
    public int Held => Trips.DistinctBy(trip => trip.Run).Count();

    /// <summary>Weighs runs one after the other, with a rolling sum of 24 hours as in real life: a run that would have been held counts as released by a person, who saw the sum. A rejected plan took nothing away, so it leaves the sum as it was.</summary>
    /// <param name="runs">The runs and rejected plans, oldest first.</param>
    /// <param name="guards">The limits.</param>
    public static GuardReplay Of(IReadOnlyList<PastRun> runs, GuardRails guards)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(guards);
        var trips = new List<ReplayedTrip>();
        var day = new List<PastRun>();
        foreach (var run in runs)
        {
            day.RemoveAll(earlier => earlier.At <= run.At.AddHours(-24));
            var findings = guards.Evaluate(run.Measures with { Recent = Sum(day) });
            var held = GuardRails.Trips(findings);
            trips.AddRange(
                findings
                    .Where(finding => finding.Tripped && held.Any(trip => trip.Guard == finding.Guard && trip.Detail == finding.Detail))
                    .Select(finding => new ReplayedTrip(run, finding))
            );
            if (run.Rejected is not null)
                continue;
            if (held.Count > 0)
                day.Clear();
            else
                day.Add(run);
        }
        return new GuardReplay(runs.Count, runs.Count(run => run.Measures.TakesAway), trips);
    }

    private static RecentLosses Sum(List<PastRun> day)
    {
        var groups = new Dictionary<int, RecentGroupLoss>();
        foreach (var loss in day.SelectMany(run => run.Measures.Groups))
        {
            var before = groups.GetValueOrDefault(loss.Group);
            groups[loss.Group] = new RecentGroupLoss(before.Stated + loss.Stated, before.Inferred + loss.Inferred);
        }
        return new RecentLosses(day.Sum(run => run.Measures.Stated), day.Sum(run => run.Measures.Inferred), groups);
    }
}

/// <summary>A guard rail that would have held a run of the past.</summary>
public sealed record ReplayedTrip(PastRun Run, GuardFinding Finding);

using Muster.Core.Planning;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Plans;

/// <summary>Compares a stored plan with a fresh one.</summary>
public sealed class PlanComparison(IPlanStore plans, PlanRemaker remaker, SyncRunner syncs)
{
    /// <summary>What has changed since a plan was made. Nothing is stored but what is read.</summary>
    /// <param name="id">Number of the plan.</param>
    /// <param name="read">Whether the directory is read first; otherwise what was read last counts.</param>
    /// <param name="observer">Told while reading.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    /// <exception cref="DirectoryReadException">The directory was not read to its end.</exception>
    public async Task<ComparisonOutcome> CompareAsync(long id, bool read, IRunObserver observer, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(id, cancellationToken) is not { } plan)
            return new ComparisonOutcome.NotFound();
        if (await plans.StepsAsync(id, cancellationToken) is not { } steps)
            return new ComparisonOutcome.NotComparable(plan, "its steps are not kept any more");
        if (await remaker.RequestAsync(plan, steps, cancellationToken) is not { } request)
            return new ComparisonOutcome.NotComparable(plan, "it was no sync, or its connection was removed");
        try
        {
            var fresh = read
                ? await syncs.PlanAsync(request, observer, cancellationToken)
                : await remaker.MakeAsync(plan, steps, cancellationToken);
            return fresh is null
                ? new ComparisonOutcome.NotComparable(plan, "a group it was limited to is gone")
                : new ComparisonOutcome.Compared(plan, steps, fresh, PlanDifference.Between(steps, fresh.Plan));
        }
        catch (UnknownGroupException)
        {
            return new ComparisonOutcome.NotComparable(plan, "a group it was limited to is gone");
        }
    }
}

/// <summary>Result of a comparison.</summary>
public abstract record ComparisonOutcome
{
    private ComparisonOutcome() { }

    /// <summary>Compared.</summary>
    public sealed record Compared(StoredPlan Plan, SyncPlan Steps, PlannedRun Fresh, PlanDifference Difference) : ComparisonOutcome;

    /// <summary>There is no plan with that number.</summary>
    public sealed record NotFound : ComparisonOutcome;

    /// <summary>It cannot be made anew.</summary>
    public sealed record NotComparable(StoredPlan Plan, string Why) : ComparisonOutcome;
}

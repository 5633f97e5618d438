using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Reporting;

namespace Muster.Core.Guarding;

/// <summary>Limits on what a plan may take away without a person. Removals that the directory stated and those merely inferred have limits of their own.</summary>
public sealed record GuardRails
{
    /// <summary>The defaults; a replay of real organisations' histories holds about one change in a hundred with them.</summary>
    public static readonly GuardRails Default = new();

    /// <summary>Stated removals of one group.</summary>
    public RemovalLimit GroupStated { get; init; } = new(Percent: 30, AtLeast: 10, Of: 20);

    /// <summary>Inferred removals of one group.</summary>
    public RemovalLimit GroupInferred { get; init; } = new(Percent: 10, AtLeast: 3);

    /// <summary>Stated removals of one group within 24 hours, of what it had before them.</summary>
    public RemovalLimit GroupDayStated { get; init; } = new(Percent: 30, AtLeast: 10, Of: 20);

    /// <summary>Inferred removals of one group within 24 hours, of what it had before them.</summary>
    public RemovalLimit GroupDayInferred { get; init; } = new(Percent: 10, AtLeast: 3);

    /// <summary>Stated removals of one run, of all memberships.</summary>
    public RemovalLimit RunStated { get; init; } = new(Percent: 5, AtLeast: 50, MoreThan: 500);

    /// <summary>Inferred removals of one run, of all memberships.</summary>
    public RemovalLimit RunInferred { get; init; } = new(Percent: 1, AtLeast: 10);

    /// <summary>Stated removals of 24 hours, of all memberships.</summary>
    public RemovalLimit DayStated { get; init; } = new(Percent: 10, AtLeast: 100, MoreThan: 1000);

    /// <summary>Inferred removals of 24 hours, of all memberships.</summary>
    public RemovalLimit DayInferred { get; init; } = new(Percent: 1, AtLeast: 10);

    /// <summary>Suspensions the directory stated, of all active users.</summary>
    public RemovalLimit SuspendedStated { get; init; } = new(Percent: 5, AtLeast: 20);

    /// <summary>Suspensions merely inferred, of all active users.</summary>
    public RemovalLimit SuspendedInferred { get; init; } = new(Percent: 1, AtLeast: 3);

    /// <summary>A group of at least this many members may not become empty, at once or within 24 hours.</summary>
    public int EmptiedGroupSize { get; init; } = 5;

    /// <summary>The directory may not shrink by more than this many percent between two reads.</summary>
    public int ShrinkPercent { get; init; } = 10;

    /// <summary>One run may not create more groups than this by rule; null for no limit.</summary>
    public int? CreatedGroups { get; init; } = 100;

    /// <summary>One run may not change the members or owners of more groups than this; null for no limit.</summary>
    public int? ChangedGroups { get; init; }

    /// <summary>One run may not retire more groups than this; null for no limit.</summary>
    public int? RetiredGroups { get; init; } = 20;

    /// <summary>Judges a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="actual">The state it starts from.</param>
    /// <param name="recentStated">Stated removals that were applied in the last 24 hours without a person's approval.</param>
    /// <param name="recentInferred">Inferred ones.</param>
    public PlanVerdict Judge(SyncPlan plan, PlatformState actual, int recentStated = 0, int recentInferred = 0) =>
        Judge(plan, actual, new GuardContext { Recent = RecentLosses.None with { Stated = recentStated, Inferred = recentInferred } });

    /// <summary>Judges a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="actual">The state it starts from.</param>
    /// <param name="context">What was taken away lately, and who is protected.</param>
    public PlanVerdict Judge(SyncPlan plan, PlatformState actual, GuardContext context)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.IsEmpty)
            return new PlanVerdict.NothingToDo();
        var trips = Trips(Evaluate(plan, actual, context));
        return trips.Count == 0 ? new PlanVerdict.Ready() : new PlanVerdict.Held(trips);
    }

    /// <summary>What every guard rail finds in a plan, also those that let it pass.</summary>
    public IReadOnlyList<GuardFinding> Evaluate(SyncPlan plan, PlatformState actual, GuardContext context) =>
        [.. Evaluate(GuardMeasures.Of(plan, actual, context)), .. SubGroupLoss.Findings(this, plan, actual, context), Created(plan)];

    private GuardFinding Created(SyncPlan plan)
    {
        var created = plan.Groups.Count(step => step is GroupStep.Link { Cause: LinkCause.Rule });
        return new GuardFinding(
            "groupsCreated",
            null,
            "Groups created by rule in one run",
            created == 0
                ? "No group would be created by rule"
                : CountWords.Text($"The run would create {CountWords.Of(created, "group")} by the setting createGroupsLike"),
            CreatedGroups is { } limit ? CountWords.Text($"the limit is {limit}") : "there is no limit",
            created > CreatedGroups
        );
    }

    /// <summary>What every guard rail finds in some figures, also those that let them pass.</summary>
    public IReadOnlyList<GuardFinding> Evaluate(GuardMeasures measures) => [.. new GuardEvaluation(this, measures).Findings()];

    /// <summary>What holds: a loss that one guard rail holds is not told again by a wider one.</summary>
    public static IReadOnlyList<GuardTrip> Trips(IReadOnlyList<GuardFinding> findings)
    {
        var tripped = findings.Where(finding => finding.Tripped).ToList();
        bool Told(string guard, GuardFinding finding) => tripped.Exists(other => other.Guard == guard && other.Subject == finding.Subject);
        return
        [
            .. tripped
                .Where(finding =>
                    finding.Guard switch
                    {
                        "groupRemovalsStated" => !Told("groupEmptied", finding),
                        "groupDayStated" => !Told("groupEmptied", finding) && !Told("groupRemovalsStated", finding),
                        "groupDayInferred" => !Told("groupRemovalsInferred", finding),
                        "dayRemovalsStated" => !Told("runRemovalsStated", finding),
                        "dayRemovalsInferred" => !Told("runRemovalsInferred", finding),
                        _ => true,
                    }
                )
                .Select(finding => new GuardTrip(finding.Guard, finding.Detail)),
        ];
    }
}

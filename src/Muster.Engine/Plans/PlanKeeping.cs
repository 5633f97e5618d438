namespace Muster.Engine.Plans;

/// <summary>How long plans are good for and how long they are kept; see docs/plans.md.</summary>
public static class PlanKeeping
{
    /// <summary>How long a plan waits for its decision.</summary>
    public static readonly TimeSpan Waiting = TimeSpan.FromDays(7);

    /// <summary>How long the steps of a plan that became a run are kept.</summary>
    public static readonly TimeSpan Steps = TimeSpan.FromDays(90);

    /// <summary>Of the plans that never became a run, the newest so many are kept.</summary>
    public const int NewestWithoutRun = 200;

    /// <summary>Steps of a plan that is decided are kept up to this number; what a larger one did to whom is in the history of its revision.</summary>
    public const int MostSteps = 100_000;
}

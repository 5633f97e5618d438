using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>What was looked at is done, or nothing. Asked before the guard rails: a plan that nobody has seen is neither applied nor put up for release.</summary>
public static class SeenPlan
{
    /// <summary>Whether a plan is another one than was looked at.</summary>
    /// <param name="planned">The plan of this moment.</param>
    /// <param name="hash">Hash of the one that was looked at; null when none was.</param>
    public static bool Differs(PlannedRun planned, string? hash) =>
        hash is not null && !string.Equals(planned.Plan.Hash, hash, StringComparison.OrdinalIgnoreCase);

    /// <summary>The run that ends for it.</summary>
    public static Run Refuse(Run run) =>
        run with
        {
            Outcome = RunOutcome.Cancelled,
            Reason = RunReason.OtherPlan,
            Message = "What this would do has changed since it was looked at. Look at it again and confirm that. Nothing was changed.",
        };
}

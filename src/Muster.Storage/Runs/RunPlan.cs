using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Engine.Runs;

namespace Muster.Storage.Runs;

/// <summary>The stored form of a plan that comes with a run.</summary>
internal static class RunPlan
{
    /// <summary>A plan that waits for a person.</summary>
    public static StoredPlan Held(Run run, SyncPlan plan, DateTimeOffset now) =>
        Of(run, plan, now) with
        {
            State = PlanState.Held,
            ExpiresAt = now + PlanKeeping.Waiting,
        };

    /// <summary>A plan that is carried out with the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">Its steps.</param>
    /// <param name="basedOn">The plan a person approved, when rows of it were dropped.</param>
    /// <param name="now">When it is applied.</param>
    public static StoredPlan Applied(Run run, SyncPlan plan, long? basedOn, DateTimeOffset now) =>
        Of(run, plan, now) with
        {
            State = PlanState.Applied,
            BasedOn = basedOn,
            DecidedAt = now,
            DecidedBy = run.DecidedBy ?? run.Actor,
            DecisionReason = run.DecisionReason,
        };

    private static StoredPlan Of(Run run, SyncPlan plan, DateTimeOffset now) =>
        new()
        {
            State = PlanState.Ready,
            Connection = run.Connection,
            Run = run.Id,
            Verb = run.Verb,
            Hash = plan.Hash,
            Basis = plan.Basis,
            Origin = run.Origin,
            Counts = plan.Counts,
            Held = run.Held,
            Problems = run.Problems.Count > 0 ? run.Problems : plan.Problems,
            Decisions = run.Decisions,
            MadeAt = now,
            MadeBy = run.Actor,
        };
}

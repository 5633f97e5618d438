using System.Globalization;
using Microsoft.AspNetCore.Http;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Api.Protocol;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>What became of a decision about a plan or a held run.</summary>
internal static class Decisions
{
    /// <summary>The run that carried a decision out; null where a plan without one was discarded.</summary>
    /// <exception cref="ApiException">It was not carried out.</exception>
    public static Run? RunOf(DecisionOutcome outcome, string subject) =>
        outcome switch
        {
            DecisionOutcome.Done(var run) => run,
            DecisionOutcome.Discarded => null,
            DecisionOutcome.NotFound => throw ApiException.NotFound($"There is no such thing: {subject}."),
            DecisionOutcome.NotWaiting(var plan) => throw NotWaiting(plan),
            DecisionOutcome.NotHeld(var run) => throw ApiException.Conflict(
                "notHeld",
                $"Run {run.Id} does not wait for a decision; it is {JsonFormat.Word(run.Outcome)}."
            ),
            DecisionOutcome.HeldNow(var plan) => throw ApiException.Conflict(
                "held",
                $"Plan {plan.Id} is held now, and nothing was changed: {PlanWords.Held(plan.Held)}"
            ),
            DecisionOutcome.SecondPersonNeeded(var why) => throw ApiException.Conflict("secondPersonNeeded", why),
            DecisionOutcome.ObservesOnly(var why) => throw ApiException.Conflict("observesOnly", why),
            DecisionOutcome.Stale(var difference, _) => throw ApiException.Conflict(
                "stale",
                $"{subject} was not applied, since what its plan was made from has changed: {difference}. Make a new plan."
            ),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };

    /// <summary>The plan cannot be decided about. Of one that has expired it is said where to see what differs by now.</summary>
    public static ApiException NotWaiting(StoredPlan plan)
    {
        var said = $"Plan {plan.Id} does not wait for a decision; it is {JsonFormat.Word(plan.State)}. {plan.Message}".Trim();
        if (plan.State != PlanState.Expired)
            return ApiException.Conflict("notWaiting", said);
        var compare = string.Create(CultureInfo.InvariantCulture, $"/api/v1/plans/{plan.Id}/compare");
        return new(StatusCodes.Status409Conflict, "notWaiting", $"{said} What differs by now: POST {compare}.") { Compare = compare };
    }
}

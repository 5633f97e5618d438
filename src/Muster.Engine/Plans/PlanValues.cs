using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;

namespace Muster.Engine.Plans;

/// <summary>Makes the value that is stored of a plan.</summary>
public static class PlanValues
{
    /// <summary>A plan that has just been made and judged.</summary>
    public static StoredPlan Of(SyncPlan steps, PlanVerdict verdict, string verb, string actor, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var state = verdict switch
        {
            PlanVerdict.NothingToDo => PlanState.NothingToDo,
            PlanVerdict.Held => PlanState.Held,
            _ => PlanState.Ready,
        };
        return new StoredPlan
        {
            State = state,
            Verb = verb,
            Hash = steps.Hash,
            Basis = steps.Basis,
            Counts = steps.Counts,
            Held = verdict is PlanVerdict.Held(var trips) ? trips : [],
            Problems = steps.Problems,
            MadeAt = now,
            MadeBy = actor,
            ExpiresAt = state == PlanState.NothingToDo ? null : now + PlanKeeping.Waiting,
        };
    }

    /// <summary>A plan of a read that reached its end.</summary>
    public static StoredPlan Of(PlannedRun planned, SyncRequest request, string verb, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(planned);
        ArgumentNullException.ThrowIfNull(request);
        return Of(planned.Plan, planned.Verdict, verb, request.Actor, now) with
        {
            Connection = request.Connection.Key,
            Origin = request.Origin,
            Decisions = planned.Decisions,
        };
    }

    /// <summary>What is noted when the read did not reach its end, so that there are no steps.</summary>
    /// <param name="failure">Why it did not.</param>
    /// <param name="before">What the last reads that reached their end brought; later ones say nothing about this one.</param>
    /// <param name="request">How the plan was asked for.</param>
    /// <param name="verb">What it was to be made for.</param>
    /// <param name="now">The instant.</param>
    public static StoredPlan Incomplete(
        DirectoryReadException failure,
        ReadCertificate before,
        SyncRequest request,
        string verb,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(request);
        return new StoredPlan
        {
            State = PlanState.IncompleteRead,
            Connection = request.Connection.Key,
            Verb = verb,
            Origin = request.Origin,
            MadeAt = now,
            MadeBy = request.Actor,
            Message = failure.Message,
            Unread = UnreadStream.Of(failure, before),
        };
    }
}

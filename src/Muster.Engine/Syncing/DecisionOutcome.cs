using Muster.Engine.Plans;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Result of a decision about a held run.</summary>
public abstract record DecisionOutcome
{
    private DecisionOutcome() { }

    /// <summary>Carried out.</summary>
    public sealed record Done(Run Run) : DecisionOutcome;

    /// <summary>There is no run with that number.</summary>
    public sealed record NotFound : DecisionOutcome;

    /// <summary>The run does not wait for a decision.</summary>
    public sealed record NotHeld(Run Run) : DecisionOutcome;

    /// <summary>The runs belong to several connections, whose rules differ; nothing was changed.</summary>
    /// <param name="Which">The connections with their runs, in words.</param>
    public sealed record SeveralConnections(string Which) : DecisionOutcome
    {
        /// <summary>Says so, and what to do.</summary>
        public string Why =>
            $"The runs belong to several connections, {Which}. Undo those of one connection at a time, by their numbers. Nothing was changed.";
    }

    /// <summary>The plan without a run was discarded.</summary>
    public sealed record Discarded(StoredPlan Plan) : DecisionOutcome;

    /// <summary>The plan does not wait for a decision.</summary>
    public sealed record NotWaiting(StoredPlan Plan) : DecisionOutcome;

    /// <summary>The guard rails hold the plan now, with what ran since it was made; nothing was applied.</summary>
    public sealed record HeldNow(StoredPlan Plan) : DecisionOutcome;

    /// <summary>Somebody else has to approve.</summary>
    /// <param name="Why">Who may and who may not.</param>
    public sealed record SecondPersonNeeded(string Why) : DecisionOutcome;

    /// <summary>The connection only observes; nothing was applied.</summary>
    /// <param name="Why">That, and what to do.</param>
    public sealed record ObservesOnly(string Why) : DecisionOutcome;

    /// <summary>What the plan was made from has changed; nothing was applied.</summary>
    /// <param name="Difference">How it has changed, for people.</param>
    /// <param name="Plan">The plan, which still waits.</param>
    public sealed record Stale(string Difference, StoredPlan Plan) : DecisionOutcome;
}

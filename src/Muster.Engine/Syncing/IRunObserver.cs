using Muster.Engine.Reading;

namespace Muster.Engine.Syncing;

/// <summary>Watches a run and decides whether its plan is applied.</summary>
public interface IRunObserver
{
    /// <summary>A phase begins.</summary>
    void Phase(RunPhase phase);

    /// <summary>Reading goes on.</summary>
    void Reading(ReadProgress progress);

    /// <summary>Applying goes on.</summary>
    /// <param name="done">Steps written.</param>
    /// <param name="total">Steps of the plan.</param>
    void Applying(long done, long total);

    /// <summary>Asks whether to apply a plan that no guard rail holds. Not asked when there is nothing to do.</summary>
    Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken);
}

/// <summary>Phases of a run, in order.</summary>
public enum RunPhase
{
    /// <summary>Reading the directory.</summary>
    Read,

    /// <summary>Computing the plan and judging it.</summary>
    Plan,

    /// <summary>Carrying it out.</summary>
    Apply,

    /// <summary>Reading back what was written.</summary>
    Verify,
}

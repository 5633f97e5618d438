namespace Muster.Engine.Restoring;

/// <summary>Whether the workspace is an earlier state of itself, so that nothing is applied until a person has looked (INV-30). The audit log is where that stands.</summary>
public interface IRestorationStore
{
    /// <summary>The restoration after which nobody has let plans be applied; null while they are.</summary>
    Task<Restoration?> StandingAsync(CancellationToken cancellationToken);

    /// <summary>Lets plans be applied again, on record.</summary>
    /// <param name="actor">Who says so.</param>
    /// <param name="reason">Why that is right; null where nobody says.</param>
    /// <param name="cancellationToken">Cancels it; nothing is changed then.</param>
    /// <returns>False when no restoration stands.</returns>
    Task<bool> ReleaseAsync(string actor, string? reason, CancellationToken cancellationToken);
}

/// <summary>A state of before that is there again.</summary>
/// <param name="Cause">How it came.</param>
/// <param name="At">When that was done or noticed.</param>
/// <param name="StateOf">Of when the state is; null where that is not known.</param>
public sealed record Restoration(RestorationCause Cause, DateTimeOffset At, DateTimeOffset? StateOf)
{
    /// <summary>Says so, and what to do.</summary>
    public string Why =>
        (Cause, StateOf) switch
        {
            (RestorationCause.Restored, { } of) =>
                $"The data was restored from a backup of {of:yyyy-MM-dd HH:mm} UTC, so plans are made and nothing is applied. Once a plan was looked at, an Administrator releases it: muster database release.",
            (RestorationCause.Restored, null) =>
                "The data was restored from a backup, so plans are made and nothing is applied. Once a plan was looked at, an Administrator releases it: muster database release.",
            _ =>
                "The data is older than what was seen here before, as when a copy of it was put back, so plans are made and nothing is applied. Once a plan was looked at, an Administrator releases it: muster database release.",
        };
}

/// <summary>How an earlier state came to be there again.</summary>
public enum RestorationCause
{
    /// <summary>The command restored it from a backup.</summary>
    Restored,

    /// <summary>Somebody put it back in another way; it was noticed.</summary>
    FoundOld,
}

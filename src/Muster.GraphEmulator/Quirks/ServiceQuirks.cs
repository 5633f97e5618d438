namespace Muster.GraphEmulator.Quirks;

/// <summary>How the service in front of the directory behaves: faults that come and go, waits, refusals.</summary>
public sealed record ServiceQuirks
{
    /// <summary>How 429 says how long to wait (sheet 7.3; OBS 19).</summary>
    public RetryAfterForm RetryAfter { get; init; }

    /// <summary>Resource units that a delta request costs; Graph's table does not name it (sheet 11).</summary>
    public int DeltaCost { get; init; } = 1;
}

/// <summary>How a refusal says when to come back.</summary>
public enum RetryAfterForm
{
    /// <summary>Whole seconds.</summary>
    Seconds,

    /// <summary>Seconds with a fraction.</summary>
    Fraction,

    /// <summary>A date, as HTTP allows.</summary>
    Date,

    /// <summary>Not at all.</summary>
    Absent,
}

using Muster.GraphEmulator.Company;

namespace Muster.GraphEmulator.Quirks;

/// <summary>How the service in front of the directory behaves: faults that come and go, waits, refusals.</summary>
public sealed record ServiceQuirks
{
    /// <summary>Every page of a list or delta round after the first is answered 502 when it is asked for first (OBS 29).</summary>
    public bool BadGatewayOnce { get; init; }

    /// <summary>For how long, from the first request, <c>groups/delta</c> answers 400 with the right data in the body (OBS 28).</summary>
    public TimeSpan DataInRefusals { get; init; }

    /// <summary>How 429 says how long to wait (sheet 7.3; OBS 19).</summary>
    public RetryAfterForm RetryAfter { get; init; }

    /// <summary>Resource units that a delta request costs; Graph's table does not name it (sheet 11).</summary>
    public int DeltaCost { get; init; } = 1;

    /// <summary>A wrong secret or assertion is told with status 400 and not 401 (OBS 1).</summary>
    public bool InvalidClientIs400 { get; init; }

    /// <summary>A change that would close a circle of groups is refused with 400 (sheet 8 and 11: not documented).</summary>
    public bool CirclesRefused { get; init; }

    /// <summary>Draws each behaviour by itself.</summary>
    internal static ServiceQuirks Draw(SeededRandom random) =>
        new()
        {
            BadGatewayOnce = random.Chance(0.2),
            DataInRefusals = random.Chance(0.1) ? TimeSpan.FromMinutes(random.Between(1, 90)) : TimeSpan.Zero,
            RetryAfter = random.Pick(Enum.GetValues<RetryAfterForm>()),
            DeltaCost = random.Between(1, 5),
            InvalidClientIs400 = random.Chance(0.5),
            CirclesRefused = random.Chance(0.5),
        };
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

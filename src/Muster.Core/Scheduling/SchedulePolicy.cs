using Muster.Core.Configuration;

namespace Muster.Core.Scheduling;

/// <summary>When a connection is synchronised by itself.</summary>
public sealed record SchedulePolicy
{
    /// <summary>Never by itself.</summary>
    public static readonly SchedulePolicy None = new();

    /// <summary>Beginning of the names of its settings. None of them changes what a plan does, only when it is made.</summary>
    public const string Prefix = "schedule.";

    /// <summary>After so many minutes again and again; null for not so.</summary>
    public int? EveryMinutes { get; init; }

    /// <summary>At these local times; goes before <see cref="EveryMinutes"/>. Null for not so.</summary>
    public string? Cron { get; init; }

    /// <summary>The zone of all local times, by its IANA name.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Stretches of local time in which nothing is begun.</summary>
    public ValueList<string> Quiet { get; init; } = ValueList.Empty<string>();

    /// <summary>Stretches of local time in which alone something is begun; none for any time. A quiet window within one holds all the same.</summary>
    public ValueList<string> Allow { get; init; } = ValueList.Empty<string>();

    /// <summary>What becomes of times at which nothing could be begun.</summary>
    public MissedRule Missed { get; init; }

    /// <summary>Why it was paused; null when it was not. It outlives the end of the pause: whether it rests is asked with an instant, by <see cref="PauseAt"/>.</summary>
    public string? Paused { get; init; }

    /// <summary>When the pause ends by itself, the first instant at which it does not rest any more; null for not before a person lets it go on.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Whether the first run of each local day reads the directory in full.</summary>
    public bool FullReadDaily { get; init; }

    /// <summary>Whether there is a schedule, resting or not.</summary>
    public bool IsSet => EveryMinutes is not null || Cron is not null;

    /// <summary>Why it rests at an instant; null when it does not.</summary>
    public string? PauseAt(DateTimeOffset instant) => PausedUntil <= instant ? null : Paused;

    /// <summary>Whether there are windows.</summary>
    public bool HasWindows => Quiet.Count > 0 || Allow.Count > 0;

    /// <summary>Whether the windows let something begin by itself at an instant, whether for its time or for a notification.</summary>
    public bool IsOpenAt(DateTimeOffset instant) =>
        !HasWindows || new ScheduleWindows(this, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).IsOpenAt(instant);

    /// <summary>Whether there is a schedule, and it does not rest at an instant.</summary>
    public bool IsActiveAt(DateTimeOffset instant) => IsSet && PauseAt(instant) is null;
}

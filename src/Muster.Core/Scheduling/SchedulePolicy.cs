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

    /// <summary>Why it rests; null while it does not.</summary>
    public string? Paused { get; init; }

    /// <summary>Whether the first run of each local day reads the directory in full.</summary>
    public bool FullReadDaily { get; init; }

    /// <summary>Whether there is a schedule, resting or not.</summary>
    public bool IsSet => EveryMinutes is not null || Cron is not null;

    /// <summary>Whether there is one, and it does not rest.</summary>
    public bool IsActive => IsSet && Paused is null;
}

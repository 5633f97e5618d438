using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Server.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>When a connection is synchronised by itself.</summary>
/// <param name="Connection">Name of the connection.</param>
/// <param name="Version">Version of the connection's settings, of which the schedule is a part.</param>
/// <param name="EveryMinutes">After so many minutes again and again; null for not so.</param>
/// <param name="Cron">At these local times: five fields, such as <c>30 6 * * mon-fri</c>; null for not so.</param>
/// <param name="TimeZone">The zone of all local times, by its IANA name.</param>
/// <param name="Quiet">Windows of local time in which nothing begins, such as <c>fri 16:00-mon 06:00</c>.</param>
/// <param name="Allow">Windows of local time in which alone something begins, such as <c>mon-fri 06:00-20:00</c>; none for any time. A run that is at work when they close finishes.</param>
/// <param name="Missed">What becomes of what was missed while the server was off or the connection paused.</param>
/// <param name="Mode">How the connection is followed, which its schedule is a part of.</param>
/// <param name="Notified">Whether a sync begins too when the directory tells of a change.</param>
/// <param name="FullReadDaily">Whether the first run of each local day reads everything again.</param>
/// <param name="Paused">Why it rests; null while it does not.</param>
/// <param name="Until">While paused: when that ends by itself; null for not before somebody resumes it.</param>
/// <param name="PausedBy">Who paused it; null while it does not rest.</param>
/// <param name="PausedSince">When; null while it does not rest.</param>
/// <param name="Words">The schedule in one sentence.</param>
/// <param name="Next">The next five times; while paused until an end those from the end on.</param>
/// <param name="Fault">Why it is never due; null when it is, or when there is no schedule.</param>
/// <param name="Due">When the server begins the next run; null for never, or while it is not known.</param>
/// <param name="Last">What became of the last time it was due, since the server started.</param>
internal sealed record ScheduleItem(
    string Connection,
    long Version,
    int? EveryMinutes,
    string? Cron,
    string TimeZone,
    IReadOnlyList<string> Quiet,
    IReadOnlyList<string> Allow,
    MissedRule Missed,
    ConnectionMode Mode,
    bool Notified,
    bool FullReadDaily,
    string? Paused,
    DateTimeOffset? Until,
    string? PausedBy,
    DateTimeOffset? PausedSince,
    string Words,
    IReadOnlyList<DueItem> Next,
    string? Fault,
    DateTimeOffset? Due,
    FiringItem? Last
)
{
    public static ScheduleItem Of(
        string connection,
        int key,
        int spread,
        long version,
        ConnectionPolicies policies,
        ConnectionMode mode,
        StandingPause? pause,
        bool notified,
        ConnectionSchedules schedules,
        DateTimeOffset now
    )
    {
        var schedule = policies.Schedule;
        var preview = SchedulePreview.Of(Texts.English, schedule, spread, now, pause, notified);
        return new(
            connection,
            version,
            schedule.EveryMinutes,
            schedule.Cron,
            schedule.TimeZone,
            [.. schedule.Quiet],
            [.. schedule.Allow],
            schedule.Missed,
            mode,
            notified,
            schedule.FullReadDaily,
            pause?.Reason,
            pause?.Until,
            pause?.By,
            pause?.Since,
            preview.Words,
            [.. preview.Times.Select(time => new DueItem(time.At, time.Local, time.IsRepeated, time.IsAfterSkip))],
            preview.Fault,
            schedules.Next(key),
            schedules.Last(key) is { } last ? new FiringItem(last.At, last.Words, WorkItem.Address(last.Address)) : null
        );
    }
}

/// <summary>One time at which a schedule is due.</summary>
/// <param name="At">The instant.</param>
/// <param name="Local">The same on the clocks of the schedule's zone.</param>
/// <param name="Repeated">Whether the clocks repeat this hour.</param>
/// <param name="AfterSkip">Whether the clocks skip the hour before.</param>
internal sealed record DueItem(DateTimeOffset At, string Local, bool Repeated, bool AfterSkip);

/// <summary>What became of one time at which a connection was due.</summary>
/// <param name="At">When.</param>
/// <param name="Words">What became of it, for people.</param>
/// <param name="Result">Address of the run or plan; null for none.</param>
internal sealed record FiringItem(DateTimeOffset At, string Words, string? Result);

/// <summary>A pause as it shall be.</summary>
/// <param name="Reason">Why; everybody sees it.</param>
/// <param name="Until">When it ends by itself; left out for not before somebody resumes it.</param>
internal sealed record PauseOrder(string Reason, DateTimeOffset? Until = null);

/// <summary>A schedule as it shall be. Send <c>everyMinutes</c> or <c>cron</c>, not both; neither means never.</summary>
/// <param name="EveryMinutes">After so many minutes again and again.</param>
/// <param name="Cron">At these local times: five fields, such as <c>30 6 * * mon-fri</c>.</param>
/// <param name="TimeZone">The zone of all local times, by its IANA name; UTC when left out.</param>
/// <param name="Quiet">Windows of local time in which nothing begins, such as <c>fri 16:00-mon 06:00</c>.</param>
/// <param name="Allow">Windows of local time in which alone something begins, such as <c>mon-fri 06:00-20:00</c>; any time when left out.</param>
/// <param name="Missed">What becomes of what was missed while the server was off or the connection paused; <c>makeUp</c> when left out.</param>
/// <param name="FullReadDaily">Whether the first run of each local day reads everything again.</param>
/// <param name="Reason">Why; kept with the settings.</param>
/// <param name="Draft">Say what it means, with the next five times, and save nothing.</param>
/// <param name="Confirm">The hash of the draft that was looked at.</param>
internal sealed record ScheduleOrder(
    int? EveryMinutes = null,
    string? Cron = null,
    string? TimeZone = null,
    IReadOnlyList<string>? Quiet = null,
    IReadOnlyList<string>? Allow = null,
    MissedRule Missed = MissedRule.MakeUp,
    bool FullReadDaily = false,
    string? Reason = null,
    bool Draft = false,
    string? Confirm = null
);

/// <summary>A schedule that was changed, or would be.</summary>
/// <param name="Change">What changes.</param>
/// <param name="Schedule">The schedule then.</param>
internal sealed record ScheduleResult(DraftItem Change, ScheduleItem Schedule);

using System.Text.Json;
using Muster.Cli.Connections;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Server;
using Muster.Server.Scheduling;
using Muster.Server.Ui;

namespace Muster.Cli.Scheduling;

/// <summary>When a connection is synchronised by itself, for people and for programs.</summary>
/// <param name="Connection">Name of the connection.</param>
/// <param name="Version">Version of its settings.</param>
/// <param name="Schedule">The schedule.</param>
/// <param name="Pause">The pause that holds; null while it does not rest.</param>
/// <param name="Preview">What that means.</param>
/// <param name="Notified">Whether a sync begins too when the directory tells of a change.</param>
/// <param name="Mode">How the connection is followed, which its schedule is a part of.</param>
/// <param name="Now">When it was looked at.</param>
internal sealed record ShownSchedule(
    string Connection,
    long Version,
    SchedulePolicy Schedule,
    StandingPause? Pause,
    SchedulePreview Preview,
    bool Notified,
    ConnectionMode Mode,
    DateTimeOffset Now
)
{
    public static async Task<ShownSchedule> LoadAsync(
        MusterInstance muster,
        Connection connection,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var settings = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken);
        var policies = Settings.OfConnection.FromValues(settings.Values);
        var schedule = policies.Schedule;
        var pause = await StandingPause.FindAsync(muster.Database.Settings, connection.Key, now, cancellationToken);
        var notified = await muster.IsNotifiedAsync(connection, cancellationToken);
        var preview = SchedulePreview.Of(Texts.English, schedule, muster.SpreadOf(connection.Key), now, pause, notified);
        return new(
            connection.Name,
            settings.Version,
            schedule,
            pause,
            preview,
            notified,
            await muster.ModeAsync(policies, notified, cancellationToken),
            now
        );
    }

    /// <summary>The same a line each, with what it is.</summary>
    public IEnumerable<(string Label, string Value)> Rows
    {
        get
        {
            yield return ("Connection", Connection);
            yield return ("Mode", ScheduleMode.Name(Texts.English, Mode));
            yield return ("Synchronised", Preview.Words);
            if (Schedule.IsSet)
                yield return ("Missed", ScheduleText.Of(Texts.English, Schedule.Missed));
            if (Schedule.HasWindows)
                yield return ("Windows", "say when a run may begin; one that is at work when they close finishes");
            if (Pause is { } pause)
            {
                yield return ("Paused", Words(pause, Now));
                yield return ("Since", pause.Since is { } since ? Numbers.Instant(since) : "nobody knows");
            }
            if (Preview.Fault is { } fault)
                yield return ("Next", fault);
            if (Pause is { Until: null })
                yield break;
            foreach (var (time, index) in Preview.Times.Select((time, index) => (time, index)))
                yield return (index == 0 ? "Next" : "", $"{time.Local} ({Schedule.TimeZone})");
        }
    }

    /// <summary>"by Ada until Fri 24 Dec, 18:00 (UTC): servers move".</summary>
    public static string Words(StandingPause pause, DateTimeOffset now) => PauseWords.Of(Texts.English, pause, now)["Paused ".Length..];

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("connection", Connection);
        json.WriteNumber("version", Version);
        if (Schedule.EveryMinutes is { } minutes)
            json.WriteNumber("everyMinutes", minutes);
        else
            json.WriteNull("everyMinutes");
        json.Text("cron", Schedule.Cron);
        json.WriteString("timeZone", Schedule.TimeZone);
        json.Texts("quiet", Schedule.Quiet);
        json.Texts("allow", Schedule.Allow);
        json.WriteString("missed", JsonFormat.Word(Schedule.Missed));
        json.WriteString("mode", JsonFormat.Word(Mode));
        json.WriteBoolean("notified", Notified);
        json.WriteBoolean("fullReadDaily", Schedule.FullReadDaily);
        ConnectionCommands.Write(json, Pause);
        json.WriteString("words", Preview.Words);
        json.WriteStartArray("next");
        foreach (var time in Preview.Times)
            json.WriteStringValue(JsonFormat.Instant(time.At));
        json.WriteEndArray();
        json.Text("fault", Preview.Fault);
        json.WriteEndObject();
    }
}

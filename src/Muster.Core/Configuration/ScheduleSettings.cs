using Muster.Core.Scheduling;

namespace Muster.Core.Configuration;

/// <summary>The settings of a schedule.</summary>
internal static class ScheduleSettings
{
    public static IEnumerable<Setting<T>> Of<T>(Func<T, SchedulePolicy> read, Func<T, SchedulePolicy, T> write)
    {
        Setting<T> Text(
            string name,
            string meaning,
            SettingKind kind,
            Func<SchedulePolicy, string?> get,
            Func<SchedulePolicy, string?, SchedulePolicy> set
        ) =>
            new(
                SchedulePolicy.Prefix + name,
                meaning,
                Danger.ChangesSync,
                kind,
                policies => get(read(policies)),
                (policies, text) => write(policies, set(read(policies), text))
            );

        yield return Settings.Number<T>(
            SchedulePolicy.Prefix + "every",
            "The server synchronises again after so many minutes; none for not by an interval",
            Danger.ChangesSync,
            new SettingKind.Number(1, 7 * 24 * 60, "minutes", MayBeNone: true),
            policies => read(policies).EveryMinutes,
            (policies, value) => write(policies, read(policies) with { EveryMinutes = value })
        );
        yield return Text(
            "cron",
            "The server synchronises at these local times; goes before schedule.every",
            new SettingKind.Cron(),
            schedule => schedule.Cron,
            (schedule, text) => schedule with { Cron = text }
        );
        yield return Text(
            "timeZone",
            "The time zone of the schedule",
            new SettingKind.Zone(),
            schedule => schedule.TimeZone,
            (schedule, text) => schedule with { TimeZone = text ?? SchedulePolicy.None.TimeZone }
        );
        yield return Text(
            "quiet",
            "Stretches of local time in which the schedule begins nothing",
            new SettingKind.Several(new SettingKind.Window(), 20),
            schedule => SettingKind.Several.Join(schedule.Quiet),
            (schedule, text) => schedule with { Quiet = text is null ? ValueList.Empty<string>() : SettingKind.Several.Values(text) }
        );
        yield return Text(
            "allow",
            "Stretches of local time in which alone the schedule begins something; none for any time",
            new SettingKind.Several(new SettingKind.Window(), 20),
            schedule => SettingKind.Several.Join(schedule.Allow),
            (schedule, text) => schedule with { Allow = text is null ? ValueList.Empty<string>() : SettingKind.Several.Values(text) }
        );
        yield return Text(
            "missed",
            "What was missed while the server was off or the connection paused: makeUp (one run at once, unless the windows forbid it), makeUpAfterWindows (also when a window ends that kept something from beginning), or wait for the next time",
            Settings.ChoiceOf<MissedRule>(),
            schedule => Settings.Word(schedule.Missed),
            (schedule, text) => schedule with { Missed = text is null ? default : Settings.Parse<MissedRule>(text) }
        );
        yield return Text(
            "paused",
            "Why the schedule rests; while this is set, and schedule.pausedUntil lies ahead or is not set, the server begins nothing by itself",
            new SettingKind.Line(500),
            schedule => schedule.Paused,
            (schedule, text) => schedule with { Paused = text }
        );
        yield return Text(
            "pausedUntil",
            "When the pause ends by itself; not set for not before a person lets it go on",
            new SettingKind.Instant(),
            schedule => schedule.PausedUntil is { } end ? SettingKind.Instant.Text(end) : null,
            (schedule, text) => schedule with { PausedUntil = text is null ? null : SettingKind.Instant.Value(text) }
        );
        yield return Text(
            "fullReadDaily",
            "The first scheduled run of each day reads the directory in full",
            new SettingKind.Flag(),
            schedule => schedule.FullReadDaily ? "true" : "false",
            (schedule, text) => schedule with { FullReadDaily = text == "true" }
        );
    }
}

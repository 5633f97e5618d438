using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Server.Scheduling;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Tests;

/// <summary>What is said of a schedule: the same in the app as on the command line, and in the language of the reader.</summary>
public sealed class ScheduleTextTests
{
    private static readonly string[] Crons =
    [
        "30 6 * * mon-fri",
        "0 0 * * *",
        "0 7,19 * * 1-5",
        "15 8 * * mon,wed,0",
        "15 8 * * 2-4",
        "0 3 1 * *",
        "0 3 1 1 *",
        "*/15 * * * *",
        "5,35 * * * sat",
        "*/10 8-17 * * *",
        "1,2,3 8-17 * * sun",
    ];

    private static IEnumerable<SchedulePolicy> Schedules
    {
        get
        {
            string[][] windows =
            [
                [],
                ["22:00-05:00"],
                ["fri 16:00-mon 06:00", "12:00-13:00"],
            ];
            foreach (var quiet in windows.Select(texts => ValueList.Of(texts)))
            {
                foreach (var minutes in new[] { 1, 15, 60, 120, 1440, 2880, 10080 })
                    yield return new()
                    {
                        EveryMinutes = minutes,
                        Quiet = quiet,
                        TimeZone = "Europe/Vienna",
                    };
                yield return new()
                {
                    EveryMinutes = 15,
                    Quiet = quiet,
                    Allow = ValueList.Of<string>(["mon-fri 06:00-20:00", "sat 08:00-sat 12:00"]),
                };
                foreach (var cron in Crons)
                    yield return new() { Cron = cron, Quiet = quiet };
            }
            yield return SchedulePolicy.None;
        }
    }

    [Fact]
    public void A_schedule_reads_in_the_app_as_on_the_command_line() =>
        Assert.All(Schedules, schedule => Assert.Equal(ScheduleWords.Of(schedule), ScheduleText.Of(Texts.English, schedule)));

    [Fact]
    public void A_reader_of_another_language_finds_no_English_about_a_schedule()
    {
        var T = Reader.OfPseudo;
        var now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        Assert.All(Schedules, schedule => Reader.AssertMarked(ScheduleText.Of(T, schedule)));
        Reader.AssertMarked(SchedulePreview.Of(T, new() { Cron = "0 0 31 2 *" }, 1, now).Fault!);
        Reader.AssertMarked(
            SchedulePreview.Of(T, new() { EveryMinutes = 15, Quiet = ValueList.Of<string>(["00:00-23:59", "23:00-01:00"]) }, 1, now).Fault!
        );
        Assert.All(Schedules, schedule => Reader.AssertMarked(ScheduleText.Of(T, schedule, notified: true)));
        Assert.All(Enum.GetValues<MissedRule>(), rule => Reader.AssertMarked(ScheduleText.Of(T, rule)));
        foreach (var (quiet, allow) in new[] { ("00:00-23:59\n23:00-01:00", ""), ("05:00-21:00", "06:00-20:00"), ("", "06:00-06:01") })
            Reader.AssertMarked(
                SchedulePreview
                    .Of(
                        T,
                        new ScheduleForm
                        {
                            Way = "cron",
                            Cron = "30 22 * * *",
                            Quiet = quiet,
                            Allow = allow,
                        }.Policy(T)!,
                        1,
                        now
                    )
                    .Fault!
            );
        Reader.AssertMarked(new ScheduleForm { Way = "every", Allow = "nonsense" }.Faults(T)["schedule.allow"]);
        Reader.AssertMarked(
            new ScheduleForm
            {
                Way = "every",
                Quiet = "12:00-13:00",
                Allow = "06:00-20:00",
            }.Overlap(T)!
        );
        Reader.AssertMarked(new ScheduleForm { Way = "every", Quiet = "nonsense" }.Faults(T)["schedule.quiet"]);
        Reader.AssertMarked(new ScheduleForm { Way = "every", Quiet = "22:00-05:00\n23:00-01:00" }.Overlap(T)!);
        Reader.AssertMarked(PlanWords.Sentence(T, new PlanCounts { MembersAdded = 2, UsersSuspended = 1 }));
        foreach (var away in new[] { 1, 600, 7200, 864_000 })
        {
            Reader.AssertMarked(Words.Relative(T, now.AddSeconds(-away), now));
            Reader.AssertMarked(Words.Relative(T, now.AddSeconds(away), now));
        }
        var pause = new StandingPause("~", null, now, now.AddDays(1), "UTC");
        Reader.AssertMarked(PauseWords.Of(T, pause, now));
        Reader.AssertMarked(PauseWords.Of(T, pause with { Until = null }, now));
        foreach (var typed in new[] { "2026-03-29T02:30", "2026-03-01T09:00", "soon" })
            Reader.AssertMarked(
                PauseText
                    .Read(T, typed, TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna"), now)
                    .Fault!.Replace("Europe/Vienna", "", StringComparison.Ordinal)
                    .Replace("soon", "", StringComparison.Ordinal)
                    .Replace("2026-03-03T10:00", "", StringComparison.Ordinal)
            );
    }
}

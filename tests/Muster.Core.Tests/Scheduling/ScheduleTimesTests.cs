using System.Globalization;
using CsCheck;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;

namespace Muster.Core.Tests.Scheduling;

public sealed class ScheduleTimesTests
{
    private static readonly Gen<TimeZoneInfo> Zones = OneOf(
            "UTC",
            "Europe/Vienna",
            "America/New_York",
            "Australia/Lord_Howe",
            "Asia/Kolkata",
            "America/Santiago"
        )
        .Select(TimeZoneInfo.FindSystemTimeZoneById);

    private static readonly Gen<DateTimeOffset> Instants = Gen.Int[0, 4 * 366 * 24 * 60]
        .Select(minutes => new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes));

    private static readonly Gen<string> Crons = Gen.Select(
        OneOf("*/20", "0", "30", "5,35"),
        OneOf("*", "2", "1-3", "0,23"),
        OneOf("*", "1,31", "*/2", "1-7"),
        OneOf("*", "sun", "mon-fri", "*/2"),
        (minute, hour, day, weekday) => $"{minute} {hour} {day} * {weekday}"
    );

    [Fact]
    public void Cron_times_are_those_that_a_walk_over_every_minute_finds() =>
        Gen.Select(Crons, Zones, Instants)
            .Sample(
                (text, zone, start) =>
                {
                    var end = start.AddDays(40);
                    var times = new ScheduleTimes(new() { Cron = text }, zone, key: 0).After(start).TakeWhile(due => due <= end);
                    Assert.Equal(Walked(text, zone, start, end), times);
                },
                iter: 300
            );

    [Fact]
    public void Times_ascend_keep_their_distance_and_never_lie_within_a_quiet_window() =>
        Gen.Select(Gen.Int[1, 3000], Zones, Instants, Gen.Int[1, 500])
            .Sample(
                (every, zone, start, key) =>
                {
                    var policy = new SchedulePolicy { EveryMinutes = every, Quiet = ValueList.Of(["22:00-05:00", "fri 16:00-mon 06:00"]) };
                    var times = new ScheduleTimes(policy, zone, key).After(start).Take(50).ToList();
                    var before = start;
                    foreach (var due in times)
                    {
                        var local = TimeZoneInfo.ConvertTime(due, zone);
                        Assert.True(due > before);
                        Assert.InRange(local.Hour, 5, 21);
                        Assert.False(local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
                        Assert.Equal(0, (due - times[0]).TotalMinutes % every);
                        before = due;
                    }
                },
                iter: 300
            );

    [Fact]
    public void What_is_due_at_an_instant_is_not_missed_by_whoever_looks_from_a_tick_before()
    {
        var start = At("2026-03-02T00:00:00Z");
        Assert.All(
            [1, 10, 60],
            every =>
                Assert.Equal(start, new ScheduleTimes(new() { EveryMinutes = every }, TimeZoneInfo.Utc, key: 0).Next(start.AddTicks(-1)))
        );
        Assert.Equal(start.AddMinutes(1), new ScheduleTimes(new() { EveryMinutes = 1 }, TimeZoneInfo.Utc, key: 0).Next(start));
    }

    [Fact]
    public void Connections_of_many_workspaces_which_all_have_the_same_key_do_not_begin_together()
    {
        var seconds = Enumerable
            .Range(1, 10_000)
            .Select(workspace => (int)ScheduleTimes.Spread(ScheduleTimes.Key(workspace, 1), 300).TotalSeconds)
            .CountBy(second => second)
            .ToDictionary();
        Assert.Equal(300, seconds.Count);
        Assert.All(seconds.Values, several => Assert.InRange(several, 25, 42));
        Assert.All(Enumerable.Range(1, 5), key => Assert.Equal(key, ScheduleTimes.Key(workspace: 1, key)));
    }

    [Fact]
    public void Connections_are_spread_over_the_interval_and_each_keeps_its_place()
    {
        var start = At("2026-03-02T00:00:00Z");
        var seconds = Enumerable
            .Range(1, 200)
            .Select(key =>
                (int)(new ScheduleTimes(new() { EveryMinutes = 15 }, TimeZoneInfo.Utc, key).Next(start)!.Value - start).TotalSeconds
            )
            .ToList();
        Assert.All(seconds, second => Assert.InRange(second, 1, 900));
        Assert.All(Enumerable.Range(0, 15), minute => Assert.Contains(seconds, second => second / 60 == minute));
    }

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "skipped: due when the jump is over")]
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "repeated: the first time")]
    [InlineData("0 12 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T11:00:00Z", "every four years")]
    [InlineData("0 12 13 * fri", "2026-03-01T00:00:00Z", "2026-03-06T11:00:00Z", "either day will do")]
    [InlineData("0 12 */15 * *", "2026-03-02T00:00:00Z", "2026-03-16T11:00:00Z", "a step limits the days")]
    [InlineData("0 12 1-7 * */3", "2026-03-02T00:00:00Z", "2026-03-04T11:00:00Z", "a star with a step: both days must fit")]
    [InlineData("0 12 * * 7", "2026-03-02T00:00:00Z", "2026-03-08T11:00:00Z", "7 is Sunday too")]
    public void Clocks_that_jump_are_taken_as_people_expect(string cron, string after, string due, string _)
    {
        var times = new ScheduleTimes(new() { Cron = cron }, TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna"), key: 0);
        Assert.Equal(At(due), times.Next(At(after)));
        Assert.True(times.Next(At(due)) - At(due) > TimeSpan.FromHours(20));
    }

    [Fact]
    public void A_repeated_hour_counts_twice_when_every_hour_is_due()
    {
        var vienna = TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna");
        var times = new ScheduleTimes(new() { Cron = "30 * * * *" }, vienna, key: 0).After(At("2026-10-25T00:00:00Z")).Take(3);
        Assert.Equal([At("2026-10-25T00:30:00Z"), At("2026-10-25T01:30:00Z"), At("2026-10-25T02:30:00Z")], times);
    }

    [Theory]
    [InlineData("0 0 31 2 *", null)]
    [InlineData("0 0 30 feb *", null)]
    [InlineData("0 3 * * *", "22:00-05:00")]
    [InlineData("*/5 * * * *", "00:00-12:00,12:00-00:00")]
    public void What_never_is_due_has_no_next_time(string cron, string? quiet)
    {
        var policy = new SchedulePolicy { Cron = cron, Quiet = ValueList.Of(quiet?.Split(',') ?? []) };
        Assert.Null(new ScheduleTimes(policy, TimeZoneInfo.Utc, key: 3).Next(At("2026-03-01T00:00:00Z")));
    }

    [Fact]
    public void Whatever_was_missed_is_made_up_for_once()
    {
        var times = new ScheduleTimes(new() { Cron = "0 * * * *" }, TimeZoneInfo.Utc, key: 0);
        Assert.False(times.Due(At("2026-03-01T10:00:00Z"), At("2026-03-01T10:59:00Z")) <= At("2026-03-01T10:59:00Z"));
        Assert.True(times.Due(At("2026-03-01T10:00:00Z"), At("2026-03-01T11:00:00Z")) <= At("2026-03-01T11:00:00Z"));
        Assert.True(times.Due(At("2026-03-01T10:00:00Z"), At("2026-03-09T11:00:00Z")) <= At("2026-03-09T11:00:00Z"));
        Assert.False(times.Due(At("2026-03-09T11:00:00Z"), At("2026-03-09T11:00:00Z")) <= At("2026-03-09T11:00:00Z"));
    }

    /// <summary>A second, plainer way: minute by minute, with what the clock on the wall shows.</summary>
    private static List<DateTimeOffset> Walked(string text, TimeZoneInfo zone, DateTimeOffset start, DateTimeOffset end)
    {
        var isDue = Due(text);
        var everyHour = text.Split(' ')[1][0] == '*';
        var due = new List<DateTimeOffset>();
        var seen = new HashSet<DateTime>();
        DateTime? before = null;
        for (var at = start.AddDays(-1); at <= end; at = at.AddMinutes(1))
        {
            var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
            var fits = isDue(local) && (seen.Add(local) || everyHour);
            for (var skipped = before?.AddMinutes(1) ?? local; skipped < local; skipped = skipped.AddMinutes(1))
                fits |= isDue(skipped);
            before = local;
            if (fits && at > start)
                due.Add(at);
        }
        return due;
    }

    /// <summary>What the text says of a minute, as crontab(5) has it: where one of the two days begins with a star both must fit, otherwise either will do.</summary>
    private static Func<DateTime, bool> Due(string text)
    {
        var fields = text.Split(' ');
        bool[] Values(int field, int min, int max) =>
            [.. Enumerable.Range(0, max + 1).Select(value => value >= min && Lets(fields[field], value, min))];
        var (minutes, hours, days) = (Values(0, 0, 59), Values(1, 0, 23), Values(2, 1, 31));
        var (months, weekdays) = (Values(3, 1, 12), Values(4, 0, 6));
        var both = fields[2][0] == '*' || fields[4][0] == '*';
        return local =>
        {
            var (day, weekday) = (days[local.Day], weekdays[(int)local.DayOfWeek]);
            return minutes[local.Minute] && hours[local.Hour] && months[local.Month] && (both ? day && weekday : day || weekday);
        };
    }

    private static bool Lets(string field, int value, int min) =>
        field
            .Split(',')
            .Any(part =>
                part.Split('/') switch
                {
                    ["*"] => true,
                    ["*", var step] => (value - min) % Number(step) == 0,
                    [var range] when range.Split('-') is [var first, var last] => Number(first) <= value && value <= Number(last),
                    [var only] => Number(only) == value,
                    _ => throw new ArgumentException($"'{part}' is not among what is generated.", nameof(field)),
                }
            );

    private static int Number(string text) =>
        Array.IndexOf(["sun", "mon", "tue", "wed", "thu", "fri", "sat"], text) is >= 0 and var day
            ? day
            : int.Parse(text, CultureInfo.InvariantCulture);

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;
using CsCheck;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;

namespace Muster.Core.Tests.Scheduling;

/// <summary>Windows say when a run may begin: within an allow window, where there is one, and outside every quiet window.</summary>
public sealed class ScheduleWindowTests
{
    private static readonly DateTimeOffset Monday = At("2026-03-02T10:00:00Z");

    private static readonly Gen<TimeZoneInfo> Zones = OneOf("UTC", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe")
        .Select(TimeZoneInfo.FindSystemTimeZoneById);

    private static readonly Gen<string> Windows = OneOf(
        "22:00-05:00",
        "06:00-20:00",
        "mon-fri 06:00-20:00",
        "fri-mon 22:00-02:00",
        "sat-sun 00:00-12:00",
        "fri 16:00-mon 06:00",
        "sun 01:30-sun 03:30",
        "mon 00:00-sun 00:00"
    );

    private static readonly Gen<SchedulePolicy> Schedules = Gen.Select(
        OneOf("0 * * * *", "30 2 * * *", "15 8,21 * * mon-sat", ""),
        Gen.Int[20, 3000],
        Windows.List[0, 2],
        Windows.List[0, 2],
        (cron, every, quiet, allow) =>
            new SchedulePolicy
            {
                Cron = cron.Length == 0 ? null : cron,
                EveryMinutes = cron.Length == 0 ? every : null,
                Quiet = ValueList.Of(quiet.Distinct()),
                Allow = ValueList.Of(allow.Distinct()),
            }
    );

    private static readonly Gen<DateTimeOffset> Instants = Gen.Int[0, 366 * 24 * 60].Select(minutes => Monday.AddMinutes(minutes));

    [Fact]
    public void A_schedule_is_due_at_its_times_that_its_windows_let_through_and_at_no_other() =>
        Gen.Select(Schedules, Zones, Instants)
            .Sample(
                (policy, zone, start) =>
                {
                    var end = start.AddDays(21);
                    var plain = policy with { Quiet = ValueList.Empty<string>(), Allow = ValueList.Empty<string>() };
                    var expected = Until(plain, zone, start, end).Where(due => IsOpen(policy, zone, due));
                    Assert.Equal(expected, Until(policy, zone, start, end));
                    Assert.All(Until(policy, zone, start, end), due => Assert.True(new ScheduleWindows(policy, zone).IsOpenAt(due)));
                },
                iter: 300
            );

    [Fact]
    public void What_windows_keep_from_beginning_is_made_up_for_once_when_they_open_where_that_is_asked_for() =>
        Gen.Select(Schedules, Zones, Instants)
            .Sample(
                (policy, zone, start) =>
                {
                    policy = policy with { Missed = MissedRule.MakeUpAfterWindows };
                    Assert.Equal(Walked(policy, zone, start, start.AddDays(12)), Until(policy, zone, start, start.AddDays(12)));
                },
                iter: 150
            );

    [Fact]
    public void The_next_turn_of_windows_is_the_first_minute_at_which_it_is_otherwise() =>
        Gen.Select(Schedules, Zones, Instants)
            .Sample(
                (policy, zone, start) =>
                {
                    var windows = new ScheduleWindows(policy, zone);
                    var now = windows.IsOpenAt(start);
                    if (windows.TurnAfter(start) is not { } turn)
                    {
                        Assert.True(
                            windows.AreNeverOpen || Enumerable.Range(0, 7 * 24 * 60).All(on => windows.IsOpenAt(start.AddMinutes(on)))
                        );
                        return;
                    }
                    Assert.NotEqual(now, windows.IsOpenAt(turn));
                    for (var at = start; at < turn; at = at.AddMinutes(1))
                        Assert.Equal(now, windows.IsOpenAt(at));
                },
                iter: 150
            );

    [Theory]
    [InlineData("mon-fri 06:00-20:00", "mon-fri 06:00-20:00", "06:00 to 20:00 from Monday to Friday")]
    [InlineData(" Friday - sunday 6:00 - 20:00", "fri-sun 06:00-20:00", "06:00 to 20:00 from Friday to Sunday")]
    public void A_window_may_come_on_each_of_some_days(string typed, string canonical, string words)
    {
        var window = WeekWindow.Parse(typed)!;
        Assert.Equal((canonical, words), (window.ToString(), window.Words));
        Assert.Equal(window, WeekWindow.Parse(canonical));
    }

    [Theory]
    [InlineData("mon-fri 06:00-06:00")]
    [InlineData("mon-fri 06:00-sat 20:00")]
    [InlineData("mon-06:00-20:00")]
    [InlineData("mon 06:00-fri 06:00-20:00")]
    [InlineData("mox-fri 06:00-20:00")]
    public void What_is_no_window_of_some_days_is_refused(string text) => Assert.Null(WeekWindow.Parse(text));

    [Theory]
    [InlineData("2026-03-27T04:59:00Z", false, "winter: 05:59 in Vienna")]
    [InlineData("2026-03-27T05:00:00Z", true, "winter: 06:00 in Vienna")]
    [InlineData("2026-03-30T03:59:00Z", false, "summer: 05:59 in Vienna")]
    [InlineData("2026-03-30T04:00:00Z", true, "summer: 06:00 in Vienna")]
    [InlineData("2026-03-28T10:00:00Z", false, "a Saturday")]
    public void An_allow_window_follows_the_clocks_of_its_zone(string at, bool isOpen, string _)
    {
        var policy = new SchedulePolicy
        {
            EveryMinutes = 15,
            TimeZone = "Europe/Vienna",
            Allow = ValueList.Of(["mon-fri 06:00-20:00"]),
        };
        Assert.Equal(isOpen, policy.IsOpenAt(At(at)));
    }

    [Theory]
    [InlineData(MissedRule.MakeUp, "2026-03-02T12:30:00Z", "2026-03-02T12:30:00Z")]
    [InlineData(MissedRule.MakeUp, "2026-03-02T23:30:00Z", "2026-03-03T05:00:00Z")]
    [InlineData(MissedRule.MakeUpAfterWindows, "2026-03-02T12:30:00Z", "2026-03-02T12:30:00Z")]
    [InlineData(MissedRule.MakeUpAfterWindows, "2026-03-02T23:30:00Z", "2026-03-03T04:30:00Z")]
    [InlineData(MissedRule.Wait, "2026-03-02T12:30:00Z", "2026-03-02T13:00:00Z")]
    [InlineData(MissedRule.Wait, "2026-03-02T23:30:00Z", "2026-03-03T05:00:00Z")]
    public void What_was_missed_is_made_up_for_as_the_rule_says_after_the_server_was_off_and_after_a_pause(
        MissedRule rule,
        string back,
        string due
    )
    {
        var policy = new SchedulePolicy
        {
            Cron = "0 * * * *",
            Quiet = ValueList.Of(["22:00-04:30"]),
            Missed = rule,
        };
        Assert.Equal(At(due), Times(policy).Due(Monday, At(back)));
        var paused = policy with { Paused = "Servers move", PausedUntil = At(back) };
        Assert.Equal(At(due), Times(paused).Next(Monday));
        // Nothing was missed: then there is nothing to make up for.
        Assert.Equal(At("2026-03-02T11:00:00Z"), Times(policy).Due(Monday, Monday.AddMinutes(30)));
    }

    [Fact]
    public void Windows_that_open_at_a_cron_time_let_one_run_begin_and_not_one_for_each()
    {
        var policy = new SchedulePolicy
        {
            Cron = "0 * * * *",
            Quiet = ValueList.Of(["22:00-05:00"]),
            Missed = MissedRule.MakeUpAfterWindows,
        };
        var times = new ScheduleTimes(policy, TimeZoneInfo.Utc, key: 1);
        var (night, spread) = (At("2026-03-02T23:30:00Z"), ScheduleTimes.Spread(1, 60));
        DateTimeOffset[] expected = [At("2026-03-03T05:00:00Z") + spread, At("2026-03-03T06:00:00Z") + spread];
        Assert.True(spread > TimeSpan.Zero);
        Assert.Equal(expected, times.After(night).Take(2));
        Assert.Equal(expected[0], times.Due(Monday, night));
        Assert.Equal(expected[0], times.Late(night));
        // Where the windows open between two times, the run that makes up comes with them.
        var late = new ScheduleTimes(policy with { Quiet = ValueList.Of(["22:00-04:30"]) }, TimeZoneInfo.Utc, key: 1);
        Assert.Equal([At("2026-03-03T04:30:00Z"), expected[0]], late.After(night).Take(2));
    }

    [Theory]
    [InlineData("America/Santiago", "2026-09-06T12:00:00Z", "2026-09-06T04:00:00Z", "midnight is skipped")]
    [InlineData("Europe/Vienna", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "an hour is repeated")]
    [InlineData("UTC", "2026-10-25T00:00:00Z", "2026-10-25T00:00:00Z", "its first instant")]
    public void A_day_begins_with_its_first_instant_in_the_zone(string zone, string at, string start, string _) =>
        Assert.Equal(
            At(start),
            new ScheduleTimes(new() { EveryMinutes = 60 }, TimeZoneInfo.FindSystemTimeZoneById(zone), key: 0).StartOfDay(At(at))
        );

    private static List<DateTimeOffset> Until(SchedulePolicy policy, TimeZoneInfo zone, DateTimeOffset start, DateTimeOffset end) =>
        [.. new ScheduleTimes(policy, zone, key: 0).After(start).TakeWhile(due => due <= end)];

    private static ScheduleTimes Times(SchedulePolicy policy) => new(policy, TimeZoneInfo.Utc, key: 0);

    /// <summary>A second, plainer way: minute by minute, remembering whether something was kept from beginning.</summary>
    private static List<DateTimeOffset> Walked(SchedulePolicy policy, TimeZoneInfo zone, DateTimeOffset start, DateTimeOffset end)
    {
        var plain = policy with { Quiet = ValueList.Empty<string>(), Allow = ValueList.Empty<string>(), Missed = MissedRule.MakeUp };
        var begin = start.AddDays(-9);
        var due = Until(plain, zone, begin, end).ToHashSet();
        var (found, kept) = (new List<DateTimeOffset>(), false);
        for (var at = begin.AddMinutes(1); at <= end; at = at.AddMinutes(1))
        {
            var isOpen = IsOpen(policy, zone, at);
            if (isOpen && (kept || due.Contains(at)) && at > start)
                found.Add(at);
            kept = !isOpen && (kept || due.Contains(at));
        }
        return found;
    }

    private static bool IsOpen(SchedulePolicy policy, TimeZoneInfo zone, DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        return (policy.Allow.Count == 0 || policy.Allow.Any(window => Holds(window, local)))
            && !policy.Quiet.Any(window => Holds(window, local));
    }

    /// <summary>What the text of a window says of a time, with no arithmetic of weeks.</summary>
    private static bool Holds(string window, DateTime local)
    {
        string[] names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
        var parts = window.Split('-', ' ');
        TimeOnly Clock(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);
        int Day(string text) => Array.IndexOf(names, text);
        var (day, time) = ((int)local.DayOfWeek, TimeOnly.FromDateTime(local));
        var (today, yesterday) = (day, (day + 6) % 7);
        bool Among(int which, string first, string last)
        {
            for (var on = Day(first); ; on = (on + 1) % 7)
                if (on == which)
                    return true;
                else if (on == Day(last))
                    return false;
        }
        bool Between(TimeOnly from, TimeOnly to, Func<int, bool> begins) =>
            from < to ? begins(today) && time >= from && time < to : (begins(today) && time >= from) || (begins(yesterday) && time < to);
        return parts switch
        {
            [var from, var to] => Between(Clock(from), Clock(to), _ => true),
            [var first, var last, var from, var to] when Day(last) >= 0 => Between(Clock(from), Clock(to), on => Among(on, first, last)),
            [var first, var from, var last, var to] when first == last => day == Day(first) && time >= Clock(from) && time < Clock(to),
            [var first, var from, var last, var to] => Among(day, first, last)
                && (day != Day(first) || time >= Clock(from))
                && (day != Day(last) || time < Clock(to)),
            _ => throw new ArgumentException(window, nameof(window)),
        };
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;
using CsCheck;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;

namespace Muster.Core.Tests.Scheduling;

/// <summary>A pause has an end: until then nothing is due, from then on all is as after any gap.</summary>
public sealed class PauseTests
{
    private static readonly TimeZoneInfo Vienna = TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna");
    private static readonly DateTimeOffset Monday = At("2026-03-02T10:00:00Z");

    private static readonly Gen<SchedulePolicy> Schedules = Gen.Select(
        OneOf<string>("0 * * * *", "30 6 * * mon-fri", "0 2 * * *", "15 8 1 * *"),
        OneOf<string>("22:00-05:00", "fri 16:00-mon 06:00", ""),
        OneOf<int?>(null, 15, 600),
        (cron, quiet, every) =>
            new SchedulePolicy
            {
                Cron = every is null ? cron : null,
                EveryMinutes = every,
                Quiet = ValueList.Of(quiet.Length == 0 ? [] : new[] { quiet }),
            }
    );

    [Fact]
    public void It_rests_until_the_end_and_not_at_the_end()
    {
        var policy = new SchedulePolicy
        {
            EveryMinutes = 15,
            Paused = "Servers move",
            PausedUntil = Monday,
        };
        Assert.Equal("Servers move", policy.PauseAt(Monday.AddTicks(-1)));
        Assert.False(policy.IsActiveAt(Monday.AddTicks(-1)));
        Assert.Null(policy.PauseAt(Monday));
        Assert.True(policy.IsActiveAt(Monday));
        Assert.Equal("Servers move", (policy with { PausedUntil = null }).PauseAt(DateTimeOffset.MaxValue));
        Assert.Null((policy with { Paused = null }).PauseAt(DateTimeOffset.MinValue));
    }

    [Fact]
    public void Nothing_is_due_in_a_pause_and_after_its_end_everything_as_if_there_had_been_none() =>
        Gen.Select(Schedules, Gen.Int[0, 60 * 24 * 300], Gen.Int[1, 60 * 24 * 40])
            .Sample(
                (plain, start, length) =>
                {
                    var since = Monday.AddMinutes(start);
                    var end = since.AddMinutes(length);
                    var paused = plain with { Paused = "Servers move", PausedUntil = end };
                    var times = Times(paused).After(since).Take(8).ToList();
                    Assert.All(times, due => Assert.True(due >= end));
                    Assert.Equal(times.Distinct().Order(), times);
                    // What was missed is made up for once, at the end; else all is as before.
                    var missed = Times(plain).After(since).TakeWhile(due => due < end).Any();
                    var regular = Times(plain).After(end.AddTicks(-1)).Take(8).ToList();
                    if (regular.Count == 0)
                    {
                        Assert.Empty(times);
                        return;
                    }
                    var isExtra = times[0] != regular[0];
                    Assert.Equal(regular.Take(8 - (isExtra ? 1 : 0)), times.Skip(isExtra ? 1 : 0));
                    if (isExtra)
                        Assert.Equal((true, end), (missed, times[0]));
                    else if (missed && plain.Quiet.Count == 0)
                        Assert.Equal(end, times[0]);
                    Assert.Equal(Times(plain).After(end).Take(5), Times(paused).After(end).Take(5));
                },
                iter: 400
            );

    [Fact]
    public void A_cron_time_and_the_end_of_a_pause_in_the_same_minute_are_one_run_whatever_the_second_and_the_connection_INV_26() =>
        Gen.Select(
                OneOf("0 * * * *", "30 * * * *", "*/7 * * * *", "0 2 * * *"),
                Gen.Int[0, 3 * 24 * 3600],
                Gen.Int[1, 500],
                OneOf(Enum.GetValues<MissedRule>())
            )
            .Sample(
                (cron, seconds, key, missed) =>
                {
                    var end = Monday.AddSeconds(seconds);
                    var paused = new SchedulePolicy
                    {
                        Cron = cron,
                        Missed = missed,
                        Paused = "Servers move",
                        PausedUntil = end,
                    };
                    var runs = Lived(new(paused, TimeZoneInfo.Utc, key), Monday.AddDays(-2), end.AddMinutes(70));
                    Assert.Equal(runs.DistinctBy(MinuteOf), runs);
                    // The same as without a pause, and before them at most the one that makes up for the rest.
                    var plain = new ScheduleTimes(paused with { Paused = null, PausedUntil = null }, TimeZoneInfo.Utc, key);
                    var regular = plain.After(end.AddTicks(-1)).TakeWhile(due => due <= end.AddMinutes(70)).ToList();
                    var extra = runs.Except(regular).ToList();
                    Assert.Equal(regular, runs.Except(extra));
                    var isOwed = missed != MissedRule.Wait && !regular.Any(due => MinuteOf(due) == MinuteOf(end));
                    Assert.Equal(isOwed ? [end] : [], extra);
                },
                iter: 300
            );

    [Fact]
    public void The_time_of_an_interval_and_the_end_of_a_pause_or_an_outage_just_before_it_are_one_run_INV_26() =>
        Gen.Select(OneOf(1, 2, 5, 15, 60, 1440), Gen.Int[0, 3 * 24 * 3600 * 10], Gen.Int[1, 500], OneOf(Enum.GetValues<MissedRule>()))
            .Sample(
                (every, tenths, key, missed) =>
                {
                    var (since, end) = (Monday.AddDays(-2), Monday.AddSeconds(tenths / 10.0));
                    var until = end.AddMinutes(3 * every);
                    var near = TimeSpan.FromMinutes(Math.Min(1, every / 2.0));
                    var policy = new SchedulePolicy { EveryMinutes = every, Missed = missed };
                    var plain = new ScheduleTimes(policy, TimeZoneInfo.Utc, key);
                    var regular = plain.After(end.AddTicks(-1)).TakeWhile(due => due <= until).ToList();
                    var isOwed = missed != MissedRule.Wait && regular[0] - end >= near;
                    List<DateTimeOffset> expected = isOwed ? [end, .. regular] : regular;
                    // After a pause that ended by itself, after the server was off, and after the machine slept.
                    var paused = policy with
                    {
                        Paused = "Servers move",
                        PausedUntil = end,
                    };
                    Assert.Equal(expected, Lived(new(paused, TimeZoneInfo.Utc, key), since, until));
                    Assert.Equal(expected[0], plain.Due(since, end));
                    if (missed != MissedRule.Wait)
                        Assert.Equal(expected[0], plain.Late(end));
                    Assert.All(expected.Zip(expected.Skip(1)), pair => Assert.True(pair.Second - pair.First >= near));
                },
                iter: 2000
            );

    [Fact]
    public void A_cron_time_and_a_start_of_the_server_in_the_same_minute_are_one_run_INV_26()
    {
        var times = new ScheduleTimes(new() { Cron = "0 * * * *" }, TimeZoneInfo.Utc, key: 1);
        var own = Monday + ScheduleTimes.Spread(1, 60);
        Assert.Equal(own, times.Due(Monday.AddHours(-5), Monday.AddSeconds(10)));
        Assert.Equal(own, times.Late(Monday));
        Assert.Equal(own.AddSeconds(1), times.Late(own.AddSeconds(1)));
        Assert.Equal(Monday.AddSeconds(-1), times.Late(Monday.AddSeconds(-1)));
    }

    /// <summary>The runs of a schedule as it is followed: the next time is looked for once its predecessor has come.</summary>
    private static List<DateTimeOffset> Lived(ScheduleTimes times, DateTimeOffset since, DateTimeOffset until)
    {
        var runs = new List<DateTimeOffset>();
        for (var due = times.Next(since); due <= until; due = times.Next(due.Value))
            runs.Add(due.Value);
        return runs;
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset instant) => instant.AddTicks(-(instant.UtcTicks % TimeSpan.TicksPerMinute));

    [Fact]
    public void A_time_exactly_at_the_end_is_due_once_and_what_was_not_missed_is_not_made_up_for()
    {
        var hourly = Times(Until("0 * * * *", "2026-03-02T12:00:00Z"));
        Assert.Equal([At("2026-03-02T12:00:00Z"), At("2026-03-02T13:00:00Z")], hourly.After(Monday).Take(2));
        var nightly = Times(Until("0 2 * * *", "2026-03-02T12:00:00Z"));
        Assert.Equal(At("2026-03-03T02:00:00Z"), nightly.Next(Monday));
        Assert.Equal(At("2026-03-02T12:00:00Z"), nightly.Next(At("2026-03-01T23:00:00Z")));
    }

    [Fact]
    public void An_end_within_a_quiet_window_begins_nothing_there()
    {
        var policy = Until("0 * * * *", "2026-03-02T23:30:00Z") with { Quiet = ValueList.Of(["22:00-05:00"]) };
        Assert.Equal(At("2026-03-03T05:00:00Z"), Times(policy).Next(Monday));
    }

    [Fact]
    public void Without_an_end_nothing_is_due() => Assert.Empty(Times(new() { EveryMinutes = 15, Paused = "Servers move" }).After(Monday));

    [Theory]
    [InlineData("2026-12-24T18:00", "Europe/Vienna", "2026-12-24T17:00:00Z", "winter")]
    [InlineData("2026-07-24T18:00", "Europe/Vienna", "2026-07-24T16:00:00Z", "summer")]
    [InlineData("2026-03-29T02:30", "Europe/Vienna", null, "the clocks skip it")]
    [InlineData("2026-10-25T02:30", "Europe/Vienna", "2026-10-25T01:30:00Z", "the clocks repeat it: the second time")]
    [InlineData("2026-12-24T18:00", "UTC", "2026-12-24T18:00:00Z", "no clocks that jump")]
    [InlineData("0001-01-01T00:30", "Europe/Vienna", null, "before time begins")]
    public void An_end_on_the_clock_of_a_zone_is_one_instant(string local, string zone, string? instant, string _) =>
        Assert.Equal(
            instant is null ? null : At(instant),
            PauseEnd.At(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone))
        );

    [Theory]
    [InlineData("2026-03-02T10:00:00Z", "2026-03-03T07:00:00Z", "2026-03-09T07:00:00Z", "on a Monday")]
    [InlineData("2026-03-01T23:30:00Z", "2026-03-03T07:00:00Z", "2026-03-09T07:00:00Z", "Monday there, Sunday in UTC")]
    [InlineData("2026-03-28T10:00:00Z", "2026-03-29T06:00:00Z", "2026-03-30T06:00:00Z", "over the jump in spring")]
    [InlineData("2026-10-24T10:00:00Z", "2026-10-25T07:00:00Z", "2026-10-26T07:00:00Z", "over the jump in autumn")]
    public void Tomorrow_and_Monday_are_mornings_of_the_zone(string now, string tomorrow, string monday, string _)
    {
        Assert.Equal(At(tomorrow), PauseEnd.Tomorrow(At(now), Vienna));
        Assert.Equal(At(monday), PauseEnd.Monday(At(now), Vienna));
    }

    [Fact]
    public void An_hour_is_never_shorter_than_one_and_ends_with_a_minute()
    {
        Assert.Equal(At("2026-03-02T11:00:00Z"), PauseEnd.In(TimeSpan.FromHours(1), Monday));
        Assert.Equal(At("2026-03-02T11:01:00Z"), PauseEnd.In(TimeSpan.FromHours(1), Monday.AddTicks(1)));
    }

    [Theory]
    [InlineData("2026-12-24T18:00Z", "2026-12-24T18:00:00Z")]
    [InlineData(" 2026-12-24t18:00:00z ", "2026-12-24T18:00:00Z")]
    [InlineData("2026-12-24T19:00+01:00", "2026-12-24T18:00:00Z")]
    [InlineData("2026-12-24T18:00:00.250Z", "2026-12-24T18:00:00Z")]
    [InlineData("2026-12-24T18:00", null)]
    [InlineData("2026-12-24", null)]
    [InlineData("tomorrow", null)]
    [InlineData("2026-02-30T18:00Z", null)]
    public void An_instant_is_kept_in_UTC_and_needs_its_offset(string text, string? canonical) =>
        Assert.Equal(canonical, new SettingKind.Instant().Canonical(text));

    [Fact]
    public void Settings_without_an_end_are_a_pause_without_an_end()
    {
        var schedule = Settings.OfConnection.FromValues([new("schedule.paused", "Servers move")]).Schedule;
        Assert.Equal(("Servers move", null), (schedule.PauseAt(DateTimeOffset.MaxValue), schedule.PausedUntil));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static SchedulePolicy Until(string cron, string end) =>
        new()
        {
            Cron = cron,
            Paused = "Servers move",
            PausedUntil = At(end),
        };

    private static ScheduleTimes Times(SchedulePolicy policy) => new(policy, TimeZoneInfo.Utc, key: 0);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

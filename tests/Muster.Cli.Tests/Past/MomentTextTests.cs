using System.Globalization;
using CsCheck;
using Muster.Server.Wording;

namespace Muster.Cli.Tests.Past;

/// <summary>Times as people write them, also where clocks are put forward and back.</summary>
public sealed class MomentTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 18, 30, 0, TimeSpan.Zero);
    private static readonly string[] Zones =
    [
        "UTC",
        "Europe/Vienna",
        "Australia/Sydney",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
    ];

    [Theory]
    [InlineData("2026-03-01T14:00", "2026-03-01T14:00:00Z")]
    [InlineData("2026-03-01 14:00", "2026-03-01T14:00:00Z")]
    [InlineData("2026-03-01T14:00:00+01:00", "2026-03-01T13:00:00Z")]
    [InlineData("2026-03-01T14:00:00.250Z", "2026-03-01T14:00:00.250Z")]
    [InlineData("2026-03-01 14:00 Europe/Vienna", "2026-03-01T13:00:00Z")]
    [InlineData("2026-07-01 14:00 Europe/Vienna", "2026-07-01T12:00:00Z")]
    [InlineData("2026-07-01T14:00 UTC", "2026-07-01T14:00:00Z")]
    [InlineData("2026-03-01", "2026-03-01T23:59:59.999Z")]
    [InlineData("2026-03-01 Europe/Vienna", "2026-03-01T22:59:59.999Z")]
    [InlineData("2026-09-05 America/Santiago", "2026-09-06T03:59:59.999Z")] // There 6 September begins at one o'clock.
    [InlineData("2026-04-04 America/Santiago", "2026-04-05T03:59:59.999Z")] // And the last hour of 4 April is there twice.
    [InlineData("2026-11-24", "2026-11-24T18:30:00Z")]
    [InlineData("today", "2026-11-24T18:30:00Z")]
    [InlineData("now", "2026-11-24T18:30:00Z")]
    [InlineData("yesterday", "2026-11-23T23:59:59.999Z")]
    [InlineData("-90s", "2026-11-24T18:28:30Z")]
    [InlineData("-30m", "2026-11-24T18:00:00Z")]
    [InlineData("-2h", "2026-11-24T16:30:00Z")]
    [InlineData("-7d", "2026-11-17T18:30:00Z")]
    [InlineData("-1w", "2026-11-17T18:30:00Z")]
    public void A_time_is_read_as_it_is_meant(string text, string meant) =>
        Assert.Equal(DateTimeOffset.Parse(meant, CultureInfo.InvariantCulture), At(text));

    [Fact]
    public void Runs_and_revisions_are_moments_too()
    {
        Assert.Equal(new AskedMoment.OfRun(12), new MomentText("--at", Now).Parse("run:12"));
        Assert.Equal(new AskedMoment.OfRevision(7), new MomentText("--at", Now).Parse("revision:7"));
    }

    [Theory]
    [InlineData("2026-04-05 02:30 Australia/Sydney", "2026-04-05T02:30:00+11:00 or 2026-04-05T02:30:00+10:00")]
    [InlineData("2026-10-25 02:30 Europe/Vienna", "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00")]
    [InlineData("2026-10-04 02:30 Australia/Sydney", "never was")]
    [InlineData("2026-03-29 02:30 Europe/Vienna", "never was")]
    [InlineData("2026-11-25", "in the future")]
    [InlineData("2026-11-24T18:31", "in the future")]
    [InlineData("2999-01-01 12:00 Europe/Vienna", "in the future")]
    [InlineData("9999-12-31", "is not a time")]
    [InlineData("2026-03-01 14:00 Mars/Base", "no time zone")]
    [InlineData("2026-13-01", "is not a time")]
    [InlineData("2026-02-30", "is not a time")]
    [InlineData("gestern", "is not a time")]
    [InlineData("-7y", "is not a time")]
    [InlineData("", "is not a time")]
    [InlineData("run:0", "names no run")]
    [InlineData("run:-1", "names no run")]
    [InlineData("revision:x", "names no revision")]
    public void What_is_no_time_or_two_or_yet_to_come_is_explained(string text, string told)
    {
        var refused = Assert.Throws<UserErrorException>(() => At(text));
        Assert.Equal(ExitCodes.WrongUsage, refused.ExitCode);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("--at: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_instant_written_by_the_clocks_of_a_zone_is_found_again_or_said_to_be_twice() =>
        Gen.Select(Gen.Long[0, 2 * 366 * 24 * 12], Gen.Int[0, 5].Select(zone => Zones[zone]))
            .Sample(
                (fiveMinutes, name) =>
                {
                    var instant = Now.AddDays(-2 * 366).AddMinutes(5 * fiveMinutes);
                    if (instant > Now)
                        return;
                    var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
                    var local = TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
                    try
                    {
                        Assert.Equal(instant, At($"{local} {name}"));
                    }
                    catch (UserErrorException twice)
                    {
                        Assert.Contains("was twice", twice.Message, StringComparison.Ordinal);
                        var meant = twice.Message[(twice.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.');
                        Assert.Contains(instant, meant.Split(" or ").Select(At));
                    }
                },
                iter: 2000
            );

    private static DateTimeOffset At(string text) => Assert.IsType<AskedMoment.Instant>(Moments.Parse("--at", Now, text)).At;
}

using CsCheck;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;

namespace Muster.Core.Tests.Scheduling;

public sealed class ScheduleTextTests
{
    [Theory]
    [InlineData("60 * * * *", "goes from 0 to 59")]
    [InlineData("* * *", "there are 3")]
    [InlineData("*/0 * * * *", "the minute is '*/0'")]
    [InlineData("0 9-5 * * *", "begins after its end")]
    [InlineData("0 9 * * someday", "the day of the week is 'someday'")]
    [InlineData("0 9 0 * *", "goes from 1 to 31")]
    [InlineData("0 9 1//2 * *", "the day of the month")]
    [InlineData("1/2147483647 * * * *", "the minute is '1/2147483647'")]
    [InlineData("0 */25 * * *", "steps of at most 24")]
    [InlineData("", "there are 0")]
    public void A_wrong_expression_names_the_field_and_what_it_takes(string text, string part)
    {
        Assert.False(CronExpression.TryParse(text, out _, out var fault));
        Assert.Contains(part, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Anything_typed_is_read_or_refused_and_what_is_read_reads_again_as_the_same() =>
        Gen.OneOf(Gen.String[0, 30], Gen.Char["0123456789*/,- monfrisatjan"].Array[0, 30].Select(letters => new string(letters)))
            .Sample(
                text =>
                {
                    if (CronExpression.TryParse(text, out var cron, out var fault))
                    {
                        Assert.True(CronExpression.TryParse(cron!.Text, out var again, out _) && again!.Text == cron.Text);
                        Assert.All(cron.Minutes, minute => Assert.InRange(minute, 0, 59));
                        Assert.All(cron.Hours, hour => Assert.InRange(hour, 0, 23));
                    }
                    else
                        Assert.NotEmpty(fault!);
                    if (WeekWindow.Parse(text) is { } window)
                        Assert.Equal(window, WeekWindow.Parse(window.ToString()));
                },
                iter: 3000
            );

    [Theory]
    [InlineData("fri 16:00-mon 06:00", "Friday 16:00 to Monday 06:00", (8 + 24 + 24 + 6) * 60)]
    [InlineData("22:00-5:00", "22:00 to 05:00", 7 * 7 * 60)]
    [InlineData("Friday 16:00 - Friday 15:00", "Friday 16:00 to Friday 15:00", (7 * 24 - 1) * 60)]
    public void A_window_holds_for_as_long_as_it_says(string text, string words, int minutes)
    {
        var window = WeekWindow.Parse(text)!;
        Assert.Equal(words, window.Words);
        Assert.Equal(minutes, window.Minutes().Distinct().Count());
    }

    [Theory]
    [InlineData("fri-mon")]
    [InlineData("fri 16:00-06:00")]
    [InlineData("25:00-06:00")]
    [InlineData("06:00-06:00")]
    [InlineData("frida 16:00-mox 06:00")]
    public void What_is_no_window_is_refused(string text) => Assert.Null(WeekWindow.Parse(text));

    [Theory]
    [InlineData(15, null, "fri 16:00-mon 06:00", "Europe/Vienna", "every 15 minutes, not Friday 16:00 to Monday 06:00, Europe/Vienna")]
    [InlineData(120, null, null, "UTC", "every 2 hours, UTC")]
    [InlineData(null, "30 6 * * mon-fri", null, "Europe/Vienna", "Monday to Friday at 06:30, Europe/Vienna")]
    [InlineData(null, "0 6,18 * * *", null, "UTC", "every day at 06:00, 18:00, UTC")]
    [InlineData(null, "*/10 8-17 * * mon,wed", null, "UTC", "on Monday, Wednesday every 10 minutes in hours 8-17, UTC")]
    [InlineData(null, "0 3 1 * *", null, "UTC", "on day 1 of every month at 03:00, UTC")]
    [InlineData(null, null, null, "UTC", "never by itself")]
    public void A_schedule_is_one_sentence(int? every, string? cron, string? quiet, string zone, string words) =>
        Assert.Equal(
            words,
            ScheduleWords.Of(
                new()
                {
                    EveryMinutes = every,
                    Cron = cron,
                    TimeZone = zone,
                    Quiet = ValueList.Of<string>(quiet is null ? [] : [quiet]),
                }
            )
        );
}

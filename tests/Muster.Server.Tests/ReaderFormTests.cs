using System.Globalization;
using Muster.Core.Guarding;
using Muster.Server.Plans;
using Muster.Server.Ui;

namespace Muster.Server.Tests;

/// <summary>Numbers and times are written as the reader's locale does, on the reader's clocks.</summary>
public sealed class ReaderFormTests
{
    private static readonly DateTimeOffset March = new(2026, 3, 12, 10, 42, 7, TimeSpan.Zero);

    private static readonly Texts German = Of("de-DE", "Europe/Berlin");

    [Theory]
    [InlineData("", "1,234,567", "1,234.5", "2026-03-12")]
    [InlineData("en", "1,234,567", "1,234.5", "2026-03-12")]
    [InlineData("en-US", "1,234,567", "1,234.5", "3/12/2026")]
    [InlineData("en-GB", "1,234,567", "1,234.5", "12/03/2026")]
    [InlineData("de-DE", "1.234.567", "1.234,5", "12.03.2026")]
    [InlineData("fr-FR", "1\u202f234\u202f567", "1\u202f234,5", "12/03/2026")]
    [InlineData("sv-SE", "1\u00a0234\u00a0567", "1\u00a0234,5", "2026-03-12")]
    [InlineData("hi-IN", "12,34,567", "1,234.5", "12/3/2026")]
    [InlineData("fa-IR", "1,234,567", "1,234.5", "2026/3/12")]
    [InlineData("ar-EG", "1,234,567", "1,234.5", "12/3/2026")]
    [InlineData("ar-SA", "1,234,567", "1,234.5", "12/3/2026")]
    [InlineData("th-TH", "1,234,567", "1,234.5", "12/3/2026")]
    public void Numbers_and_days_are_written_as_the_locale_does_with_common_digits_and_calendar(
        string locale,
        string whole,
        string part,
        string day
    )
    {
        var T = Of(locale, "UTC");
        Assert.Equal(whole, Words.Number(T, 1_234_567));
        Assert.Equal(part, T.Form.Number(1234.5, "#,0.0"));
        Assert.Equal(day, Words.Date(T, new DateOnly(2026, 3, 12)));
        Assert.All(
            CultureInfo.GetCultures(CultureTypes.SpecificCultures),
            other => Assert.Equal("7", Words.Number(Of(other.Name, "UTC"), 7))
        );
    }

    [Fact]
    public void Whatever_the_locale_an_instant_is_the_same_day_in_the_same_digits() =>
        Assert.All(
            CultureInfo.GetCultures(CultureTypes.SpecificCultures),
            locale =>
            {
                var written = Words.Exact(Of(locale.Name, "UTC"), March);
                Assert.Contains("2026", written, StringComparison.Ordinal);
                Assert.Contains("12", written, StringComparison.Ordinal);
                Assert.Contains("42", written, StringComparison.Ordinal);
                Assert.EndsWith(" UTC", written, StringComparison.Ordinal);
                Assert.DoesNotContain(written, letter => char.IsDigit(letter) && !char.IsAsciiDigit(letter));
            }
        );

    [Theory]
    [InlineData("de-DE", "Europe/Berlin", "12.03.2026 11:42:07 UTC+1", "12.03.2026 11:42:07 Europe/Berlin (2026-03-12 10:42:07 UTC)")]
    [InlineData(
        "en-US",
        "America/New_York",
        "3/12/2026 6:42:07 AM UTC-4",
        "3/12/2026 6:42:07 AM America/New_York (2026-03-12 10:42:07 UTC)"
    )]
    [InlineData("", "Asia/Kathmandu", "2026-03-12 16:27:07 UTC+5:45", "2026-03-12 16:27:07 Asia/Kathmandu (2026-03-12 10:42:07 UTC)")]
    [InlineData("", "Asia/Katmandu", "2026-03-12 16:27:07 UTC+5:45", "2026-03-12 16:27:07 Asia/Katmandu (2026-03-12 10:42:07 UTC)")]
    [InlineData("fa-IR", "Asia/Tehran", "2026/3/12 14:12:07 UTC+3:30", "2026/3/12 14:12:07 Asia/Tehran (2026-03-12 10:42:07 UTC)")]
    [InlineData("en-GB", "Europe/London", "12/03/2026 10:42:07 UTC+0", "12/03/2026 10:42:07 Europe/London (2026-03-12 10:42:07 UTC)")]
    [InlineData("", "UTC", "2026-03-12 10:42:07 UTC", "2026-03-12 10:42:07 UTC")]
    [InlineData("de-DE", "Etc/UTC", "12.03.2026 10:42:07 UTC", "12.03.2026 10:42:07 UTC")]
    public void An_instant_is_on_the_clocks_of_the_reader_with_how_far_they_are_from_UTC(
        string locale,
        string zone,
        string exact,
        string both
    )
    {
        var T = Of(locale, zone);
        Assert.Equal(exact, Words.Exact(T, March).Replace('\u202f', ' '));
        Assert.Equal(both, Words.ExactAndUtc(T, March).Replace('\u202f', ' '));
        Assert.Equal("2026-03-12 10:42:07 UTC", Words.Utc(March));
    }

    [Fact]
    public void An_hour_that_the_clocks_show_twice_is_told_apart()
    {
        var T = Of("de-DE", "Europe/Vienna");
        var before = new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero);
        Assert.Equal("25.10.2026 02:30:00 UTC+2", Words.Exact(T, before));
        Assert.Equal("25.10.2026 02:30:00 UTC+1", Words.Exact(T, before.AddHours(1)));
        Assert.Equal("02:30 UTC+2", Words.Clock(T, before, before.AddHours(1)));
        var spring = new DateTimeOffset(2026, 3, 29, 0, 59, 0, TimeSpan.Zero);
        Assert.Equal("01:59 UTC+1", Words.Clock(T, spring, spring));
        Assert.Equal("03:00 UTC+2", Words.Clock(T, spring.AddMinutes(1), spring));
    }

    [Fact]
    public void A_day_is_that_of_the_reader_and_stands_in_the_readers_order()
    {
        var now = new DateTimeOffset(2026, 3, 12, 22, 0, 0, TimeSpan.Zero);
        var kathmandu = Of("en-US", "Asia/Kathmandu");
        Assert.Equal("March 13 1:00 AM UTC+5:45", Words.Clock(kathmandu, now.AddHours(-2.75), now.AddDays(3)).Replace('\u202f', ' '));
        Assert.Equal("3:45 AM UTC+5:45", Words.Clock(kathmandu, now, now.AddHours(1)).Replace('\u202f', ' '));
        Assert.Equal("March 13, 2026", Words.Relative(kathmandu, now, now.AddDays(60)));
        Assert.Equal("12 March 2026", Words.Relative(German, now, now.AddDays(60)));
        Assert.Equal("Thu Mar 12", DateWords.WithWeekday(kathmandu, now.DateTime));
        Assert.Equal("Thu 12 Mar 2026", DateWords.WithWeekdayAndYear(German, now.DateTime));
    }

    [Fact]
    public void Durations_counts_and_short_numbers_are_in_the_form_of_the_reader()
    {
        Assert.Equal("2,4 seconds", Words.Duration(German, TimeSpan.FromSeconds(2.44)));
        Assert.Equal("2,4 s", Words.Seconds(German, 2.44));
        Assert.Equal("1.024 s", Words.Seconds(German, 1024));
        Assert.Equal("12.345 groups", German.Count(12_345, "{0} group", "{0} groups"));
        Assert.Equal("9.999", Words.Short(German, 9_999));
        Assert.Equal("38,7k", Words.Short(German, 38_680));
        Assert.Equal("1.234,6k", Words.Short(German, 1_234_567));
    }

    [Theory]
    [InlineData(
        "At 2026-03-12 10:42:07 UTC Muster began to wait 2.5 s before it asked the directory for more users. Nothing is lost by it.",
        "At 12.03.2026 11:42:07 UTC+1 Muster began to wait 2,5 s before it asked the directory for more users. Nothing is lost by it."
    )]
    [InlineData("Applying: 1,204 of 12,345 steps written.", "Applying: 1.204 of 12.345 steps written.")]
    [InlineData("The limit is 10 % from 100 removals on, or 1,000 in all.", "The limit is 10 % from 100 removals on, or 1.000 in all.")]
    [InlineData(
        "'sales, 42.1 %' loses the largest share: 1,008 of 2,395 members (42.1 %).",
        "'sales, 42.1 %' loses the largest share: 1.008 of 2.395 members (42,1 %)."
    )]
    [InlineData(
        "Nothing is known of 2026-03-11 10:42:07 UTC. History begins at 2026-03-12 10:42:07 UTC with run 1; ask for that time or a later one.",
        "Nothing is known of 11.03.2026 11:42:07 UTC+1. History begins at 12.03.2026 11:42:07 UTC+1 with run 1; ask for that time or a later one."
    )]
    [InlineData(
        "Applying: 9,999,999,999,999,999,999,999,999,999,999 of 2,000 steps written.",
        "Applying: 9,999,999,999,999,999,999,999,999,999,999 of 2.000 steps written."
    )]
    [InlineData("paused until 2026-99-99 10:42:07 UTC", "paused until 2026-99-99 10:42:07 UTC")]
    [InlineData("There is no group called '1,204 of 2.5'.", "There is no group called '1,204 of 2.5'.")]
    [InlineData("Quite another 1,204 things altogether", "Quite another 1,204 things altogether")]
    public void What_was_said_before_a_reader_was_known_is_told_in_the_readers_form(string said, string told)
    {
        Assert.Equal(told, German.Told(said));
        Assert.Equal(told, German.Told(German.Told(said)));
        Assert.Equal(said, Texts.English.Told(said));
    }

    [Fact]
    public void The_arithmetic_of_every_guard_rail_is_told_in_the_readers_form_once_however_often_it_is_told()
    {
        var rails = new GuardRails { RunStated = new RemovalLimit(null, 1, 0, 5), DayStated = new RemovalLimit(null, 1) };
        var measures = new GuardMeasures
        {
            Read = new(new(true, true, 24_690, 12_345, 12_345), new(true, true, 12_345, 0, 12_345), 7),
            Stated = 12_345,
            AllMemberships = 24_690,
            ActiveUsers = 12_345,
        };
        var told = rails.Evaluate(measures).SelectMany(finding => new[] { finding.Detail, finding.Sentence }).Select(German.Told).ToList();
        Assert.Contains(told, sentence => sentence.Contains("12.345", StringComparison.Ordinal));
        Assert.All(told, sentence => Assert.DoesNotMatch(@"\d,\d{3}", sentence));
        Assert.Equal(told, told.Select(German.Told));
    }

    [Theory]
    [InlineData("1234", 1234L)]
    [InlineData(" 1,234 ", 1234L)]
    [InlineData("1.234", 1234L)]
    [InlineData("1\u202f234\u202f567", 1_234_567L)]
    [InlineData("1’234", 1234L)]
    [InlineData("12,34,567", 1_234_567L)]
    [InlineData("\u0661\u0662\u0663\u0664", 1234L)]
    [InlineData("\u06f1\u066c\u06f2\u06f3\u06f4", 1234L)]
    [InlineData("1.5", null)]
    [InlineData("1.50", null)]
    [InlineData("-5", null)]
    [InlineData("1234 people", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("", null)]
    public void A_number_is_understood_as_people_type_it(string typed, long? number) => Assert.Equal(number, ReaderForm.Whole(typed));

    [Fact]
    public void What_draws_a_page_anew_has_the_form_that_its_reader_had()
    {
        ReaderForm.OfAsking = German.Form;
        var texts = Texts.OfReader();
        var (asked, kept) = ("", "");
        Reader.Behind(() => (asked, kept) = (Words.Number(Texts.OfReader(), 1234), Words.Number(texts, 1234)));
        Assert.Equal(("1,234", "1.234"), (asked, kept));
    }

    [Fact]
    public void The_button_that_applies_a_plan_has_its_numbers_in_the_readers_form() =>
        Assert.Equal(
            "Apply: add 1.500, remove 3",
            PlanButton.Words(German, "Apply", new Core.Planning.PlanCounts { MembersAdded = 1_500, MembersRemoved = 3 })
        );

    private static Texts Of(string locale, string zone) =>
        new(CultureInfo.InvariantCulture, new ReaderForm(new CultureInfo(locale), TimeZoneInfo.FindSystemTimeZoneById(zone)));
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Muster.Server.Ui;

/// <summary>How a reader has numbers and times written: as their locale does, on the clocks of their time zone.</summary>
/// <remarks>Digits are 0 to 9 and days those of the Gregorian calendar for everybody, so that what one person reads out is found by another, and in exports and logs. A locale with other digits has the separators 1,234.5 with these. Source: Unicode CLDR, as the runtime has it.</remarks>
internal sealed partial class ReaderForm
{
    private static readonly AsyncLocal<ReaderForm?> Asking = new();

    private readonly DateTimeFormatInfo _dates;
    private readonly NumberFormatInfo _numbers;

    /// <summary>Takes what the reader is known to have.</summary>
    /// <param name="locale">Whose separators and order of day, month and year; the invariant one for those of <see cref="Plain"/>.</param>
    /// <param name="zone">Whose clocks.</param>
    public ReaderForm(CultureInfo locale, TimeZoneInfo zone)
    {
        // English without a country says nothing of how numbers and days are written.
        var isPlain = locale.Name is "" or "en" or "en-001";
        (Locale, Zone) = (isPlain ? CultureInfo.InvariantCulture : locale, zone);
        _numbers = isPlain ? NumberFormatInfo.InvariantInfo : NumbersOf(locale);
        _dates = isPlain ? Iso() : DatesOf(locale);
        IsUtc = zone.BaseUtcOffset == TimeSpan.Zero && zone.HasSameRules(TimeZoneInfo.Utc);
        IsPlain = isPlain && IsUtc;
    }

    /// <summary>That of the English texts, where nothing else is known: 1,234.5 and 2026-03-12 10:42:07 UTC. Exports, programs, the command line and logs have no other.</summary>
    public static ReaderForm Plain { get; } = new(CultureInfo.InvariantCulture, TimeZoneInfo.Utc);

    /// <summary>That of whoever asks at this moment; what draws a page anew later has none of its own.</summary>
    public static ReaderForm OfAsking
    {
        get => Asking.Value ?? Plain;
        set => Asking.Value = value;
    }

    /// <summary>The locale; the invariant one for that of <see cref="Plain"/>.</summary>
    public CultureInfo Locale { get; }

    /// <summary>The time zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Whether it is that of <see cref="Plain"/>.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether the month stands before the day.</summary>
    public bool IsMonthFirst => _dates.ShortDatePattern.StartsWith('M');

    /// <summary>Whether its clocks show UTC.</summary>
    public bool IsUtc { get; }

    /// <summary>A whole number in groups: "1,234", "1.234".</summary>
    public string Number(long value) => value.ToString("#,0", _numbers);

    /// <summary>A number with a part.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">As of <see cref="double.ToString(string)"/>: <c>0.0</c>.</param>
    public string Number(double value, string format) => value.ToString(format, _numbers);

    /// <summary>A whole number as somebody types it: in any digits, with groups or without, whatever separates them; null for what is none.</summary>
    public static long? Whole(string typed)
    {
        var digits = string.Concat(
            typed.Trim().Select(letter => char.IsDigit(letter) ? (char)('0' + (int)char.GetNumericValue(letter)) : letter)
        );
        return
            Grouped().IsMatch(digits)
            && long.TryParse(Separator().Replace(digits, ""), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    /// <summary>A day in figures: "2026-03-12", "12.03.2026".</summary>
    public string Date(DateOnly day) => day.ToString(_dates.ShortDatePattern, _dates);

    /// <summary>A time of day to the minute: "10:42", "10:42 AM".</summary>
    public string Time(DateTime clock) => clock.ToString(_dates.ShortTimePattern, _dates);

    /// <summary>A time of day to the second.</summary>
    public string LongTime(DateTime clock) => clock.ToString(_dates.LongTimePattern, _dates);

    /// <summary>What the reader's clocks show at an instant.</summary>
    public DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;

    /// <summary>How far the reader's clocks are from UTC at an instant, so that an hour that they show twice is told apart: "UTC", "UTC+5:45".</summary>
    public string Offset(DateTimeOffset at)
    {
        if (IsUtc)
            return "UTC";
        var offset = Zone.GetUtcOffset(at);
        var minutes = offset.Minutes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{Math.Abs(offset.Minutes):00}");
        return string.Create(CultureInfo.InvariantCulture, $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours)}{minutes}");
    }

    /// <summary>An instant to the second, with <see cref="Offset"/>.</summary>
    public string Instant(DateTimeOffset at)
    {
        var local = Local(at);
        return $"{Date(DateOnly.FromDateTime(local))} {LongTime(local)} {Offset(at)}";
    }

    /// <summary>Whether a sentence in the form of <see cref="Plain"/> may have to be written otherwise.</summary>
    public bool Rewrites(string sentence) => !IsPlain && Differing().IsMatch(sentence);

    /// <summary>A fact in the form of <see cref="Plain"/> as the reader writes it; what is neither a number, a percentage nor an instant stays as it is, and so does what is in the reader's form already.</summary>
    public string Fact(string fact) =>
        IsPlain ? fact
        : PlainInstant().IsMatch(fact)
        && DateTimeOffset.TryParse(fact[..^4], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? Instant(at)
        : PlainNumber().Match(fact) is { Success: true } number
        && decimal.TryParse(
            number.Groups["number"].ValueSpan,
            NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value.ToString($"#,0.{new string('0', number.Groups["part"].Length)}", _numbers) + number.Groups["percent"].Value
        : fact;

    private static NumberFormatInfo NumbersOf(CultureInfo locale)
    {
        if (locale.NumberFormat.NativeDigits[0] == "0")
            return locale.NumberFormat;
        var numbers = (NumberFormatInfo)locale.NumberFormat.Clone();
        (numbers.NumberGroupSeparator, numbers.NumberDecimalSeparator, numbers.NegativeSign) = (",", ".", "-");
        return numbers;
    }

    private static DateTimeFormatInfo DatesOf(CultureInfo locale)
    {
        if (locale.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is not { } gregorian)
            return Iso();
        var dates = (DateTimeFormatInfo)locale.DateTimeFormat.Clone();
        dates.Calendar = gregorian;
        (dates.DateSeparator, dates.TimeSeparator) = (
            Unneeded().Replace(dates.DateSeparator, ""),
            Unneeded().Replace(dates.TimeSeparator, "")
        );
        dates.ShortDatePattern = Year().Replace(Unneeded().Replace(dates.ShortDatePattern, ""), "yyyy").Trim();
        dates.LongTimePattern = Unneeded().Replace(dates.LongTimePattern, "");
        dates.ShortTimePattern = Unneeded().Replace(dates.ShortTimePattern, "");
        return dates;
    }

    private static DateTimeFormatInfo Iso()
    {
        var dates = (DateTimeFormatInfo)DateTimeFormatInfo.InvariantInfo.Clone();
        (dates.ShortDatePattern, dates.ShortTimePattern) = ("yyyy-MM-dd", "HH:mm");
        return dates;
    }

    // Marks that turn text, and the era.
    [GeneratedRegex("[\u200E\u200F\u061C]|\\s*g+", RegexOptions.None, 1000)]
    private static partial Regex Unneeded();

    [GeneratedRegex(@"^[0-9]+$|^[0-9]{1,3}(?:[,.'\s\u2019\u066C][0-9]{2,3})*[,.'\s\u2019\u066C][0-9]{3}$", RegexOptions.None, 1000)]
    private static partial Regex Grouped();

    [GeneratedRegex("[^0-9]", RegexOptions.None, 1000)]
    private static partial Regex Separator();

    [GeneratedRegex("y+", RegexOptions.None, 1000)]
    private static partial Regex Year();

    [GeneratedRegex(@"\d[,.]\d| UTC\b", RegexOptions.None, 1000)]
    private static partial Regex Differing();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$", RegexOptions.None, 1000)]
    private static partial Regex PlainInstant();

    // Parts have one or two digits: three behind a point are a group of somebody's thousands.
    [GeneratedRegex(@"^(?<number>\d{1,3}(?:,\d{3})*(?:\.(?<part>\d{1,2}))?)(?<percent> %)?$", RegexOptions.None, 1000)]
    private static partial Regex PlainNumber();
}

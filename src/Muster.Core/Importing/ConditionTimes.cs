using System.Globalization;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>Reads points in time: <c>now</c>, <c>today + 3d</c>, <c>2026-01-31</c>, <c>2026-01-31T08:00:00Z</c>.</summary>
internal static class ConditionTimes
{
    private const string Wanted = "a date such as 2026-01-31 or 2026-01-31T08:00:00Z, or today or now, as in: today + 3d";

    public static TimePoint Read(ConditionScanner scanner)
    {
        var start = scanner.Next();
        if (scanner.Quoted() is { } quoted)
            return Exact(scanner, start, quoted);
        var word = scanner.Letters();
        TimeBase? moving = word.ToUpperInvariant() switch
        {
            "NOW" => TimeBase.Now,
            "TODAY" => TimeBase.Today,
            _ => null,
        };
        if (moving is { } from)
            return Relative(scanner, from);
        scanner.Return(start);
        return Exact(scanner, start, scanner.Word());
    }

    private static TimePoint.Exact Exact(ConditionScanner scanner, int start, string text)
    {
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day))
            return new TimePoint.Exact(day);
        if (Instants.TryParse(text, out var instant))
            return new TimePoint.Exact(instant);
        if (text.Length == 0)
        {
            scanner.Return(start);
            throw scanner.Unexpected(Wanted);
        }
        var shown = text.Length <= 40 ? text : text[..40] + "…";
        throw ConditionScanner.Fault(
            start,
            Instants.TryParse(text + "Z", out _) ? $"'{shown}' names no zone; write {shown}Z for UTC." : $"'{shown}' is not {Wanted}."
        );
    }

    private static TimePoint.Relative Relative(ConditionScanner scanner, TimeBase from)
    {
        var alone = scanner.AtWordEnd();
        var negative = scanner.Take("-");
        if (!negative && !scanner.Take("+"))
            return alone ? new(from, 0, TimeUnit.Day) : throw scanner.Unexpected("'+', '-' or a space");
        var start = scanner.Next();
        var digits = scanner.Digits();
        if (digits.Length == 0)
            throw scanner.Unexpected("a number with its unit: h, d or w, as in 3d");
        TimeUnit? known = scanner.Letters().ToUpperInvariant() switch
        {
            "H" => TimeUnit.Hour,
            "D" => TimeUnit.Day,
            "W" => TimeUnit.Week,
            _ => null,
        };
        if (known is not { } unit || !scanner.AtWordEnd())
            throw ConditionScanner.Fault(start, "the unit is h (hours), d (days) or w (weeks), as in 3d.");
        var limit = TimePoint.Relative.MaxDays * 24 / TimePoint.Relative.HoursPer(unit);
        if (!int.TryParse(digits, CultureInfo.InvariantCulture, out var amount) || amount > limit)
            throw ConditionScanner.Fault(
                start,
                string.Create(CultureInfo.InvariantCulture, $"at most {TimePoint.Relative.MaxDays} days can be added or taken away.")
            );
        return new(from, negative ? -amount : amount, amount == 0 ? TimeUnit.Day : unit);
    }
}

using System.Globalization;

namespace Muster.Core.Scheduling;

/// <summary>One field of a cron expression: the values it lets pass.</summary>
/// <param name="Values">The values, ascending.</param>
/// <param name="IsAny">Whether it begins with a star and so limits nothing, or only by its step.</param>
/// <param name="Fault">What is wrong with it; null when nothing is.</param>
internal sealed record CronField(IReadOnlyList<int> Values, bool IsAny, string? Fault)
{
    private const string Takes = "it takes *, a number, a range such as 1-5, a list such as 1,15, each with a step such as */15";

    public bool Has(int value) => Values.Contains(value);

    /// <summary>Reads a field.</summary>
    /// <param name="name">What it is called, for a fault.</param>
    /// <param name="text">The field.</param>
    /// <param name="min">Smallest value.</param>
    /// <param name="max">Largest value.</param>
    /// <param name="words">Names of values, the first for the smallest.</param>
    public static CronField Parse(string name, string text, int min, int max, string[] words)
    {
        var values = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            if (Range(part, min, max, words) is not var (from, to, step))
                return Wrong($"the {name} is '{text}', but {Takes}");
            if (from < min || to > max)
                return Wrong(string.Create(CultureInfo.InvariantCulture, $"the {name} is '{text}', but goes from {min} to {max}"));
            if (step > max - min + 1)
                return Wrong(
                    string.Create(CultureInfo.InvariantCulture, $"the {name} is '{text}', but takes steps of at most {max - min + 1}")
                );
            if (from > to)
                return Wrong($"the {name} is '{text}', whose range begins after its end; write it as two, separated by a comma");
            for (var value = from; value <= to; value += step)
                values.Add(value);
        }
        return new([.. values], text.StartsWith('*') && !text.Contains(',', StringComparison.Ordinal), null);
    }

    private static CronField Wrong(string fault) => new([], false, fault);

    private static (int From, int To, int Step)? Range(string part, int min, int max, string[] words)
    {
        var (range, stepText) = part.Split('/') switch
        {
            [var only] => (only, "1"),
            [var first, var second] => (first, second),
            _ => ("", ""),
        };
        if (!int.TryParse(stepText, NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step == 0)
            return null;
        if (range == "*")
            return (min, max, step);
        int? Value(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : Array.IndexOf(words, text.ToLowerInvariant()) is >= 0 and var at ? at + min
            : null;
        return range.Split('-') switch
        {
            [var only] when Value(only) is { } from => (from, part.Contains('/', StringComparison.Ordinal) ? max : from, step),
            [var first, var last] when Value(first) is { } from && Value(last) is { } to => (from, to, step),
            _ => null,
        };
    }
}

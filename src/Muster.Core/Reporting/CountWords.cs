using System.Globalization;

namespace Muster.Core.Reporting;

/// <summary>Counts with their noun, for people.</summary>
public static class CountWords
{
    /// <summary>A number in groups of three: <c>12,345</c>.</summary>
    public static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 group</c>, <c>12,345 groups</c>.</summary>
    public static string Of(long count, string noun) => $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>How many people, as <c>1 person</c> or <c>12 people</c>.</summary>
    public static string People(long count) => $"{Number(count)} {(count == 1 ? "person" : "people")}";

    /// <summary>A sentence with its whole numbers in groups of three.</summary>
    public static string Text(FormattableString text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Format(
            CultureInfo.InvariantCulture,
            text.Format,
            [
                .. text.GetArguments()
                    .Select(fact => fact is int or long ? Number(Convert.ToInt64(fact, CultureInfo.InvariantCulture)) : fact),
            ]
        );
    }
}

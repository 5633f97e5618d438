using System.Globalization;

namespace Muster.Core.Reporting;

/// <summary>Counts with their noun, for people.</summary>
public static class CountWords
{
    /// <summary>How many people, as <c>1 person</c> or <c>12 people</c>.</summary>
    public static string People(long count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "person" : "people")}");
}

using System.Globalization;

namespace Muster.Core.DirectoryObjects;

/// <summary>Instants as texts: ISO 8601 in UTC, a fraction of a second only where there is one.</summary>
public static class Instants
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>The text of an instant, such as <c>2026-01-31T08:00:00Z</c>.</summary>
    public static string Text(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>The date alone where the instant is a midnight in UTC; otherwise the whole text.</summary>
    public static string Short(DateTimeOffset instant) =>
        instant.UtcDateTime.TimeOfDay == TimeSpan.Zero
            ? instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : Text(instant);

    /// <summary>Reads an instant; a text without a zone is not one.</summary>
    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null || text.Length is < 17 or > 40 || !(text[^1] is 'Z' or 'z' || text.AsSpan(10).IndexOfAny('+', '-') >= 0))
            return false;
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read))
            return false;
        instant = read.ToUniversalTime();
        return true;
    }
}

using System.Globalization;
using System.Text;

namespace Muster.Server.Wording;

/// <summary>Makes names from a directory harmless on a terminal: no colours, cursor moves, line breaks or reversed text from somebody's display name.</summary>
internal static class SafeText
{
    public static string Of(string? text)
    {
        if (text is null)
            return "";
        if (!text.Any(IsUnsafe))
            return text;
        var safe = new StringBuilder(text.Length);
        foreach (var character in text)
            safe.Append(IsUnsafe(character) ? '\uFFFD' : character);
        return safe.ToString();
    }

    private static bool IsUnsafe(char character) =>
        char.IsControl(character)
        || character
            is '\u2028'
                or '\u2029'
                or (>= '\u202A' and <= '\u202E')
                or (>= '\u2066' and <= '\u2069')
                or '\u061C'
                or '\u200E'
                or '\u200F'
        || char.GetUnicodeCategory(character) == UnicodeCategory.PrivateUse;
}

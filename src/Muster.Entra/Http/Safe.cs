using System.Globalization;
using System.Text;

namespace Muster.Entra.Http;

/// <summary>Makes text from outside fit for a message: one line, short, nothing a terminal would obey.</summary>
internal static class Safe
{
    public static string Excerpt(ReadOnlySpan<byte> text, int length) =>
        Excerpt(Encoding.UTF8.GetString(text[..Math.Min(text.Length, length * 4)]), length);

    public static string Excerpt(string text, int length)
    {
        var safe = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (safe.Length >= length)
                return safe.Append('…').ToString();
            if (!Hidden(rune) && !Rune.IsWhiteSpace(rune))
                safe.Append(rune);
            else if (safe.Length > 0 && safe[^1] != ' ')
                safe.Append(' ');
        }
        return safe.ToString().Trim();
    }

    private static bool Hidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned;
}

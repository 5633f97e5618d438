namespace Muster.GraphEmulator.Searching;

/// <summary>Cuts names into the words that a search finds them by, as Graph documents it for <c>$search</c>.</summary>
/// <remarks>
/// Words end at spaces, at signs, between letters and digits, and where a small letter is followed by a capital one; what signs
/// and such changes part is a word as a whole too, so that <c>hello.world</c> is found as hello, world and helloworld.
/// </remarks>
internal static class SearchWords
{
    /// <summary>Everything a value is found by the beginning of.</summary>
    public static IReadOnlyList<string> Of(string value)
    {
        var words = new List<string>();
        foreach (var part in value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var pieces = Pieces(part);
            words.AddRange(pieces);
            if (pieces.Count > 1)
                words.Add(string.Concat(pieces));
        }
        return words;
    }

    /// <summary>Whether each word asked for is the beginning of one of the value's, in any order, whatever the case.</summary>
    public static bool Find(string value, string asked)
    {
        var words = Of(value);
        return asked.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).All(part => IsIn(words, part));
    }

    private static bool IsIn(IReadOnlyList<string> words, string part)
    {
        var pieces = Pieces(part);
        return pieces.Count > 0 && (Begins(words, string.Concat(pieces)) || pieces.TrueForAll(piece => Begins(words, piece)));
    }

    private static bool Begins(IReadOnlyList<string> words, string beginning) =>
        words.Any(word => word.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));

    private static List<string> Pieces(string part)
    {
        var pieces = new List<string>();
        var start = 0;
        for (var at = 1; at <= part.Length; at++)
        {
            if (at < part.Length && !IsBorder(part[at - 1], part[at]))
                continue;
            if (char.IsLetterOrDigit(part[start]) || char.IsSurrogate(part[start]))
                pieces.Add(part[start..at]);
            start = at;
        }
        return pieces;
    }

    private static bool IsBorder(char before, char after) => Class(before) != Class(after) || (char.IsLower(before) && char.IsUpper(after));

    /// <summary>Marks go with the letters that carry them.</summary>
    private static int Class(char sign) =>
        char.IsDigit(sign) ? 1
        : char.IsLetter(sign)
        || char.IsSurrogate(sign)
        || char.GetUnicodeCategory(sign) == System.Globalization.UnicodeCategory.NonSpacingMark
            ? 2
        : 3;
}

using System.Text;
using System.Text.RegularExpressions;

namespace Muster.Server.Ui;

/// <summary>Names within sentences that a browser shows: whatever is written from right to left in a name, or turned round by a mark in it, ends where the name ends.</summary>
/// <remarks>Source: Unicode Standard Annex 9, isolates (2.4). Names in an element of their own are isolated by the style sheet. Ordinary names stay as they are, letter for letter.</remarks>
internal static partial class Isolated
{
    private const char Open = '\u2068';
    private const char Close = '\u2069';
    private const char Replacement = '\uFFFD';

    /// <summary>A name as a part of a sentence.</summary>
    public static string Of(string name) => name.Any(Turns) ? $"{Open}{Balanced(name)}{Close}" : name;

    /// <summary>A finished sentence in which names are isolated already, or stand in quotes. Where others end cannot be known for sure, so marks in them that turn text are shown as such instead.</summary>
    public static string Sentence(string sentence) =>
        sentence.Any(Turns) ? Quoted().Replace(Shown(sentence), quoted => Of(quoted.Value)) : sentence;

    /// <summary>Marks outside of whole isolates do nothing but show; what is inside of one ends with it.</summary>
    private static string Shown(string sentence)
    {
        var (whole, open) = (new Dictionary<int, int>(), new Stack<int>());
        for (var at = 0; at < sentence.Length; at++)
            if (EndsParagraph(sentence[at]))
                open.Clear();
            else if (IsOpening(sentence[at]))
                open.Push(at);
            else if (sentence[at] == Close && open.TryPop(out var begin))
                whole[begin] = at;
        var shown = new StringBuilder(sentence);
        for (var at = 0; at < sentence.Length; at++)
            if (whole.TryGetValue(at, out var end))
                at = end;
            else if (IsMark(sentence[at]))
                shown[at] = Replacement;
        return shown.ToString();
    }

    /// <summary>Nothing in a name ends the isolate that it stands in, and nothing begun in it stays open.</summary>
    private static StringBuilder Balanced(string name)
    {
        var (balanced, open) = (new StringBuilder(name.Length + 1), 0);
        foreach (var letter in name)
        {
            if (letter == Close && open == 0)
                continue;
            open +=
                letter == Close ? -1
                : IsOpening(letter) ? 1
                : 0;
            // A paragraph ends every isolate.
            balanced.Append(EndsParagraph(letter) ? ' ' : letter);
        }
        return balanced.Append(Close, open);
    }

    private static bool Turns(char letter) =>
        IsMark(letter)
        || EndsParagraph(letter)
        || letter
            is (>= '\u0590' and <= '\u08FF')
                or '\u200F'
                or (>= '\uFB1D' and <= '\uFDFF')
                or (>= '\uFE70' and <= '\uFEFE')
                // The first halves of letters from U+10800 to U+10FFF and from U+1E800 to U+1EFFF.
                or (>= '\uD802' and <= '\uD803')
                or (>= '\uD83A' and <= '\uD83B');

    private static bool IsOpening(char letter) => letter is >= '\u2066' and <= Open;

    /// <summary>Embeddings, overrides and isolates.</summary>
    private static bool IsMark(char letter) => letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= Close);

    private static bool EndsParagraph(char letter) => letter is '\n' or '\r' or '\u0085' or '\u2029' or (>= '\u001C' and <= '\u001E');

    [GeneratedRegex("(?<=')[^']+(?=')", RegexOptions.None, 1000)]
    private static partial Regex Quoted();
}

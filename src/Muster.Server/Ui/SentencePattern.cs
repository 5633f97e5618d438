using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Muster.Server.Ui;

/// <summary>An English text with places for facts, by which a finished sentence is known again.</summary>
internal sealed partial class SentencePattern
{
    private readonly List<string> _pieces = [];
    private readonly List<int> _places = [];

    /// <summary>Takes a text apart.</summary>
    /// <param name="text">As it stands in the resource file: <c>{0}</c> is the first fact, doubled braces are braces.</param>
    public SentencePattern(string text)
    {
        Text = text;
        var piece = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
            if (text[at] is '{' or '}' && at + 1 < text.Length && text[at + 1] == text[at])
                piece.Append(text[at++]);
            else if (text[at] == '{' && Place().Match(text, at) is { Success: true } place && place.Index == at)
            {
                _pieces.Add(piece.ToString());
                piece.Clear();
                _places.Add(int.Parse(place.Groups["number"].ValueSpan, CultureInfo.InvariantCulture));
                at += place.Length - 1;
            }
            else
                piece.Append(text[at]);
        _pieces.Add(piece.ToString());
        Letters = _pieces.Sum(part => part.Length);
        Word = _pieces.SelectMany((part, number) => WholeWords(part, number > 0, number < _places.Count)).MaxBy(word => word.Length);
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>How much of it does not change: the more, the surer that a sentence is of it.</summary>
    public int Letters { get; }

    /// <summary>Whether it has places for facts.</summary>
    public bool HasFacts => _places.Count > 0;

    /// <summary>How it reads where it has none.</summary>
    public string Plain => _pieces[0];

    /// <summary>A word that every sentence of it has, for finding it; null when it has none.</summary>
    public string? Word { get; }

    /// <summary>How many words of it do not change.</summary>
    public int Words => _pieces.Sum(part => LetterRun().Count(part));

    /// <summary>The facts in a sentence, and whether each stands in quotes; null when the sentence is not of this pattern.</summary>
    public (string Fact, bool IsQuoted)[]? Match(string sentence)
    {
        if (!sentence.StartsWith(_pieces[0], StringComparison.Ordinal) || !sentence.EndsWith(_pieces[^1], StringComparison.Ordinal))
            return null;
        var (at, end) = (_pieces[0].Length, sentence.Length - _pieces[^1].Length);
        var facts = new (string Fact, bool IsQuoted)[_places.Max() + 1];
        for (var number = 0; number < _places.Count; number++)
        {
            var isLast = number == _places.Count - 1;
            var next = isLast ? end : sentence.IndexOf(_pieces[number + 1], at, StringComparison.Ordinal);
            if (next < at || next + (isLast ? 0 : _pieces[number + 1].Length) > end)
                return null;
            var fact = sentence[at..next];
            if (facts[_places[number]].Fact is { } said && said != fact)
                return null;
            facts[_places[number]] = (fact, IsQuoted(_pieces[number], _pieces[number + 1]));
            at = next + _pieces[number + 1].Length;
        }
        return facts;
    }

    private static bool IsQuoted(string before, string after) =>
        before.Length > 0 && after.Length > 0 && before[^1] is '\'' or '“' or '"' && after[0] is '\'' or '”' or '"';

    private static IEnumerable<string> WholeWords(string piece, bool isAfterFact, bool isBeforeFact) =>
        LetterRun()
            .Matches(piece)
            .Where(word => !(isAfterFact && word.Index == 0) && !(isBeforeFact && word.Index + word.Length == piece.Length))
            .Select(word => word.Value);

    [GeneratedRegex(@"\{(?<number>\d+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();

    [GeneratedRegex("[A-Za-z]+", RegexOptions.None, 1000)]
    public static partial Regex LetterRun();
}

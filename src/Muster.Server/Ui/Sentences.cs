using System.Globalization;
using System.Text.RegularExpressions;

namespace Muster.Server.Ui;

/// <summary>Knows English sentences again that were finished before a reader was known, and says them in another language: those of the core, of services, and those that the history has kept as they were said.</summary>
/// <remarks>A sentence is looked for whole, then by its patterns, those first of which most stands still; then sentence by sentence and clause by clause. A fact in quotes is a name and stays; a single word is told only beside a number, or beside what is known itself. English never comes here.</remarks>
internal sealed partial class Sentences
{
    /// <summary>A single word is as likely a name as a text.</summary>
    private const int FewestWords = 2;
    private const int Deepest = 6;
    private static readonly string[] Joints = ["; ", ": ", ", "];

    private readonly Dictionary<string, string> _plain = new(StringComparer.Ordinal);
    private readonly ILookup<string, SentencePattern> _patterns;

    /// <summary>Takes the texts that sentences are made of.</summary>
    public Sentences(IEnumerable<string> texts)
    {
        var patterns = texts.Select(text => new SentencePattern(text)).ToList();
        foreach (var pattern in patterns.Where(pattern => !pattern.HasFacts))
            _plain.TryAdd(pattern.Plain, pattern.Text);
        _patterns = patterns
            .Where(pattern => pattern is { HasFacts: true, Word: not null })
            .ToLookup(pattern => pattern.Word!, StringComparer.Ordinal);
    }

    /// <summary>What was said, in another language as far as it is known.</summary>
    /// <param name="english">What was said.</param>
    /// <param name="find">Finds a text in the other language.</param>
    /// <param name="language">The other language.</param>
    public string Tell(string english, Func<string, string> find, CultureInfo language) =>
        _plain.TryGetValue(english, out var text)
            ? Format(text, find, language, [])
            : Part(english, new Teller(find, language), Deepest) ?? english;

    private string? Part(string english, Teller teller, int depth)
    {
        if (depth == 0 || english.Length == 0)
            return null;
        if (SentencePattern.LetterRun().Count(english) < FewestWords)
            return char.IsAsciiDigit(english[0]) || char.IsAsciiDigit(english[^1]) ? Patterned(english, teller, depth) : null;
        var sentences = SentenceEnd().Split(english);
        return Whole(english, teller, depth, splitsFirst: sentences.Length > 1)
            ?? Several(sentences, teller, depth)
            ?? WithoutStop(english, teller, depth)
            ?? Clauses(english, teller, depth);
    }

    private string? Whole(string english, Teller teller, int depth, bool splitsFirst = false) =>
        _plain.TryGetValue(english, out var text) ? Format(text, teller.Find, teller.Language, [])
        : splitsFirst && All(SentenceEnd().Split(english), teller, depth) is { } each ? each
        : Patterned(english, teller, depth);

    /// <summary>Sentences one by one, if every one of them is known.</summary>
    private string? All(string[] sentences, Teller teller, int depth)
    {
        var told = sentences.Select(sentence => Whole(sentence, teller, depth - 1)).ToList();
        return told.Contains(null) ? null : string.Join(' ', told);
    }

    private string? Patterned(string english, Teller teller, int depth)
    {
        var words = SentencePattern.LetterRun().Matches(english).Select(word => word.Value).Distinct(StringComparer.Ordinal);
        foreach (var pattern in words.SelectMany(word => _patterns[word]).OrderByDescending(pattern => pattern.Letters))
            if (
                pattern.Match(english) is { } facts
                && (
                    pattern.Words >= FewestWords
                    || facts.All(fact => IsNumber(fact) || Part(fact.Fact ?? "", teller, depth - 1) is not null)
                )
            )
                return Format(
                    pattern.Text,
                    teller.Find,
                    teller.Language,
                    [.. facts.Select(fact => fact.IsQuoted ? fact.Fact : Fact(fact.Fact ?? "", teller, depth - 1))]
                );
        return null;
    }

    private static bool IsNumber((string Fact, bool IsQuoted) fact) =>
        fact.Fact is { Length: > 0 } && fact.Fact.All(letter => char.IsAsciiDigit(letter) || letter is ',' or '.');

    private string Fact(string fact, Teller teller, int depth)
    {
        var bare = fact.Trim(' ');
        return bare.Length > 0 && Part(bare, teller, depth) is { } told ? fact.Replace(bare, told, StringComparison.Ordinal) : fact;
    }

    /// <summary>Sentences one after the other: as many at once as are known together, and what is not known as it is.</summary>
    private string? Several(string[] sentences, Teller teller, int depth)
    {
        if (sentences.Length < 2)
            return null;
        var (told, known) = (new List<string>(), false);
        for (var from = 0; from < sentences.Length; )
        {
            var to = sentences.Length - (from == 0 ? 1 : 0);
            string? found = null;
            for (; to > from && (found = Part(sentences, from, to, teller, depth)) is null; to--) { }
            told.Add(found ?? sentences[from]);
            known |= found is not null;
            from = Math.Max(to, from + 1);
        }
        return known ? string.Join(' ', told) : null;
    }

    private string? Part(string[] sentences, int from, int to, Teller teller, int depth)
    {
        var english = string.Join(' ', sentences[from..to]);
        return to - from > 1 ? Whole(english, teller, depth - 1) : Part(english, teller, depth - 1);
    }

    /// <summary>A part of a sentence that was made one by a full stop, and perhaps by a capital.</summary>
    private string? WithoutStop(string english, Teller teller, int depth)
    {
        var bare = english.EndsWith('.') ? english[..^1] : english;
        if (bare != english && Whole(bare, teller, depth) is { } told)
            return $"{told}.";
        return char.IsUpper(bare[0]) && Whole(char.ToLowerInvariant(bare[0]) + bare[1..], teller, depth) is { } small
            ? small + english[bare.Length..]
            : null;
    }

    /// <summary>Clauses: as long a beginning as is known whole, and the rest as far as it is; or as long an end, and what is before it likewise; or else each that is known.</summary>
    private string? Clauses(string english, Teller teller, int depth)
    {
        foreach (var (at, joint) in JointsOf(english))
            if (Whole(english[..at], teller, depth - 1) is { } begun)
            {
                var rest = english[(at + joint.Length)..];
                return begun + joint + (Part(rest, teller, depth - 1) ?? rest);
            }
        foreach (var (at, joint) in JointsOf(english).Reverse())
            if (
                english[(at + joint.Length)..] is var end
                && (Whole(end, teller, depth - 1) ?? WithoutStop(end, teller, depth - 1)) is { } ended
            )
                return (Part(english[..at], teller, depth - 1) ?? english[..at]) + joint + ended;
        foreach (var joint in Joints)
            if (english.Split(joint) is { Length: > 1 } parts)
            {
                var told = parts.Select(part => Part(part, teller, depth - 1)).ToList();
                if (told.Exists(part => part is not null))
                    return string.Join(joint, told.Select((part, number) => part ?? parts[number]));
            }
        return null;
    }

    /// <summary>Where clauses are joined, the last first.</summary>
    private static IEnumerable<(int At, string Joint)> JointsOf(string english)
    {
        for (var at = english.Length - 2; at > 0; at--)
            if (Array.Find(Joints, joint => english.AsSpan(at).StartsWith(joint)) is { } joint)
                yield return (at, joint);
    }

    private static string Format(string text, Func<string, string> find, CultureInfo language, object?[] facts) =>
        facts.Length == 0 && !text.Contains("{{", StringComparison.Ordinal) && !text.Contains("}}", StringComparison.Ordinal)
            ? find(text)
            : string.Format(language, find(text), facts);

    private sealed record Teller(Func<string, string> Find, CultureInfo Language);

    [GeneratedRegex("""(?<=[.!?]) (?=[A-Z0-9'"“{])""", RegexOptions.None, 1000)]
    private static partial Regex SentenceEnd();
}

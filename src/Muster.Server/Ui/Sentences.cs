using System.Globalization;
using System.Text.RegularExpressions;

namespace Muster.Server.Ui;

/// <summary>Knows English sentences again that were finished before a reader was known, and says them in another language, or with numbers and times in another form: those of the core, of services, and those that the history has kept as they were said.</summary>
/// <remarks>A sentence is looked for whole, then by its patterns, those first of which most stands still; then sentence by sentence and clause by clause. A fact in quotes is a name and stays; a single word is told only beside a number, or beside what is known itself. English in its own form never comes here.</remarks>
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
    /// <param name="write">Writes a fact that is a number or an instant in the form of the reader.</param>
    public string Tell(string english, Func<string, string> find, CultureInfo language, Func<string, string> write) =>
        _plain.TryGetValue(english, out var text)
            ? Format(text, find, language, [])
            : Part(english, new Teller(find, language, write), Deepest) ?? english;

    private string? Part(string english, Teller teller, int depth)
    {
        if (depth <= 0 || english.Length == 0)
            return null;
        if (teller.Write(english) is var written && written != english)
            return written;
        if (SentencePattern.LetterRun().Count(english) < FewestWords)
            return char.IsAsciiDigit(english[0]) || char.IsAsciiDigit(english[^1]) ? Patterned(english, teller, depth) : null;
        var sentences = SentenceEnd().Split(english);
        return Whole(english, teller, depth, splitsFirst: sentences.Length > 1)
            ?? Several(sentences, teller, depth)
            ?? Clauses(english, teller, depth);
    }

    private string? Whole(string english, Teller teller, int depth, bool splitsFirst = false) =>
        Plain(english, teller)
        ?? (splitsFirst ? All(SentenceEnd().Split(english), teller, depth) : null)
        ?? Patterned(english, teller, depth);

    private string? Plain(string english, Teller teller)
    {
        foreach (var variant in Variants(english))
            if (_plain.TryGetValue(variant.Text, out var text))
                return variant.Whole(Format(text, teller.Find, teller.Language, []), teller.Language);
        return null;
    }

    /// <summary>Sentences one by one, if every one of them is known.</summary>
    private string? All(string[] sentences, Teller teller, int depth)
    {
        var told = sentences.Select(sentence => Whole(sentence, teller, depth - 1)).ToList();
        return told.Contains(null) ? null : string.Join(' ', told);
    }

    private string? Patterned(string english, Teller teller, int depth)
    {
        var variants = Variants(english).ToList();
        var words = variants.SelectMany(variant => SentencePattern.LetterRun().Matches(variant.Text)).Select(word => word.Value);
        foreach (
            var pattern in words
                .Distinct(StringComparer.Ordinal)
                .SelectMany(word => _patterns[word])
                .OrderByDescending(pattern => pattern.Letters)
        )
        foreach (var variant in variants)
            if (
                pattern.Match(variant.Text) is { } facts
                && (pattern.Words >= FewestWords || facts.All(fact => IsNumber(fact) || IsKnown(fact.Fact ?? "", teller, depth - 1)))
            )
                return variant.Whole(
                    Format(
                        pattern.Text,
                        teller.Find,
                        teller.Language,
                        [.. facts.Select(fact => fact.IsQuoted ? fact.Fact : Fact(fact.Fact ?? "", teller, depth - 1))]
                    ),
                    teller.Language
                );
        return null;
    }

    /// <summary>A sentence as it is, and as the part of one that was made a sentence by a full stop, and perhaps by a capital.</summary>
    private static IEnumerable<Variant> Variants(string english)
    {
        var bare = english.EndsWith('.') ? english[..^1] : null;
        yield return new(english, false, false);
        if (bare is not null)
            yield return new(bare, false, true);
        if (english.Length == 0 || !char.IsUpper(english[0]))
            yield break;
        var first = char.ToLowerInvariant(english[0]);
        yield return new(first + english[1..], true, false);
        if (bare is not null)
            yield return new(first + bare[1..], true, true);
    }

    /// <summary>Whether all of a fact is known, and not only a clause of it.</summary>
    private bool IsKnown(string fact, Teller teller, int depth) => depth > 0 && fact.Length > 0 && Whole(fact, teller, depth) is not null;

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
            if (english[(at + joint.Length)..] is var end && Whole(end, teller, depth - 1) is { } ended)
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

    /// <summary>A way to read a sentence.</summary>
    /// <param name="Text">How it is read.</param>
    /// <param name="HadCapital">Whether its first letter was a capital.</param>
    /// <param name="HadStop">Whether a full stop stood behind it.</param>
    private readonly record struct Variant(string Text, bool HadCapital, bool HadStop)
    {
        /// <summary>What it is in another language, made a sentence again.</summary>
        public string Whole(string told, CultureInfo language) =>
            (HadCapital ? char.ToUpper(told[0], language) + told[1..] : told) + (HadStop ? "." : "");
    }

    private sealed record Teller(Func<string, string> Find, CultureInfo Language, Func<string, string> Write);

    [GeneratedRegex("""(?<=[.!?]) (?=[A-Z0-9'"“{])""", RegexOptions.None, 1000)]
    private static partial Regex SentenceEnd();
}

using System.Text;

namespace Muster.Core.Importing;

/// <summary>Walks over the text of a condition.</summary>
internal sealed class ConditionScanner(string text)
{
    private int _position;

    /// <summary>Skips spaces.</summary>
    /// <returns>Where the next piece starts.</returns>
    public int Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            _position++;
        return _position;
    }

    public bool AtEnd() => Next() == text.Length;

    /// <summary>Takes signs if they are next.</summary>
    public bool Take(string signs)
    {
        Next();
        if (!text.AsSpan(_position).StartsWith(signs, StringComparison.Ordinal))
            return false;
        _position += signs.Length;
        return true;
    }

    /// <summary>Takes a word if it is next and ends there.</summary>
    public bool TakeWord(string word)
    {
        var start = Next();
        if (string.Equals(Word(), word, StringComparison.OrdinalIgnoreCase))
            return true;
        _position = start;
        return false;
    }

    /// <summary>The word that is next, up to a space, quote, parenthesis, comma or sign of comparison; empty when none is.</summary>
    public string Word()
    {
        var start = Next();
        while (_position < text.Length && !EndsWord(text[_position]))
            _position++;
        return text[start.._position];
    }

    /// <summary>The letters that are next.</summary>
    public string Letters()
    {
        var start = Next();
        while (_position < text.Length && char.IsAsciiLetter(text[_position]))
            _position++;
        return text[start.._position];
    }

    /// <summary>The digits that are next, at once.</summary>
    public string Digits()
    {
        var start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
            _position++;
        return text[start.._position];
    }

    /// <summary>Whether a word ends here.</summary>
    public bool AtWordEnd() => _position == text.Length || EndsWord(text[_position]);

    /// <summary>Goes back to a place.</summary>
    public void Return(int position) => _position = position;

    /// <summary>The text in quotes that is next, two quotes inside being one; null when no quote is next.</summary>
    public string? Quoted()
    {
        var start = Next();
        if (start == text.Length || text[start] is not ('"' or '\''))
            return null;
        var quote = text[start];
        var value = new StringBuilder();
        for (_position = start + 1; _position < text.Length; _position++)
            if (text[_position] != quote)
                value.Append(text[_position]);
            else if (_position + 1 < text.Length && text[_position + 1] == quote)
                value.Append(text[_position++]);
            else
            {
                _position++;
                return value.ToString();
            }
        throw Fault(start, $"the quote {quote} is never closed.");
    }

    /// <summary>What was expected here, and what was found.</summary>
    public FaultException Unexpected(string wanted)
    {
        var start = Next();
        if (start == text.Length)
            return Fault(start, $"expected {wanted}.");
        var word = Word();
        var found = word.Length > 0 ? word : text[start..(start + 1)];
        return Fault(start, $"expected {wanted}, found '{(found.Length > 40 ? found[..40] + "…" : found)}'.");
    }

    public static FaultException Fault(int position, string problem) => new(position, problem);

    private static bool EndsWord(char c) => char.IsWhiteSpace(c) || c is '=' or '!' or '<' or '>' or '(' or ')' or ',' or '"' or '\'';

    /// <summary>Leaves the parser; never leaves this folder.</summary>
    internal sealed class FaultException(int position, string problem) : Exception(problem)
    {
        public int Position { get; } = position;
    }
}

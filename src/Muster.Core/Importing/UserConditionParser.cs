namespace Muster.Core.Importing;

/// <summary>
/// Reads conditions such as <c>department = "IT" and userPrincipalName endsWith "@contoso.com"</c>. Grammar:
/// <c>condition { and condition }</c>, where a condition is <c>property operator value</c>, the operators are <c>=</c>, <c>!=</c>, <c>startsWith</c>,
/// <c>endsWith</c>, and a value is a bare word or stands in single or double quotes. Keywords and names are read without regard to case.
/// </summary>
public sealed class UserConditionParser
{
    private readonly string _text;
    private int _position;

    private UserConditionParser(string text) => _text = text;

    /// <summary>Reads a text.</summary>
    /// <returns>The conditions, or the error with its position.</returns>
    public static ConditionsOrError Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return new ConditionsOrError(new UserConditionParser(text).Conditions(), null);
        }
        catch (FormatException error)
        {
            return new ConditionsOrError([], error.Message);
        }
    }

    private List<UserCondition> Conditions()
    {
        var conditions = new List<UserCondition> { Condition() };
        while (!AtEnd())
        {
            var start = _position;
            var word = Word();
            if (!string.Equals(word, "and", StringComparison.OrdinalIgnoreCase))
                throw Error(start, $"expected 'and' or the end, found '{word}'");
            conditions.Add(Condition());
        }
        return conditions;
    }

    private UserCondition Condition()
    {
        var property = Property();
        var comparison = Operator();
        SkipSpaces();
        var start = _position;
        var value = Value();
        if (property == UserProperty.AccountEnabled)
        {
            if (comparison is not (Comparison.Equals or Comparison.NotEquals) || !bool.TryParse(value, out var enabled))
                throw Error(start, $"accountEnabled is compared by = or != with true or false, not with '{value}'");
            value = enabled ? "true" : "false";
        }
        return new UserCondition(property, comparison, value);
    }

    private UserProperty Property()
    {
        SkipSpaces();
        var start = _position;
        var word = Word();
        // Not Enum.TryParse, which also takes numbers and lists such as "department,jobTitle".
        var names = Enum.GetNames<UserProperty>();
        var index = Array.FindIndex(names, name => string.Equals(name, word, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? Enum.Parse<UserProperty>(names[index])
            : throw Error(
                start,
                word.Length == 0
                    ? $"expected a property ({PropertyNames()})"
                    : $"'{word}' is not a property that can be used here; use one of {PropertyNames()}"
            );
    }

    private Comparison Operator()
    {
        SkipSpaces();
        var start = _position;
        if (Take("!="))
            return Comparison.NotEquals;
        if (Take("="))
            return Comparison.Equals;
        var word = Word();
        return word.ToUpperInvariant() switch
        {
            "STARTSWITH" => Comparison.StartsWith,
            "ENDSWITH" => Comparison.EndsWith,
            _ => throw Error(start, $"expected =, !=, startsWith or endsWith{(word.Length == 0 ? "" : $", found '{word}'")}"),
        };
    }

    private string Value()
    {
        var start = _position;
        if (start < _text.Length && _text[start] is '"' or '\'')
        {
            var end = _text.IndexOf(_text[start], start + 1);
            if (end < 0)
                throw Error(start, $"the quote {_text[start]} is never closed");
            _position = end + 1;
            return _text[(start + 1)..end];
        }
        var word = Word();
        return word.Length > 0 ? word : throw Error(start, "expected a value");
    }

    private string Word()
    {
        SkipSpaces();
        var start = _position;
        while (_position < _text.Length && !char.IsWhiteSpace(_text[_position]) && _text[_position] is not ('=' or '!' or '"' or '\''))
            _position++;
        return _text[start.._position];
    }

    private bool Take(string symbol)
    {
        if (!_text.AsSpan(_position).StartsWith(symbol, StringComparison.Ordinal))
            return false;
        _position += symbol.Length;
        return true;
    }

    private bool AtEnd()
    {
        SkipSpaces();
        return _position == _text.Length;
    }

    private void SkipSpaces()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
            _position++;
    }

    private FormatException Error(int position, string what) => new($"Condition, character {position + 1}: {what}. It reads: {_text}");

    private static string PropertyNames() =>
        string.Join(", ", Enum.GetNames<UserProperty>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
}

/// <summary>Conditions, or what is wrong with the text.</summary>
/// <param name="Conditions">The conditions; empty when there is an error.</param>
/// <param name="Error">Where and what, for people; null when all is well.</param>
public sealed record ConditionsOrError(IReadOnlyList<UserCondition> Conditions, string? Error);

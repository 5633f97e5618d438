using System.Globalization;
using System.Text;
using Muster.Core.Configuration;

namespace Muster.Core.Attributes;

/// <summary>
/// Reads <c>{ text | "{{" any text "}}" | "{" choice { "|" choice } "}" }</c>, where a choice is the name of a property or a constant in single quotes.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="find">The property with a name, or null.</param>
/// <param name="notOne">What is wrong with a name that is no property.</param>
internal sealed class TemplateParser<T>(string text, Func<string, ITemplateField<T>?> find, Func<string, string> notOne)
{
    private readonly List<TemplatePart<T>> _parts = [];
    private readonly StringBuilder _fixed = new();
    private int _position;

    public Template<T> Template()
    {
        while (_position < text.Length)
            if (StartsWith("{{"))
                TakeVerbatim();
            else if (text[_position] == '{')
                TakePlace();
            else
                _fixed.Append(text[_position++]);
        EndFixed();
        return new Template<T>(text, _parts);
    }

    private void TakeVerbatim()
    {
        var end = text.IndexOf("}}", _position, StringComparison.Ordinal);
        if (end < 0)
            throw Fault(_position, "'{{' begins text that is taken as it is, but no '}}' ends it");
        _fixed.Append(text, _position, end + 2 - _position);
        _position = end + 2;
    }

    private void TakePlace()
    {
        var start = _position++;
        var choices = new List<TemplateChoice<T>> { Choice(start) };
        while (Next(start) == '|')
        {
            _position++;
            choices.Add(Choice(start));
        }
        if (Next(start) != '}')
            throw Fault(_position, $"expected '|' or '}}', found '{text[_position]}'");
        _position++;
        EndFixed();
        _parts.Add(new TemplatePart<T>.Place(ValueList.Of(choices)));
    }

    private TemplateChoice<T> Choice(int start)
    {
        if (Next(start) == '\'')
            return new TemplateChoice<T>(null, Constant());
        var from = _position;
        while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] is '_' or '.'))
            _position++;
        var name = text[from.._position];
        if (name.Length == 0)
            throw Fault(
                from,
                _position == text.Length ? Unclosed(start) : $"expected a property or a constant in quotes, found '{text[from]}'"
            );
        return find(name) is { } field ? new TemplateChoice<T>(field, null) : throw Fault(from, notOne(name));
    }

    private string Constant()
    {
        var start = _position;
        var end = text.IndexOf('\'', start + 1);
        if (end < 0)
            throw Fault(start, "the quote ' is never closed");
        _position = end + 1;
        return text[(start + 1)..end];
    }

    /// <summary>The next character that is not a space.</summary>
    private char Next(int start)
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            _position++;
        return _position < text.Length ? text[_position] : throw Fault(start, Unclosed(start));
    }

    private bool StartsWith(string symbol) => text.AsSpan(_position).StartsWith(symbol, StringComparison.Ordinal);

    private void EndFixed()
    {
        if (_fixed.Length == 0)
            return;
        _parts.Add(new TemplatePart<T>.Fixed(_fixed.ToString()));
        _fixed.Clear();
    }

    private static string Unclosed(int start) =>
        string.Create(CultureInfo.InvariantCulture, $"the '{{' at character {start + 1} is never closed");

    private static FormatException Fault(int position, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"character {position + 1}: {what}"));
}

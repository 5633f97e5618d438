using System.Globalization;
using System.Text;

namespace Muster.Server.Tests;

/// <summary>Reads the texts out of C#: every string literal as a format, its holes numbered, its own braces doubled; literals that are added to one another are one.</summary>
internal sealed class CSharpLiterals
{
    private readonly string _source;
    private readonly List<CSharpLiteral> _found = [];

    private CSharpLiterals(string source) => _source = source;

    /// <summary>The literals of a file, raw ones left out.</summary>
    public static IReadOnlyList<CSharpLiteral> Of(string source)
    {
        var literals = new CSharpLiterals(source);
        literals.Read(0, source.Length);
        return literals._found;
    }

    private void Read(int from, int to)
    {
        for (var at = from; at < to; )
            if (_source.AsSpan(at).StartsWith("//"))
                at = _source.IndexOf('\n', at) is var end and >= 0 ? end : to;
            else if (_source.AsSpan(at).StartsWith("/*"))
                at = _source.IndexOf("*/", at, StringComparison.Ordinal) + 2;
            else if (_source[at] == '\'')
                at = AfterLetter(at);
            else if (IsLiteral(at))
                at = Whole(at);
            else
                at++;
    }

    /// <summary>One literal, and what is added to it.</summary>
    private int Whole(int at)
    {
        var (text, begin) = (new StringBuilder(), at);
        var (holes, isRaw) = (0, false);
        while (true)
        {
            (at, var raw) = One(at, text, ref holes);
            isRaw |= raw;
            var next = AfterSpace(at);
            if (next >= _source.Length || _source[next] != '+' || AfterSpace(next + 1) is var more && !IsLiteral(more))
                break;
            at = AfterSpace(next + 1);
        }
        if (!isRaw)
            _found.Add(new(begin, text.ToString()));
        return at;
    }

    private (int End, bool IsRaw) One(int at, StringBuilder text, ref int holes)
    {
        var (interpolated, verbatim) = (false, false);
        for (; _source[at] is '$' or '@'; at++)
            (interpolated, verbatim) = (interpolated || _source[at] == '$', verbatim || _source[at] == '@');
        var quotes = 0;
        while (at + quotes < _source.Length && _source[at + quotes] == '"')
            quotes++;
        if (quotes == 2)
            return (at + 2, false);
        if (quotes > 2)
            return (_source.IndexOf(new string('"', quotes), at + quotes, StringComparison.Ordinal) + quotes, true);
        for (at++; _source[at] != '"' || (verbatim && _source[at + 1] == '"'); at++)
            if (verbatim && _source[at] == '"')
                text.Append(_source[at++]);
            else if (_source[at] == '\\' && !verbatim)
                text.Append(Escaped(_source[++at]));
            else if (interpolated && _source[at] is '{' or '}' && interpolated && _source[at + 1] == _source[at])
                text.Append(_source[at]).Append(_source[at++]);
            else if (interpolated && _source[at] == '{')
            {
                var end = AfterHole(at + 1);
                Read(at + 1, end);
                text.Append(CultureInfo.InvariantCulture, $"{{{holes++}}}");
                at = end;
            }
            else
                text.Append(_source[at] is '{' or '}' ? $"{_source[at]}{_source[at]}" : _source[at]);
        return (at + 1, false);
    }

    /// <summary>Where a hole closes.</summary>
    private int AfterHole(int at)
    {
        for (var depth = 1; ; at++)
            if (_source[at] == '\'')
                at = AfterLetter(at) - 1;
            else if (IsLiteral(at))
            {
                var none = 0;
                at = One(at, new StringBuilder(), ref none).End - 1;
                // Found again when the hole is read.
            }
            else if (_source[at] is '{' or '(' or '[')
                depth++;
            else if (_source[at] is '}' or ')' or ']' && --depth == 0)
                return at;
    }

    private int AfterLetter(int at) =>
        _source[at + 1] == '\\' ? _source.IndexOf('\'', at + 3) + 1
        : at + 2 < _source.Length && _source[at + 2] == '\'' ? at + 3
        : at + 1;

    private int AfterSpace(int at)
    {
        while (at < _source.Length && char.IsWhiteSpace(_source[at]))
            at++;
        return at;
    }

    private bool IsLiteral(int at) =>
        at < _source.Length
        && (_source[at] == '"' || (_source[at] is '$' or '@' && at + 1 < _source.Length && _source[at + 1] is '"' or '$' or '@'));

    private static char Escaped(char letter) =>
        letter switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            _ => letter,
        };
}

/// <summary>A literal of a file.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Text">Its text as a format.</param>
internal sealed record CSharpLiteral(int At, string Text);

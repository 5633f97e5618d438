using System.Text;

namespace Muster.Engine.Users;

/// <summary>Rows of a text of comma-separated values (RFC 4180); where the first line has semicolons and no commas, those separate.</summary>
internal sealed class CsvText
{
    private readonly string _text;
    private readonly char _separator;
    private readonly List<FileFault> _faults = [];
    private int _position;
    private int _line = 1;

    private CsvText(string text)
    {
        _text = text;
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var first = end < 0 ? text : text[..end];
        _separator = first.Contains(';', StringComparison.Ordinal) && !first.Contains(',', StringComparison.Ordinal) ? ';' : ',';
    }

    /// <summary>Reads a text; blank lines are left out.</summary>
    public static (IReadOnlyList<CsvRow> Rows, IReadOnlyList<FileFault> Faults) Parse(string text)
    {
        var csv = new CsvText(text);
        var rows = new List<CsvRow>();
        while (csv._position < text.Length && csv._faults.Count == 0)
            if (csv.Row() is { } row)
                rows.Add(row);
        return (rows, csv._faults);
    }

    private CsvRow? Row()
    {
        var line = _line;
        var fields = new List<string>();
        do fields.Add(Field(fields.Count + 1));
        while (Take(_separator));
        if (_position < _text.Length && !TakeLineEnd() && _faults.Count == 0)
            _faults.Add(new FileFault(_line, $"field {fields.Count}", "there is text behind the closing quote"));
        return fields is [""] ? null : new CsvRow(line, fields);
    }

    private string Field(int number)
    {
        if (_position < _text.Length && _text[_position] == '"')
            return Quoted(number);
        var start = _position;
        while (_position < _text.Length && _text[_position] != _separator && _text[_position] is not ('\r' or '\n'))
            if (_text[_position++] == '"' && _faults.Count == 0)
                _faults.Add(
                    new FileFault(
                        _line,
                        $"field {number}",
                        "a quote stands in a field that does not begin with one; write \"\" within quotes"
                    )
                );
        return _text[start.._position].Trim();
    }

    private string Quoted(int number)
    {
        var began = _line;
        var field = new StringBuilder();
        for (_position++; _position < _text.Length; _position++)
        {
            var c = _text[_position];
            if (c == '"' && !(_position + 1 < _text.Length && _text[_position + 1] == '"'))
            {
                _position++;
                return field.ToString().Trim();
            }
            if (c == '"')
                _position++;
            else if (c == '\n')
                _line++;
            field.Append(c);
        }
        _faults.Add(new FileFault(began, $"field {number}", "the quote is never closed"));
        return "";
    }

    private bool Take(char symbol)
    {
        if (_position >= _text.Length || _text[_position] != symbol)
            return false;
        _position++;
        return true;
    }

    private bool TakeLineEnd()
    {
        var any = Take('\r');
        any |= Take('\n');
        _line += any ? 1 : 0;
        return any;
    }
}

/// <summary>A row.</summary>
/// <param name="Line">Line on which it begins, from 1.</param>
/// <param name="Fields">Its fields, without the spaces around them.</param>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Fields);

/// <summary>Something wrong in a file.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Name of the column, or number of the field; null for the whole line.</param>
/// <param name="What">What is wrong.</param>
public sealed record FileFault(int Line, string? Column, string What)
{
    /// <summary>Place and fault in one sentence.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {Line}{(Column is null ? "" : $", {Column}")}: {What}");
}

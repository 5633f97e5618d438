using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Muster.Core.Matching;

/// <summary>Reads a pattern and says where it is wrong. What looks like a regular expression is refused: it would fit nothing, and nobody would know why.</summary>
internal sealed class PatternParser
{
    private readonly Rune[] _text;
    private readonly List<PatternState> _states = [];
    private readonly List<int> _starts = [];
    private readonly List<int> _ends = [];
    private int _fork = -1;
    private int _brace;

    private PatternParser(string text) => _text = [.. text.EnumerateRunes()];

    public static bool TryParse(string text, [NotNullWhen(true)] out NamePattern? pattern, [NotNullWhen(false)] out PatternFault? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new PatternParser(text);
        fault = Length(text) ?? parser.LooksLikeRegex() ?? parser.Parse();
        pattern = fault is null ? new NamePattern(text, parser._states) : null;
        return fault is null;
    }

    private static PatternFault? Length(string text) =>
        text.Length switch
        {
            0 => new PatternFault(1, "the pattern is empty.", "Write * for every name."),
            > NamePattern.LongestPattern => Fault(
                NamePattern.LongestPattern,
                string.Create(CultureInfo.InvariantCulture, $"a pattern has at most {NamePattern.LongestPattern} characters."),
                "Split it into several patterns."
            ),
            _ => null,
        };

    private PatternFault? LooksLikeRegex()
    {
        if (Is(0, '^'))
            return Fault(
                0,
                "'^' marks the beginning in a regular expression, and this is none.",
                "A pattern always fits whole names; write \\^ for the character."
            );
        if (Is(_text.Length - 1, '$') && !Is(_text.Length - 2, '\\'))
            return Fault(
                _text.Length - 1,
                "'$' marks the end in a regular expression, and this is none.",
                "A pattern always fits whole names; write \\$ for the character."
            );
        for (var i = 1; i < _text.Length; i++)
            if (IsRepetition(i) && !Is(i - 2, '\\'))
                return Fault(
                    i - 1,
                    $"'{_text[i - 1]}{_text[i]}' is from a regular expression, and this is none.",
                    $"* alone stands for any characters; write \\{_text[i - 1]} for the character."
                );
        return null;
    }

    private PatternFault? Parse()
    {
        for (var i = 0; i < _text.Length; i++)
        {
            if (Rune.IsControl(_text[i]))
                return Fault(i, "a control character.", "Names have none; leave it out.");
            switch (_text[i].Value)
            {
                case '\\' when i + 1 == _text.Length:
                    return Fault(i, "'\\' makes the next character stand for itself, and there is none.", "Write \\\\ for the character.");
                case '\\':
                    _states.Add(new PatternState.Literal(_text[++i]));
                    break;
                case '*':
                    if (_states.Count == 0 || _states[^1] is not PatternState.Any)
                        _states.Add(new PatternState.Any());
                    break;
                case '?':
                    _states.Add(new PatternState.One());
                    break;
                case '{' when _fork >= 0:
                    return Fault(i, "'{' within '{'.", "Write the alternatives out; \\{ is the character.");
                case '{':
                    (_fork, _brace) = (_states.Count, i);
                    _states.Add(new PatternState.Jump([]));
                    _starts.Add(_states.Count);
                    break;
                case ',' when _fork >= 0:
                    EndAlternative();
                    _starts.Add(_states.Count);
                    break;
                case '}' when _fork < 0:
                    return Fault(i, "'}' without a '{' before it.", "Write \\} for the character.");
                case '}' when i == _brace + 1:
                    return Fault(_brace, "'{}' holds nothing to choose from.", "Write {one,other}; \\{ is the character.");
                case '}':
                    EndAlternatives();
                    break;
                default:
                    _states.Add(new PatternState.Literal(_text[i]));
                    break;
            }
        }
        if (_fork >= 0)
            return Fault(_brace, "'{' has no '}'.", "Close it; \\{ is the character.");
        _states.Add(new PatternState.End());
        return null;
    }

    private void EndAlternative()
    {
        _ends.Add(_states.Count);
        _states.Add(new PatternState.Jump([]));
    }

    private void EndAlternatives()
    {
        EndAlternative();
        _states[_fork] = new PatternState.Jump([.. _starts]);
        foreach (var end in _ends)
            _states[end] = new PatternState.Jump([_states.Count]);
        _starts.Clear();
        _ends.Clear();
        _fork = -1;
    }

    private bool IsRepetition(int index) =>
        (Is(index, '*') && Is(index - 1, '.')) || (Is(index, '+') && (Is(index - 1, '.') || Is(index - 1, ')') || Is(index - 1, ']')));

    private bool Is(int index, char letter) => index >= 0 && index < _text.Length && _text[index].Value == letter;

    private static PatternFault Fault(int index, string problem, string fix) => new(index + 1, problem, fix);
}

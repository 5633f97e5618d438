using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Muster.Core.Matching;

/// <summary>
/// A pattern for names: <c>*</c> stands for any characters, <c>?</c> for one, <c>{a,b}</c> for one of several, <c>\</c> makes the next character stand for
/// itself. Case counts, as in all names. The whole name has to fit.
/// </summary>
/// <remarks>
/// Not a regular expression: all ways through the pattern are followed at once, so that a match takes at most (length of the pattern) × (length of the name)
/// steps whatever either of them holds.
/// </remarks>
public sealed class NamePattern
{
    /// <summary>Most characters a pattern may have.</summary>
    public const int LongestPattern = 256;

    private readonly IReadOnlyList<PatternState> _states;

    internal NamePattern(string text, IReadOnlyList<PatternState> states) => (Text, _states) = (text, states);

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="pattern">The pattern, where it is one.</param>
    /// <param name="fault">What is wrong, where it is none.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out NamePattern? pattern, [NotNullWhen(false)] out PatternFault? fault) =>
        PatternParser.TryParse(text, out pattern, out fault);

    /// <summary>Reads patterns that were checked before.</summary>
    /// <exception cref="FormatException">One of them is none.</exception>
    public static IReadOnlyList<NamePattern> ParseAll(IEnumerable<string> texts) =>
        [
            .. texts.Select(text =>
                TryParse(text, out var pattern, out var fault) ? pattern : throw new FormatException($"'{text}': {fault}")
            ),
        ];

    /// <summary>Whether a name fits.</summary>
    public bool Fits(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var (now, next) = (new bool[_states.Count], new bool[_states.Count]);
        Enter(0, now);
        foreach (var rune in name.EnumerateRunes())
        {
            Array.Clear(next);
            for (var state = 0; state < now.Length; state++)
                if (now[state])
                    Step(state, rune, next);
            (now, next) = (next, now);
        }
        return now[^1];
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    private void Step(int state, Rune rune, bool[] next)
    {
        switch (_states[state])
        {
            case PatternState.Any:
                Enter(state, next);
                break;
            case PatternState.One:
                Enter(state + 1, next);
                break;
            case PatternState.Literal(var wanted) when wanted == rune:
                Enter(state + 1, next);
                break;
        }
    }

    /// <summary>Marks a state and those that are reached from it without a character.</summary>
    private void Enter(int state, bool[] states)
    {
        if (states[state])
            return;
        states[state] = true;
        switch (_states[state])
        {
            case PatternState.Any:
                Enter(state + 1, states);
                break;
            case PatternState.Jump(var targets):
                foreach (var target in targets)
                    Enter(target, states);
                break;
        }
    }
}

/// <summary>A place in a pattern.</summary>
internal abstract record PatternState
{
    private PatternState() { }

    /// <summary>This character.</summary>
    public sealed record Literal(Rune Rune) : PatternState;

    /// <summary>One character, whichever.</summary>
    public sealed record One : PatternState;

    /// <summary>Any number of characters.</summary>
    public sealed record Any : PatternState;

    /// <summary>Goes on at any of the targets.</summary>
    public sealed record Jump(IReadOnlyList<int> Targets) : PatternState;

    /// <summary>The end of the pattern.</summary>
    public sealed record End : PatternState;
}

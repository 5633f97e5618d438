using System.Globalization;

namespace Muster.Core.Importing;

/// <summary>What is wrong with a text that should be a condition.</summary>
/// <param name="Text">The text.</param>
/// <param name="Position">Where it is wrong, in characters from 0; the length of the text when something is missing at its end.</param>
/// <param name="Problem">What is wrong and what would be right.</param>
public sealed record ConditionError(string Text, int Position, string Problem)
{
    private const int Window = 70;

    /// <summary>One line: character (from 1), problem.</summary>
    public string Message => string.Create(CultureInfo.InvariantCulture, $"Condition, character {Position + 1}: {Problem}");

    /// <summary>Two lines: the part of the text around the place, and a caret below the character.</summary>
    public string Pointer
    {
        get
        {
            var start = Math.Max(0, Math.Min(Position - (Window / 2), Text.Length - Window));
            var end = Math.Min(Text.Length, start + Window);
            var before = start > 0 ? "…" : "";
            var shown = string.Concat(Text[start..end].Select(c => char.IsControl(c) ? ' ' : c));
            return $"{before}{shown}{(end < Text.Length ? "…" : "")}\n{new string(' ', before.Length + Position - start)}^";
        }
    }
}

/// <summary>A condition, or what is wrong with the text.</summary>
/// <param name="Condition">The condition; null when there is an error.</param>
/// <param name="Error">What is wrong; null when all is well.</param>
public sealed record ConditionOrError(UserCondition? Condition, ConditionError? Error);

namespace Muster.Core.Matching;

/// <summary>What is wrong with a pattern.</summary>
/// <param name="Position">Place of the character that is wrong, from 1.</param>
/// <param name="Problem">What is wrong, for people.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record PatternFault(int Position, string Problem, string Fix)
{
    /// <summary>Position, problem and fix in one line.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Position {Position}: {Problem} {Fix}");
}

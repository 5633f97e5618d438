namespace Muster.Core.Guarding;

/// <summary>What one guard rail found in a plan: its arithmetic, whether it holds the plan or lets it pass.</summary>
/// <param name="Guard">Stable word for machines, such as <c>runRemovalsStated</c>.</param>
/// <param name="Subject">The group it is about; null when it is about the run. Of groups that pass only the one that came closest is reported.</param>
/// <param name="Rule">What the guard rail watches, in words.</param>
/// <param name="Measured">What it measured, a sentence without its full stop.</param>
/// <param name="Limit">The limit at that time, in words.</param>
/// <param name="Tripped">Whether the limit is passed.</param>
public sealed record GuardFinding(string Guard, string? Subject, string Rule, string Measured, string Limit, bool Tripped)
{
    /// <summary>What the guard rail watches and its limit as one sentence.</summary>
    public string Sentence => $"{Rule}: {Limit}.";

    /// <summary>The arithmetic as one sentence.</summary>
    public string Detail => $"{Measured}; {Limit}.";
}

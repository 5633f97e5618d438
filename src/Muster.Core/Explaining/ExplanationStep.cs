namespace Muster.Core.Explaining;

/// <summary>One step on the way into a group.</summary>
/// <param name="Code">Stable word for machines, such as <c>enabled</c>.</param>
/// <param name="Passed">Whether the person gets past it.</param>
/// <param name="Text">What was found, for people.</param>
public sealed record ExplanationStep(string Code, bool Passed, string Text);

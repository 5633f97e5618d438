namespace Muster.Core.Guarding;

/// <summary>A guard rail that a plan ran into.</summary>
/// <param name="Guard">Stable word for machines, such as <c>runRemovalsStated</c>.</param>
/// <param name="Detail">The arithmetic, for people: what the plan does, what the limit is.</param>
public sealed record GuardTrip(string Guard, string Detail);

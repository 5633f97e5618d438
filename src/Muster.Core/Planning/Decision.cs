namespace Muster.Core.Planning;

/// <summary>What a rule or a guard rail decided when a plan was made, in the words and figures of that time; later edits of the rule do not change it.</summary>
/// <param name="Code">Stable word for machines, such as <c>runRemovalsStated</c> or <c>accountDisabled</c>.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="Rule">The rule with its limits as they stood.</param>
/// <param name="Detail">The arithmetic, or what became of the objects.</param>
/// <param name="Objects">How many objects it was about: removals weighed, users left out, groups skipped.</param>
public sealed record Decision(string Code, DecisionKind Kind, string Rule, string Detail, long Objects);

/// <summary>Kinds of decisions.</summary>
public enum DecisionKind : byte
{
    /// <summary>A guard rail weighed the plan and let it pass.</summary>
    GuardPassed = 0,

    /// <summary>A guard rail holds the plan.</summary>
    GuardTripped = 1,

    /// <summary>A rule left objects of the directory out.</summary>
    LeftOut = 2,

    /// <summary>A rule kept what would otherwise have changed.</summary>
    KeptBack = 3,

    /// <summary>A person took rows out of the plan.</summary>
    Cut = 4,
}

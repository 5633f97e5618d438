using Muster.Core.Planning;

namespace Muster.Engine.Plans;

/// <summary>How a plan was asked for, so that it can be made anew of what is now and compared.</summary>
/// <param name="Groups">Names of the groups it was limited to; empty for all.</param>
/// <param name="Full">Whether every user was compared.</param>
/// <param name="Cut">What a person took out of it.</param>
public sealed record PlanOrigin(IReadOnlyList<string> Groups, bool Full, PlanCut Cut)
{
    /// <summary>Whether it puts drift back that syncs only report.</summary>
    public bool Heals { get; init; }

    /// <summary>A plan for everything.</summary>
    public static readonly PlanOrigin Everything = new([], false, PlanCut.None);
}

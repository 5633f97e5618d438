using Muster.Core.Planning;
using Muster.Engine.Runs;

namespace Muster.Engine.Users;

/// <summary>Result of a person's decision about users.</summary>
/// <param name="Run">The run that carried it out; null when nothing was done.</param>
/// <param name="Plan">What was or would be done; null when it was refused.</param>
/// <param name="Problems">What was left or refused, and why.</param>
public sealed record UsersOutcome(Run? Run, SyncPlan? Plan, IReadOnlyList<PlanProblem> Problems)
{
    /// <summary>Nothing was done.</summary>
    public static UsersOutcome Refused(params IReadOnlyList<PlanProblem> problems) => new(null, null, problems);
}

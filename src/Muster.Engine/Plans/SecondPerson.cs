using Muster.Engine.Connections;

namespace Muster.Engine.Plans;

/// <summary>The rule that whoever caused a held plan may not release it.</summary>
public static class SecondPerson
{
    /// <summary>Why this person may not approve; null when nothing speaks against it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="asked">Whether the connection asks for a second person.</param>
    /// <param name="connection">The connection, for words.</param>
    /// <param name="actor">Who wants to approve.</param>
    public static string? Refusal(StoredPlan plan, bool asked, Connection? connection, string actor)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!asked || plan.State != PlanState.Held || !string.Equals(plan.MadeBy, actor, StringComparison.OrdinalIgnoreCase))
            return null;
        return $"Plan {plan.Id} was made by {plan.MadeBy}, and connection '{connection?.Name}' asks for a second person (policy secondPerson). "
            + $"Anybody else who may work on this data can approve it, {plan.MadeBy} cannot; discarding it needs no second person.";
    }
}

using Muster.Engine.Connections;
using Muster.Engine.Runs;

namespace Muster.Engine.Plans;

/// <summary>The rule that whoever caused a held plan may not release it.</summary>
public static class SecondPerson
{
    private const int MostNames = 5;
    private const string TokenMark = " (token ";

    /// <summary>The name of whoever acts, with a token too: "Ada (token ci)" is Ada.</summary>
    /// <param name="actor">Actor as the journal has it.</param>
    public static string PersonOf(string actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.EndsWith(')') && actor.IndexOf(TokenMark, StringComparison.Ordinal) is > 0 and var end ? actor[..end] : actor;
    }

    /// <summary>How the actor of what somebody does with a token is written.</summary>
    /// <param name="person">Name of the person.</param>
    /// <param name="token">Name of the token.</param>
    public static string WithToken(string person, string token) => $"{person}{TokenMark}{token})";

    /// <summary>Whether two actors are one person, by hand or with a token.</summary>
    public static bool IsSame(string one, string other) =>
        string.Equals(PersonOf(one), PersonOf(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>Who else took part in some runs, each once, in their order.</summary>
    public static IReadOnlyList<string> Others(IEnumerable<Run> runs, string actor) =>
        [
            .. runs.SelectMany(run => new[] { run.DecidedBy, run.Actor })
                .OfType<string>()
                .Where(name => !IsSame(name, actor))
                .DistinctBy(PersonOf, StringComparer.OrdinalIgnoreCase),
        ];

    /// <summary>Why this person may not approve; null when nothing speaks against it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="asked">Whether the connection asks for a second person.</param>
    /// <param name="connection">The connection, for words.</param>
    /// <param name="actor">Who wants to approve.</param>
    /// <param name="known">Others who have worked on this data, the latest first.</param>
    public static string? Refusal(StoredPlan plan, bool asked, Connection? connection, string actor, IReadOnlyList<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(plan);
        if (!asked || plan.State != PlanState.Held || !IsSame(plan.MadeBy, actor))
            return null;
        return $"Plan {plan.Id} was made by {plan.MadeBy}, and connection '{connection?.Name}' asks for a second person (policy secondPerson, now or when the plan was made). "
            + $"Anybody else who may work on this data can approve it, {plan.MadeBy} cannot; discarding it needs no second person. "
            + (
                known.Count == 0
                    ? "So far nobody else has worked on this data."
                    : $"Others who have worked on this data: {string.Join(", ", known.Take(MostNames))}{(known.Count > MostNames ? " and others" : "")}."
            );
    }
}

namespace Muster.Core.Planning;

/// <summary>Something a plan could not settle by itself and shows to a person.</summary>
/// <param name="Code">Stable word for machines, such as <c>ambiguousName</c>.</param>
/// <param name="Subject">Name of the group or UPN it is about.</param>
/// <param name="Message">What is wrong and what to do, for people.</param>
/// <param name="Candidates">Object ids to choose from, where a choice is asked for.</param>
public sealed record PlanProblem(string Code, string Subject, string Message, IReadOnlyList<string> Candidates)
{
    /// <summary>Makes a problem without a choice.</summary>
    public PlanProblem(string code, string subject, string message)
        : this(code, subject, message, []) { }
}

using System.Text.Json;

namespace Muster.Testing;

/// <summary>Compares what came of reading and planning from changes with what came of reading and planning everything.</summary>
internal static class TwoWays
{
    /// <summary>Every difference in words; none when both came to the same.</summary>
    public static IEnumerable<string> Between(
        ReplayStop changes,
        IReadOnlyList<string> state,
        ReplayStop whole,
        IReadOnlyList<string> wholeState
    )
    {
        foreach (var line in state.Except(wholeState, StringComparer.Ordinal))
            yield return $"only by changes: {line}";
        foreach (var line in wholeState.Except(state, StringComparer.Ordinal))
            yield return $"only by the whole: {line}";
        if (Text(changes, "steps") is var steps && Text(whole, "steps") is var wholeSteps && steps != wholeSteps)
            yield return $"steps by changes {steps}, by the whole {wholeSteps}";
        var (problems, wholeProblems) = (Problems(changes), Problems(whole));
        foreach (var problem in problems.Except(wholeProblems, StringComparer.Ordinal))
            yield return $"problem only by changes: {problem}";
        foreach (var problem in wholeProblems.Except(problems, StringComparer.Ordinal))
            yield return $"problem only by the whole: {problem}";
    }

    private static string Text(ReplayStop stop, string property) => stop.Run.GetProperty(property).GetRawText();

    private static List<string> Problems(ReplayStop stop) =>
        stop.Run.TryGetProperty("problems", out var problems) && problems.ValueKind == JsonValueKind.Array
            ? [.. problems.EnumerateArray().Select(problem => problem.GetRawText())]
            : [];
}

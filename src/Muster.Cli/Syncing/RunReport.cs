using Muster.Cli.Terminals;
using Muster.Core.Planning;
using Muster.Engine.Runs;
using Muster.Server.Ui;

namespace Muster.Cli.Syncing;

/// <summary>Says how a run ended, and what to do next.</summary>
internal static class RunReport
{
    private static readonly Texts T = Texts.English;
    private const int MostProblems = 10;

    /// <summary>Prints the result and gives the exit code.</summary>
    public static int Conclude(Terminal terminal, Run run)
    {
        if (terminal.Json)
            terminal.WriteJson(json => RunJson.Write(json, run));
        else
            Print(terminal, run);
        return ExitCode(run);
    }

    public static int ExitCode(Run run) =>
        run.Outcome switch
        {
            RunOutcome.Applied when IsDamaged(run) => ExitCodes.PartlyDone,
            RunOutcome.Applied or RunOutcome.NoChanges => ExitCodes.Fine,
            RunOutcome.Held => ExitCodes.Held,
            _ when run.Fault is { } fault => Cli.ExitCodeOf(fault),
            RunOutcome.Incomplete => ExitCodes.IncompleteRead,
            _ => run.Reason switch
            {
                RunReason.Stopped => ExitCodes.Interrupted,
                RunReason.OtherRemovals or RunReason.ObservesOnly => ExitCodes.Held,
                RunReason.Overtaken => ExitCodes.Stale,
                _ => ExitCodes.Unexpected,
            },
        };

    /// <summary>Problems, the first few in full.</summary>
    public static void PrintProblems(Terminal terminal, IReadOnlyList<PlanProblem> problems)
    {
        if (problems.Count == 0)
            return;
        terminal.Note($"[yellow]![/] {Numbers.Of(problems.Count, "thing")} to look at:");
        foreach (var problem in problems.Take(MostProblems))
            terminal.Note($"  [yellow]{JsonlessCode(problem.Code)}[/] {problem.Message}");
        if (problems.Count > MostProblems)
            terminal.Note($"  [grey]… and {Numbers.Of(problems.Count - MostProblems)} more; --json lists all[/]");
    }

    private static string JsonlessCode(string code) =>
        string.Concat(code.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));

    /// <summary>Units spent, beside those that were expected where that differs.</summary>
    public static string Units(Run run) =>
        run.Spending.EstimatedUnits is { } expected && expected != run.Spending.ResourceUnits
            ? $"{Numbers.Of(run.Spending.ResourceUnits, "resource unit")} (about {Numbers.Of(expected)} expected)"
            : Numbers.Of(run.Spending.ResourceUnits, "resource unit");

    /// <summary>How long each part took.</summary>
    public static string Took(Run run) =>
        $"read {Numbers.Seconds(run.Seconds.Read)}, plan {Numbers.Seconds(run.Seconds.Plan)}, apply {Numbers.Seconds(run.Seconds.Apply)}"
        + (run.Verified is null ? "" : $", verify {Numbers.Seconds(run.Seconds.Verify)}");

    /// <summary>Tells where what a run wrote is not as planned; says nothing when they are.</summary>
    public static void PrintDamage(Terminal terminal, Run? run)
    {
        if (IsDamaged(run))
            PrintVerified(terminal, run!);
    }

    /// <summary>Whether reading back showed something that is not as planned.</summary>
    public static bool IsDamaged(Run? run) => run?.Verified is { Differing: > 0 };

    private static void PrintVerified(Terminal terminal, Run run)
    {
        if (RunWords.Verified(T, run.Verified) is not { } words)
            return;
        if (run.Verified!.Differing == 0)
            terminal.Say($"  {words}");
        else
            terminal.Fail(words);
        foreach (var place in run.Verified.Where)
            terminal.Note($"  {place}");
    }

    private static void Print(Terminal terminal, Run run)
    {
        var graph =
            $"{Numbers.Of(run.Spending.Requests, "Graph request")}, {Units(run)}{(run.Spending.Retries > 0 ? $", {Numbers.Of(run.Spending.Retries, "retry")}" : "")}";
        switch (run.Outcome)
        {
            case RunOutcome.Applied or RunOutcome.NoChanges:
                terminal.Say($"[green]✓[/] {RunWords.Ended(T, run)}");
                PrintVerified(terminal, run);
                terminal.Say($"  [grey]{Took(run)}; {graph}[/]");
                break;
            case RunOutcome.Held:
                terminal.Say($"[yellow]■[/] {RunWords.Ended(T, run)}");
                foreach (var trip in run.Held)
                    terminal.Say($"  [yellow]{trip.Guard}[/] {trip.Detail}");
                if (run.Held.Any(trip => trip.Guard.EndsWith("Inferred", StringComparison.Ordinal)))
                    terminal.Note($"Merely absent: the directory did not say so. Read it again before you release:  muster sync --full");
                terminal.Note(
                    run.Plan is { } plan
                        ? (FormattableString)$"Look at it:  muster runs show {run.Id}   or, with reasons,   muster plan show {plan}"
                        : $"Look at it:  muster runs show {run.Id}"
                );
                terminal.Note(
                    $"Release it:  muster runs approve {run.Id} --reason \"…\"   or   muster runs reject {run.Id} --reason \"…\""
                );
                break;
            default:
                terminal.Fail($"{RunWords.Ended(T, run)} {run.Message}");
                break;
        }
        PrintProblems(terminal, run.Problems);
    }
}

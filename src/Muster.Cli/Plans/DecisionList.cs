using Muster.Cli.Terminals;
using Muster.Core.Planning;
using Spectre.Console;

namespace Muster.Cli.Plans;

/// <summary>What guard rails and rules decided, for people: what tripped or left something out first.</summary>
internal static class DecisionList
{
    public static void Print(Terminal terminal, IReadOnlyList<Decision> decisions)
    {
        if (decisions.Count == 0 || terminal.Json || terminal.Options.Quiet)
            return;
        terminal.Line("[grey]Decided by the rules of that time:[/]");
        foreach (var decision in decisions.OrderBy(Rank))
            terminal.Line($"  {Mark(decision.Kind)} [bold]{Safe(decision.Code)}[/] {Safe(decision.Detail)} [grey]{Safe(decision.Rule)}[/]");
    }

    private static int Rank(Decision decision) =>
        decision.Kind switch
        {
            DecisionKind.GuardTripped => 0,
            DecisionKind.Cut => 1,
            DecisionKind.KeptBack => 2,
            DecisionKind.LeftOut => 3,
            _ => 4,
        };

    private static string Mark(DecisionKind kind) =>
        kind switch
        {
            DecisionKind.GuardTripped => "[yellow]holds[/]",
            DecisionKind.GuardPassed => "[green]passes[/]",
            DecisionKind.LeftOut => "[blue]leaves out[/]",
            DecisionKind.KeptBack => "[yellow]keeps[/]",
            _ => "[blue]cut[/]",
        };

    private static string Safe(string text) => Markup.Escape(SafeText.Of(text));
}

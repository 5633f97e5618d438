using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.Importing;
using Spectre.Console;

namespace Muster.Cli.Users;

/// <summary><c>muster users rule</c></summary>
internal static class ShowRuleCommand
{
    public static Command Create(Cli cli)
    {
        var name = new Option<string?>("--connection") { Description = "Which connection, where there are several", HelpName = "NAME" };
        var command = new Command("rule", "Show whom the import rule in force covers, counted over what was last read")
        {
            name,
        }.WithExamples("muster users rule", "muster users rule --connection corp --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connection = await muster.ConnectionAsync(call.Get(name), cancellationToken);
                var rule = connection.ImportRule;
                var coverage = rule is null ? null : await muster.Rules.CoverageAsync(connection, rule, cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => RuleJson.Write(json, rule, coverage));
                else
                    Print(call.Terminal, rule, coverage);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <summary>Counts, groups and the next change by time; used by the preview, too.</summary>
    public static void PrintCoverage(Terminal terminal, RuleCoverage coverage)
    {
        terminal.Say(
            $"It covers {Numbers.Of(coverage.CoveredEnabled)} of {Numbers.Of(coverage.Enabled, "enabled user")} ({Percent(coverage)}); with disabled accounts {Numbers.Of(coverage.Covered)} of {Numbers.Of(coverage.Users)}."
        );
        if (coverage.Groups.Count > 0)
        {
            var table = Tables.New("Group", "Object id", "#Members");
            foreach (var group in coverage.Groups)
                table.Add(
                    Tables.Text(group.Name ?? "never read"),
                    Tables.Text(group.Id.ToString()),
                    group.Present ? Tables.Number(group.Members) : new Text("not in the directory", new Style(Color.Yellow))
                );
            terminal.Out.Write(table);
        }
        if (coverage.NextChange is { } next)
            terminal.Say($"[grey]The next change by time alone: {Numbers.Instant(next)}.[/]");
    }

    private static void Print(Terminal terminal, ImportRule? rule, RuleCoverage? coverage)
    {
        if (rule is null)
        {
            terminal.Say($"Nobody is imported by rule yet. Choose: muster users import --help");
            return;
        }
        terminal.Say($"Every sync imports [bold]{ImportRuleWords.Of(rule)}[/].");
        if (coverage is null)
        {
            terminal.Say($"The directory has not been read with what the rule names ({rule.Selection.ToString()}) yet: muster sync");
            return;
        }
        PrintCoverage(terminal, coverage);
        RunReport.PrintProblems(terminal, coverage.Problems);
    }

    private static string Percent(RuleCoverage coverage) =>
        coverage.Enabled == 0
            ? "0 %"
            : (100.0 * coverage.CoveredEnabled / coverage.Enabled).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture)
                + " %";
}

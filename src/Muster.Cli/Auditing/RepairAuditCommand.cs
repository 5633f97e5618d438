using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Engine.Auditing;

namespace Muster.Cli.Auditing;

/// <summary><c>muster audit repair</c></summary>
internal static class RepairAuditCommand
{
    private const int MostShown = 50;

    public static Command Create(Cli cli)
    {
        var reason = new Option<string?>("--reason") { Description = "Why; kept in the audit log", HelpName = "TEXT" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Repair without asking" };
        var command = new Command(
            "repair",
            "Rebuild from the history what is only derived from it; refused when the log or the history itself is damaged"
        )
        {
            reason,
            yes,
        }.WithExamples("muster audit repair", "muster audit repair --yes --reason \"Disk error of 3 March, ticket 4711\"");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                SyncCommand.Ask(call, call.Get(yes), "muster audit repair --yes", "muster audit verify");
                if (
                    !call.Get(yes)
                    && !await call.Terminal.AskAsync(
                        "Rebuild the stored sets, counts and states from the history? Nothing in the history changes.",
                        cancellationToken
                    )
                )
                {
                    call.Terminal.Say($"Declined. Nothing was changed.");
                    return ExitCodes.Unexpected;
                }
                var outcome = await muster.Repairs.RunAsync(call.Actor, call.Get(reason), cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => Write(json, outcome));
                return Conclude(call.Terminal, outcome);
            }
        );
        return command;
    }

    private static int Conclude(Terminal terminal, RepairOutcome outcome)
    {
        switch (outcome)
        {
            case RepairOutcome.NothingToDo(var entries):
                terminal.Say($"[green]✓[/] Nothing to repair: {Numbers.Of(entries)} entries, the history and the state agree.");
                return ExitCodes.Fine;
            case RepairOutcome.Done(var repaired, var entry):
                terminal.Say(
                    $"[green]✓[/] {Numbers.Of(repaired.Count, "disagreement")} put right from the history; audit entry {entry} records it. What was wrong:"
                );
                Print(terminal, repaired);
                terminal.Note($"[grey]The next plan is made from everything. See what differs from the directory: muster drift[/]");
                return ExitCodes.Fine;
            case RepairOutcome.Refused(var faults):
                terminal.Fail(
                    $"The log or the history itself is damaged, so nothing can be rebuilt from it, and nothing was changed. Restore the data folder from a backup. {Numbers.Of(faults.Count, "fault")}:"
                );
                Print(terminal, faults);
                return ExitCodes.Unexpected;
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    private static void Print(Terminal terminal, IReadOnlyList<string> faults)
    {
        foreach (var fault in faults.Take(MostShown))
            terminal.Note($"  [red]-[/] {fault}");
        if (faults.Count > MostShown)
            terminal.Note($"  [grey]… and {Numbers.Of(faults.Count - MostShown)} more; --json lists all[/]");
    }

    private static void Write(Utf8JsonWriter json, RepairOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString(
            "outcome",
            outcome switch
            {
                RepairOutcome.Done => "repaired",
                RepairOutcome.Refused => "refused",
                _ => "nothingToDo",
            }
        );
        json.Number("entry", outcome is RepairOutcome.Done done ? done.Entry : null);
        json.Texts("repaired", outcome is RepairOutcome.Done(var repaired, _) ? repaired : []);
        json.Texts("faults", outcome is RepairOutcome.Refused(var faults) ? faults : []);
        json.WriteEndObject();
    }
}

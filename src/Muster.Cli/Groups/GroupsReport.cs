using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Groups;

namespace Muster.Cli.Groups;

/// <summary>Says what a change of groups did and what it left.</summary>
internal static class GroupsReport
{
    public static int Conclude(Terminal terminal, GroupsOutcome outcome, string next)
    {
        var counts = outcome.Plan?.Counts ?? new PlanCounts();
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                if (outcome.Run is { } run)
                    json.WriteNumber("run", run.Id);
                else
                    json.WriteNull("run");
                json.WriteBoolean("dryRun", outcome is { Run: null, Plan.IsEmpty: false });
                json.WritePropertyName("steps");
                RunJson.WriteCounts(json, counts);
                json.WriteStartArray("created");
                foreach (var step in outcome.Plan?.Groups.OfType<GroupStep.Create>() ?? [])
                    json.WriteStringValue(step.Name);
                json.WriteEndArray();
                RunJson.WriteProblems(json, outcome.Problems);
                json.WriteEndObject();
            });
        else
            Print(terminal, outcome, counts, next);
        RunReport.PrintDamage(terminal, outcome.Run);
        return ExitCode(outcome);
    }

    private static void Print(Terminal terminal, GroupsOutcome outcome, PlanCounts counts, string next)
    {
        if (outcome.Run is null && outcome.Plan is null)
        {
            if (outcome.Problems.Count == 0)
                terminal.Say($"Nothing was changed.");
            foreach (var problem in outcome.Problems)
                terminal.Fail(problem.Message);
            return;
        }
        if (outcome.Run?.Outcome == Engine.Runs.RunOutcome.Failed)
            terminal.Fail($"Nothing was changed: {outcome.Run.Message}");
        else if (counts.Total == 0)
            terminal.Say($"Nothing to do: every group that can be created is here.");
        else if (outcome.Run is null)
            Preview(terminal, outcome.Plan!);
        else if (outcome.Plan!.Groups.Any(step => step is GroupStep.Unlink))
            terminal.Say(
                $"[green]✓[/] It no longer follows the directory; its {Numbers.Of(counts.MembersAdded, "member")} and {Numbers.Of(counts.OwnersAdded, "owner")} stay as local ones."
            );
        else
            terminal.Say($"[green]✓[/] {PlanWords.Sentence(counts)}");
        RunReport.PrintProblems(terminal, outcome.Problems);
        if (outcome.Run is not null)
            terminal.Note($"[grey]{next}[/]");
    }

    /// <summary>Says what a plan that was not carried out would do at once.</summary>
    public static void Preview(Terminal terminal, SyncPlan plan)
    {
        var counts = plan.Counts;
        if (plan.Groups.Any(step => step is GroupStep.Unlink))
            terminal.Say(
                $"Nothing was changed; it would no longer follow the directory, and its {Numbers.Of(counts.MembersAdded, "member")} and {Numbers.Of(counts.OwnersAdded, "owner")} would stay as local ones.{(counts.ExceptionsEnded > 0 ? $" {Numbers.Of(counts.ExceptionsEnded, "exception")} would end." : "")}"
            );
        else if (plan.Groups is [GroupStep.ChangeState { From: LinkState.Paused }])
            terminal.Say($"Nothing was changed; it would follow the directory again, from the next sync on.");
        else
            terminal.Say($"Nothing was changed; it would be: {PlanWords.Sentence(counts)}");
        foreach (var step in plan.Groups)
            if (step is GroupStep.Create create)
                terminal.Say($"  [green]+[/] {create.Name}");
            else if (step is GroupStep.Rename rename)
                terminal.Say($"  [blue]~[/] {rename.From} renamed to {rename.To}, as in the directory");
    }

    private static int ExitCode(GroupsOutcome outcome) =>
        outcome switch
        {
            { Run.Outcome: Engine.Runs.RunOutcome.Failed } => ExitCodes.Stale,
            _ when RunReport.IsDamaged(outcome.Run) => ExitCodes.PartlyDone,
            { Plan: null, Problems: [{ Code: "notFound" or "notInDirectory" }, ..] } => ExitCodes.NotFound,
            { Plan: null, Problems: [{ Code: "badName" or "namingConvention" }, ..] } => ExitCodes.WrongUsage,
            { Plan: null, Problems.Count: > 0 } => ExitCodes.Locked,
            { Run: null, Problems: [{ Code: "notInDirectory" }] } => ExitCodes.NotFound,
            { Problems.Count: > 0 } when outcome.Problems.Any(problem => problem.Code is not ("noConnection" or "unmatched")) =>
                ExitCodes.PartlyDone,
            _ => ExitCodes.Fine,
        };
}

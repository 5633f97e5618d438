using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Engine.Users;
using Muster.Server;

namespace Muster.Cli.Users;

/// <summary>Says what a decision about users did, or why nothing was done.</summary>
internal static class UsersReport
{
    /// <summary>Shows what a decision does, then asks for it where somebody can be asked.</summary>
    public static Consented Asking(Invocation call, MusterInstance muster, Consent consent, string question, string command) =>
        async (plan, held, cancellationToken) =>
        {
            var asks = !consent.LooksOnly(call) && !consent.Given(call) && call.Terminal.CanAsk;
            if (asks)
                await new PlanPrinter(call.Terminal, muster.Database.Platform).PrintAsync(plan, null, null, false, cancellationToken);
            if (asks || consent.LooksOnly(call))
                foreach (var trip in held)
                    call.Terminal.Say($"[yellow]■[/] It would be held, and wait for a person: {trip.Detail}");
            return await consent.GivenAsync(call, question, command, cancellationToken);
        };

    public static async Task<int> ConcludeAsync(
        Invocation call,
        MusterInstance muster,
        UsersOutcome outcome,
        string next,
        CancellationToken cancellationToken
    )
    {
        if (call.Terminal.Json)
            call.Terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                if (outcome.Run is { } run)
                    json.WriteNumber("run", run.Id);
                else
                    json.WriteNull("run");
                json.WriteString("outcome", JsonFormat.Word(OutcomeOf(outcome)));
                json.WriteBoolean("dryRun", outcome is { Run: null, Plan.IsEmpty: false });
                json.WritePropertyName("steps");
                RunJson.WriteCounts(json, outcome.Plan?.Counts ?? new PlanCounts());
                RunJson.WriteProblems(json, outcome.Problems);
                json.WriteEndObject();
            });
        else
            await PrintAsync(call.Terminal, muster, outcome, next, cancellationToken);
        RunReport.PrintDamage(call.Terminal, outcome.Run);
        return ExitCode(outcome);
    }

    private static async Task PrintAsync(
        Terminal terminal,
        MusterInstance muster,
        UsersOutcome outcome,
        string next,
        CancellationToken cancellationToken
    )
    {
        if (outcome.Plan is not { } plan)
        {
            foreach (var problem in outcome.Problems)
                if (problem.Code == "nothingToDo")
                    terminal.Say($"{problem.Message}");
                else
                    terminal.Fail(problem.Message);
            return;
        }
        await new PlanPrinter(terminal, muster.Database.Platform).PrintAsync(plan, null, null, false, cancellationToken);
        switch (outcome.Run?.Outcome)
        {
            case RunOutcome.Applied:
                terminal.Say($"[green]✓[/] {PlanWords.Sentence(plan.Counts)}");
                break;
            case RunOutcome.Held:
                foreach (var trip in outcome.Run.Held)
                    terminal.Fail($"Held: {trip.Detail}");
                terminal.Note(
                    $"[grey]Nothing was changed. Decide with: muster runs approve {outcome.Run.Id} --reason TEXT, or muster runs reject {outcome.Run.Id} --reason TEXT[/]"
                );
                break;
            case null when !plan.IsEmpty:
                terminal.Say($"Nothing was changed; it would be: {PlanWords.Sentence(plan.Counts)}");
                return;
            case RunOutcome.Failed:
                terminal.Fail($"Nothing was changed: {outcome.Run.Message}");
                break;
        }
        RunReport.PrintProblems(terminal, outcome.Problems);
        if (outcome.Run?.Outcome is null or RunOutcome.Applied)
            terminal.Note($"[grey]{next}[/]");
    }

    private static RunOutcome OutcomeOf(UsersOutcome outcome) =>
        outcome.Run?.Outcome ?? (outcome.Plan is { IsEmpty: false } ? RunOutcome.Cancelled : RunOutcome.NoChanges);

    private static int ExitCode(UsersOutcome outcome) =>
        outcome switch
        {
            { Run.Outcome: RunOutcome.Failed } => ExitCodes.Stale,
            { Run.Outcome: RunOutcome.Held } => ExitCodes.Held,
            _ when RunReport.IsDamaged(outcome.Run) => ExitCodes.PartlyDone,
            { Plan: not null } => ExitCodes.Fine,
            { Problems: [{ Code: "nothingToDo" }, ..] } => ExitCodes.Fine,
            { Problems: [{ Code: "notFound" or "notInDirectory" }, ..] } => ExitCodes.NotFound,
            { Problems: [{ Code: "badValue" }, ..] } => ExitCodes.WrongUsage,
            _ => ExitCodes.Locked,
        };
}

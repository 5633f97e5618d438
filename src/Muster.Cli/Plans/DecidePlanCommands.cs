using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Cli.Plans;

/// <summary><c>muster plan approve</c> and <c>muster plan discard</c></summary>
internal static class DecidePlanCommands
{
    public static Command Approve(Cli cli)
    {
        var id = StoredPlans.Id();
        var reason = StoredPlans.Reason("Why it is right; kept with the plan and its run");
        var command = new Command("approve", "Apply exactly this plan, whether a guard rail holds it or not") { id, reason }.WithExamples(
            "muster plan approve 12 --reason \"Reorganisation of March, ticket 4711\"",
            "muster plan approve 12 --reason \"as discussed\" --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
                var text = StoredPlans.Text(call.Get(reason)!);
                observer.Phase(RunPhase.Apply);
                var outcome = await muster.Plans.Approvals.ApproveAsync(call.Get(id), call.Actor, text, null, null, cancellationToken);
                observer.Dispose();
                return Conclude(call.Terminal, $"Plan {call.Get(id)}", outcome) ?? throw StoredPlans.NotFound(call.Get(id));
            }
        );
        return command;
    }

    public static Command Discard(Cli cli)
    {
        var id = StoredPlans.Id();
        var reason = StoredPlans.Reason("Why it is wrong; kept with the plan");
        var command = new Command("discard", "Drop a plan that waits; a run that holds it is rejected") { id, reason }.WithExamples(
            "muster plan discard 12 --reason \"Wrong group was emptied in the directory; being mended there\"",
            "muster plan discard 12 --reason \"made for a look only\" --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var text = StoredPlans.Text(call.Get(reason)!);
                var outcome = await muster.Plans.Approvals.DiscardAsync(call.Get(id), call.Actor, text, cancellationToken);
                if (outcome is DecisionOutcome.Discarded(var plan))
                {
                    var connections = await StoredPlans.ConnectionsAsync(muster, cancellationToken);
                    if (call.Terminal.Json && await muster.Database.Plans.FindAsync(plan.Id, cancellationToken) is { } stored)
                        call.Terminal.WriteJson(json => StoredPlanJson.Write(json, stored, connections.NameOf(stored)));
                    call.Terminal.Say($"Plan {plan.Id} discarded; nothing was changed.");
                    return ExitCodes.Fine;
                }
                return Conclude(call.Terminal, $"Plan {call.Get(id)}", outcome) ?? throw StoredPlans.NotFound(call.Get(id));
            }
        );
        return command;
    }

    /// <summary>A sync plans anew what a sync planned, and nothing that a person asked for beside it.</summary>
    private static string Again(StoredPlan plan) =>
        plan.Origin is null || plan.Verb == "users import" ? $"Ask for it again: muster {plan.Verb}." : "Run muster sync for a new plan.";

    /// <summary>Says what came of a decision about a plan or a held run.</summary>
    /// <returns>The exit code; null when there is nothing with that number.</returns>
    public static int? Conclude(Terminal terminal, string subject, DecisionOutcome outcome)
    {
        switch (outcome)
        {
            case DecisionOutcome.Done(var run) when run.Outcome == RunOutcome.Rejected:
                if (terminal.Json)
                    terminal.WriteJson(json => RunJson.Write(json, run));
                terminal.Say($"Run {run.Id} rejected; nothing was changed.");
                if (run.Verb == "users import")
                    terminal.Say($"The import rule stays as it was.");
                return ExitCodes.Fine;
            case DecisionOutcome.Done(var run):
                return RunReport.Conclude(terminal, run);
            case DecisionOutcome.Stale(var difference, var plan):
                throw new UserErrorException(
                    ExitCodes.Stale,
                    $"{subject} was not applied, since what its plan was made from has changed: {difference}. {Again(plan)}"
                );
            case DecisionOutcome.NotHeld(var run) when run.Outcome == RunOutcome.Superseded:
                throw new UserErrorException(ExitCodes.Stale, $"{subject} was superseded and was not applied. {run.Message}");
            case DecisionOutcome.NotHeld(var run):
                throw new UserErrorException(
                    ExitCodes.Locked,
                    $"{subject} does not wait for a decision; {Runs.RunCommands.Standing(run.Outcome)}."
                );
            case DecisionOutcome.NotWaiting(var plan):
                throw StoredPlans.NotWaiting(plan);
            case DecisionOutcome.HeldNow(var plan):
                throw new UserErrorException(
                    ExitCodes.Held,
                    $"Plan {plan.Id} is held now, and nothing was changed: {string.Join(" ", plan.Held.Select(trip => trip.Detail))} Look at it: muster plan show {plan.Id}. To release it all the same, approve it once more."
                );
            case DecisionOutcome.SecondPersonNeeded(var why):
                throw new UserErrorException(ExitCodes.Held, why);
            case DecisionOutcome.ObservesOnly(var why):
                throw new UserErrorException(ExitCodes.Held, why);
            default:
                return null;
        }
    }
}

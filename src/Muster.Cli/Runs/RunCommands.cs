using System.CommandLine;
using Muster.Cli.Plans;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Ui;
using Spectre.Console;

namespace Muster.Cli.Runs;

/// <summary><c>muster runs …</c></summary>
internal static class RunCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("runs", "Look at runs, and decide about held ones");
        command.Add(ListRunsCommand.Create(cli));
        command.Add(Show(cli));
        command.Add(CompareRunsCommand.Create(cli));
        command.Add(Approve(cli));
        command.Add(Reject(cli));
        command.Add(UndoCommand.Create(cli));
        return command;
    }

    private static Command Show(Cli cli)
    {
        var id = new Argument<long>("ID") { Description = "Number of the run" };
        var all = new Option<bool>("--all") { Description = "Show every step of a held plan, however long" };
        var command = new Command("show", "Show one run, with its plan while it is held") { id, all }.WithExamples(
            "muster runs show 12",
            "muster runs show 12 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var run = await muster.Database.Runs.FindAsync(call.Get(id), cancellationToken) ?? throw NotFound(call.Get(id));
                if (call.Terminal.Json)
                {
                    call.Terminal.WriteJson(json => RunJson.Write(json, run, detailed: true));
                    return ExitCodes.Fine;
                }
                Print(call.Terminal, run);
                if (await muster.Database.Runs.HeldPlanAsync(run.Id, cancellationToken) is { } plan)
                {
                    var mirror = run.Connection is { } connection
                        ? await muster.Database.Mirror.LoadAsync(connection, cancellationToken)
                        : null;
                    await new PlanPrinter(call.Terminal, muster.Database.Platform).PrintAsync(
                        plan,
                        mirror,
                        null,
                        call.Get(all),
                        cancellationToken
                    );
                    call.Terminal.Note(
                        $"Release it:  muster runs approve {run.Id} --reason \"…\"   or   muster runs reject {run.Id} --reason \"…\""
                    );
                }
                RunReport.PrintProblems(call.Terminal, run.Problems);
                DecisionList.Print(call.Terminal, run.Decisions);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Print(Terminal terminal, Run run)
    {
        var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
        void Row(string label, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                grid.AddRow(new Markup($"[grey]{label}[/]"), Tables.Text(value));
        }
        Row("Run", $"{run.Id}, {run.Verb}, by {run.Actor}");
        Row("Trigger", JsonFormat.Word(RunTriggers.Of(run)));
        Row("Outcome", RunWords.Ended(Texts.English, run));
        if (run.Outcome == RunOutcome.Running)
            Row("Now", RunWords.Elsewhere(Texts.English, run));
        Row("Started", Numbers.Instant(run.StartedAt));
        Row("Ended", run.EndedAt is { } ended ? Numbers.Instant(ended) : "");
        Row("Steps", PlanWords.Sentence(run.Counts));
        Row(
            "Read",
            run.Spending.Requests == 0
                ? ""
                : $"{(run.Full ? "in full" : "changes only")}, {Numbers.Of(run.Spending.Requests, "Graph request")}, {RunReport.Units(run)}"
        );
        Row("Planned", run.Planning is { } way ? $"{(way.Full ? "in full" : "from what changed")}. {way.Reason}" : "");
        Row("Took", RunReport.Took(run));
        Row("Verified", RunWords.Verified(Texts.English, run.Verified));
        foreach (var place in run.Verified?.Where ?? [])
            Row("Differs", place);
        Row("Plan", run.Plan is { } plan ? $"{plan}, see: muster plan show {plan}" : "");
        Row("Plan hash", run.PlanHash);
        Row("Revision", run.Revision?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Row("Decided by", run.DecidedBy is null ? "" : $"{run.DecidedBy}: {run.DecisionReason}");
        Row("Message", run.Message);
        foreach (var trip in run.Held)
            Row("Held by", $"{trip.Guard}: {trip.Detail}");
        terminal.Out.Write(grid);
    }

    private static Command Approve(Cli cli)
    {
        var id = new Argument<long>("ID") { Description = "Number of the held run" };
        var reason = StoredPlans.Reason("Why it is right; kept with the run");
        var command = new Command("approve", "Apply exactly the plan that a guard rail held") { id, reason }.WithExamples(
            "muster runs approve 12 --reason \"Reorganisation of March, ticket 4711\"",
            "muster runs approve 12 --reason \"Seen with the head of HR\" --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
                observer.Phase(RunPhase.Apply);
                var outcome = await muster.Plans.Approvals.ApproveRunAsync(
                    call.Get(id),
                    call.Actor,
                    StoredPlans.Text(call.Get(reason)!),
                    null,
                    null,
                    cancellationToken
                );
                observer.Dispose();
                return Conclude(call.Terminal, call.Get(id), outcome);
            }
        );
        return command;
    }

    private static Command Reject(Cli cli)
    {
        var id = new Argument<long>("ID") { Description = "Number of the held run" };
        var reason = StoredPlans.Reason("Why it is wrong; kept with the run");
        var command = new Command("reject", "Drop the plan that a guard rail held") { id, reason }.WithExamples(
            "muster runs reject 12 --reason \"Wrong group was emptied; mended in the directory\"",
            "muster runs reject 12 --reason \"Not before the first of March\" --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                return Conclude(
                    call.Terminal,
                    call.Get(id),
                    await muster.Plans.Approvals.RejectRunAsync(
                        call.Get(id),
                        call.Actor,
                        StoredPlans.Text(call.Get(reason)!),
                        cancellationToken
                    )
                );
            }
        );
        return command;
    }

    public static int Conclude(Terminal terminal, long id, DecisionOutcome outcome) =>
        DecidePlanCommands.Conclude(terminal, $"Run {id}", outcome) ?? throw NotFound(id);

    public static UserErrorException NotFound(long id) =>
        new(ExitCodes.NotFound, $"There is no run {id}. List them with: muster runs list");

    public static string Words(RunOutcome outcome) => outcome == RunOutcome.NoChanges ? "nothing to do" : JsonFormat.Word(outcome);

    /// <summary>How a run ended, as a clause of its own.</summary>
    public static string Standing(RunOutcome outcome) =>
        outcome == RunOutcome.NoChanges ? "there was nothing to do" : $"it is {Words(outcome)}";

    public static Style? Style(RunOutcome outcome) =>
        outcome switch
        {
            RunOutcome.Applied or RunOutcome.NoChanges => new Style(Color.Green),
            RunOutcome.Held or RunOutcome.Superseded or RunOutcome.Cancelled or RunOutcome.Rejected => new Style(Color.Yellow),
            RunOutcome.Failed or RunOutcome.Incomplete => new Style(Color.Red),
            _ => (Style?)null,
        };
}

using System.CommandLine;
using Muster.Cli.Plans;
using Muster.Cli.Syncing;
using Muster.Engine.Syncing;
using Muster.Server.Ui;

namespace Muster.Cli.Runs;

/// <summary><c>muster runs undo</c></summary>
internal sealed class UndoCommand
{
    private readonly Argument<long[]> _ids = new("ID")
    {
        Description = "Numbers of the runs; several are undone together",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _from = new("--from")
    {
        Description = "Undo every run that ended from this time on (UTC unless it has an offset)",
        HelpName = "TIME",
    };
    private readonly Option<string?> _to = new("--to") { Description = "… up to this time; now when not given", HelpName = "TIME" };
    private readonly Option<string?> _until = EndDates.Option(
        required: false,
        "When the groups follow the directory again by themselves (UTC unless it has an offset)"
    );
    private readonly Option<bool> _yes = new("--yes", "-y")
    {
        Description = "Undo without asking; a plan that a guard rail holds still waits for a person",
    };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the plan and what stands in its way; change nothing" };
    private readonly Option<bool> _all = new("--all") { Description = "Show every step of the plan, however long" };

    public static Command Create(Cli cli)
    {
        var options = new UndoCommand();
        var command = new Command(
            "undo",
            "Take back what runs did to memberships; the groups it touches are paused until a date, or until resumed"
        )
        {
            options._ids,
            options._from,
            options._to,
            options._until,
            options._dryRun,
            options._yes,
            options._all,
        }.WithExamples(
            "muster runs undo 12 --dry-run",
            "muster runs undo 12 --until 2026-03-31",
            "muster runs undo 12 13 --yes --json",
            "muster runs undo --from 2026-03-01T09:00 --to 2026-03-01T12:00"
        );
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var which = Which(call);
        var until = EndDates.ParseFuture(call.Get(_until), call.Clock);
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        if (call.Get(_dryRun))
        {
            var (planned, refused) = await muster.Undos.DraftAsync(which, until, cancellationToken);
            if (refused is not null)
                return Conclude(call, which, refused);
            if (planned!.Plan.IsEmpty && !call.Terminal.Json)
            {
                call.Terminal.Say($"There is {RunWords.NothingToUndo(Texts.English)}");
                RunReport.PrintProblems(call.Terminal, planned.Plan.Problems);
                return ExitCodes.Fine;
            }
            await PlanCommand.ShowAsync(
                call.Terminal,
                muster,
                planned,
                null,
                call.Get(_all),
                "the same without --dry-run",
                cancellationToken
            );
            return ExitCodes.Fine;
        }
        SyncCommand.Ask(call, call.Get(_yes), $"muster runs undo {Words(call)} --yes", $"muster runs undo {Words(call)} --dry-run");
        using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, call.Get(_yes), call.Get(_all), call.Clock);
        var outcome = await muster.Undos.RunAsync(which, until, call.Actor, null, observer, cancellationToken);
        observer.Dispose();
        return Conclude(call, which, outcome);
    }

    private int Conclude(Invocation call, UndoneRuns which, DecisionOutcome outcome) =>
        outcome switch
        {
            DecisionOutcome.NotHeld(var run) => throw new UserErrorException(
                ExitCodes.Locked,
                $"Run {run.Id} changed nothing ({RunCommands.Standing(run.Outcome)}), so there is nothing to undo."
            ),
            DecisionOutcome.NotFound when which is UndoneRuns.Between => throw new UserErrorException(
                ExitCodes.NotFound,
                "No run that ended in that time changed anything. List them with: muster runs list"
            ),
            DecisionOutcome.SeveralConnections several => throw new UserErrorException(ExitCodes.WrongUsage, several.Why),
            _ => RunCommands.Conclude(call.Terminal, call.Get(_ids).FirstOrDefault(), outcome),
        };

    private UndoneRuns Which(Invocation call)
    {
        var ids = call.Get(_ids);
        var from = EndDates.Parse(call.Get(_from), "--from", start: true);
        var to = EndDates.Parse(call.Get(_to), "--to");
        if (ids.Length > 0 == from is not null || (to is not null && from is null))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                "Say which runs to undo: their numbers, or a stretch of time with --from TIME (and --to TIME)."
            );
        if (from is not { } first)
            return new UndoneRuns.These(ids);
        var now = call.Clock.GetUtcNow();
        if (first > now)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--from is '{call.Get(_from)}', which lies in the future (it is {Numbers.Instant(now)} now). Give an earlier time."
            );
        var last = to ?? now;
        return first <= last
            ? new UndoneRuns.Between(first, last)
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--from ({call.Get(_from)}) lies behind --to ({call.Get(_to)}). Change them over."
            );
    }

    private string Words(Invocation call) =>
        call.Get(_from) is { } from ? $"--from {from}{(call.Get(_to) is { } to ? $" --to {to}" : "")}" : string.Join(' ', call.Get(_ids));
}

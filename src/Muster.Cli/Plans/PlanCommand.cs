using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Engine.Syncing;
using Muster.Server;

namespace Muster.Cli.Plans;

/// <summary><c>muster plan</c>, alone and with its verbs.</summary>
internal static class PlanCommand
{
    public static Command Create(Cli cli)
    {
        var options = new SyncOptions();
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 2 when the plan has steps" };
        var command = new Command("plan", "Make and store a plan of what a sync would do, without doing it") { detailed }.WithExamples(
            "muster plan",
            "muster plan --group \"IT Support\" --all",
            "muster plan --detailed-exitcode --quiet",
            "muster plan show 12"
        );
        options.AddTo(command);
        command.Add(ListPlansCommand.Create(cli));
        command.Add(ShowPlanCommand.Create(cli));
        command.Add(DiffPlanCommand.Create(cli));
        command.Add(CutPlanCommand.Create(cli));
        command.Add(PlanNoteCommands.Comment(cli));
        command.Add(PlanNoteCommands.Ask(cli));
        command.Add(DecidePlanCommands.Approve(cli));
        command.Add(DecidePlanCommands.Discard(cli));
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var request = await options.RequestAsync(call, muster, cancellationToken);
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
                var (planned, stored) = await muster.Syncs.MakePlanAsync(request, observer, cancellationToken);
                observer.Dispose();
                await ShowAsync(call.Terminal, muster, planned, stored, call.Get(options.All), "muster sync", cancellationToken);
                return call.Get(detailed) && !planned.Plan.IsEmpty ? ExitCodes.DifferencesExist : ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <summary>Shows a plan that has just been made.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="muster">What it was made on.</param>
    /// <param name="planned">The plan.</param>
    /// <param name="stored">The plan as stored; null when it is for a look only.</param>
    /// <param name="everything">Whether every step is shown.</param>
    /// <param name="next">What to do to go on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task ShowAsync(
        Terminal terminal,
        MusterInstance muster,
        PlannedRun planned,
        StoredPlan? stored,
        bool everything,
        string next,
        CancellationToken cancellationToken
    )
    {
        if (terminal.Json)
        {
            await PlanJson.WriteAsync(terminal, muster.Database.Platform, planned, stored, cancellationToken);
            return;
        }
        await new PlanPrinter(terminal, muster.Database.Platform) { OwnersGet = planned.Policies.OwnerPermissions }.PrintAsync(
            planned.Plan,
            planned.Mirror,
            planned.Actual,
            everything,
            cancellationToken
        );
        if (planned.Verdict is PlanVerdict.Held(var trips))
        {
            terminal.Say($"[yellow]■[/] It would be held, and wait for a person:");
            foreach (var trip in trips)
                terminal.Say($"  [yellow]{trip.Guard}[/] {trip.Detail}");
        }
        RunReport.PrintProblems(terminal, planned.Plan.Problems);
        foreach (var why in planned.Read.WhyInFull)
            terminal.Note($"[grey]Read in full: {why}[/]");
        if (!planned.Plan.IsEmpty)
            terminal.Note($"[grey]Nothing was changed. To go on: {next}[/]");
        if (stored is { Waits: true })
            terminal.Note($"[grey]Kept as plan {stored.Id}; to apply exactly this one: muster plan approve {stored.Id} --reason \"…\"[/]");
    }
}

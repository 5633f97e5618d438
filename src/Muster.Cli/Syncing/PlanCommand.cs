using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Core.Planning;
using Muster.Engine.Syncing;

namespace Muster.Cli.Syncing;

/// <summary><c>muster plan</c></summary>
internal static class PlanCommand
{
    public static Command Create(Cli cli)
    {
        var options = new SyncOptions();
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 2 when the plan has steps" };
        var command = new Command("plan", "Show what a sync would do, without doing it") { detailed }.WithExamples(
            "muster plan",
            "muster plan --group \"IT Support\" --all",
            "muster plan --detailed-exitcode --quiet"
        );
        options.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var request = await options.RequestAsync(call, muster, cancellationToken);
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
                var planned = await muster.Syncs.PlanAsync(request, observer, cancellationToken);
                observer.Dispose();
                await ShowAsync(call.Terminal, muster, planned, call.Get(options.All), "muster sync", cancellationToken);
                return call.Get(detailed) && !planned.Plan.IsEmpty ? ExitCodes.DifferencesExist : ExitCodes.Fine;
            }
        );
        return command;
    }

    public static async Task ShowAsync(
        Terminal terminal,
        MusterInstance muster,
        PlannedRun planned,
        bool everything,
        string next,
        CancellationToken cancellationToken
    )
    {
        if (terminal.Json)
        {
            await PlanJson.WriteAsync(terminal, muster.Database.Platform, planned, cancellationToken);
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
    }
}

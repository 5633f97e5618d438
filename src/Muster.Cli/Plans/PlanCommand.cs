using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Cli.Users;
using Muster.Core.Planning;
using Muster.Engine.Connections;
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
        var users = new Option<string[]>("--user")
        {
            Description = "Only what is about these people: UPN, mail address or object id in the directory",
            HelpName = "USER",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("plan", "Make and store a plan of what a sync would do, without doing it")
        {
            users,
            detailed,
        }.WithExamples(
            "muster plan",
            "muster plan --user ada@contoso.com",
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
                foreach (var user in call.Get(users) ?? [])
                    request = request with { Cut = request.Cut.And(await OnlyAsync(muster, request.Connection, user, cancellationToken)) };
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
                var (planned, stored) = await muster.Syncs.MakePlanAsync(request, observer, cancellationToken);
                observer.Dispose();
                await ShowAsync(call.Terminal, muster, planned, stored, call.Get(options.All), "muster sync", cancellationToken);
                return call.Get(detailed) && !planned.Plan.IsEmpty ? ExitCodes.DifferencesExist : ExitCodes.Fine;
            }
        );
        return command;
    }

    private static async Task<PlanCut> OnlyAsync(
        MusterInstance muster,
        Connection connection,
        string user,
        CancellationToken cancellationToken
    )
    {
        var account = await DirectoryUserLookup.FindAsync(user, muster, connection, present: false, cancellationToken);
        return await muster.Glance.OnlyAsync(account, cancellationToken);
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

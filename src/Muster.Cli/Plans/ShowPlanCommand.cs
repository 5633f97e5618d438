using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Server;
using Muster.Server.Ui;
using Spectre.Console;

namespace Muster.Cli.Plans;

/// <summary><c>muster plan show</c></summary>
internal static class ShowPlanCommand
{
    public static Command Create(Cli cli)
    {
        var id = StoredPlans.Id();
        var group = new Option<string?>("--group") { Description = "Only the rows about this group", HelpName = "NAME" };
        var user = new Option<string?>("--user") { Description = "Only the rows about this person, by UPN or mail", HelpName = "UPN" };
        var all = new Option<bool>("--all") { Description = "Show every row, however many" };
        var command = new Command("show", "Show one plan: what it does, why, and what the rules said about it")
        {
            id,
            group,
            user,
            all,
        }.WithExamples("muster plan show 12", "muster plan show 12 --group \"IT Support\" --all", "muster plan show 12 --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var plan =
                    await muster.Database.Plans.FindAsync(call.Get(id), cancellationToken) ?? throw StoredPlans.NotFound(call.Get(id));
                var steps = await muster.Database.Plans.StepsAsync(plan.Id, cancellationToken);
                var view = steps is null ? null : await ViewAsync(muster, plan, steps, call.Get(group), call.Get(user), cancellationToken);
                var connection = (await StoredPlans.ConnectionsAsync(muster, cancellationToken)).NameOf(plan);
                var notes = PlanNoteCommands.Of(call, muster);
                var asked = await notes.AskedAsync(plan, cancellationToken);
                var comments = await notes.CommentsAsync(plan.Id, 0, int.MaxValue, cancellationToken);
                if (call.Terminal.Json)
                {
                    call.Terminal.WriteJson(json =>
                        StoredPlanJson.Write(
                            json,
                            plan,
                            connection,
                            () =>
                            {
                                PlanNoteJson.Write(json, "asked", asked);
                                PlanNoteJson.Write(json, "comments", comments);
                            }
                        )
                    );
                    if (view is not null)
                        PlanJson.WriteSteps(
                            call.Terminal,
                            view,
                            await PlanNames.LoadAsync(
                                view,
                                await MirrorAsync(muster, plan, cancellationToken),
                                null,
                                muster.Database.Platform,
                                int.MaxValue,
                                cancellationToken
                            )
                        );
                    return ExitCodes.Fine;
                }
                await PrintAsync(call.Terminal, muster, plan, view, connection, call.Get(all), cancellationToken);
                PlanNoteList.Print(call.Terminal, plan.Id, asked, comments, call.Get(all));
                Next(call.Terminal, plan);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <summary>Prints a stored plan whole, or the part of it that is asked for.</summary>
    public static async Task PrintAsync(
        Terminal terminal,
        MusterInstance muster,
        StoredPlan plan,
        SyncPlan? view,
        string? connection,
        bool everything,
        CancellationToken cancellationToken
    )
    {
        var sentence =
            plan.State == PlanState.IncompleteRead
                ? "the directory was not read to its end, so there are no steps."
                : PlanWords.Sentence(plan.Counts);
        terminal.Say($"Plan {plan.Id} ({StoredPlans.Words(plan.State)}): {sentence}");
        terminal.Out.Write(Facts(plan, connection));
        foreach (var trip in plan.Held)
            terminal.Say($"  [yellow]{trip.Guard}[/] {trip.Detail}");
        RunReport.PrintProblems(terminal, plan.Problems);
        if (view is not null)
            await new PlanPrinter(terminal, muster.Database.Platform).PrintAsync(
                view,
                await MirrorAsync(muster, plan, cancellationToken),
                null,
                everything,
                cancellationToken
            );
        else if (plan.Counts.Total > 0)
            terminal.Note($"[grey]Its steps are not kept any more; what it did is in the history of its run.[/]");
        DecisionList.Print(terminal, plan.Decisions);
    }

    private static Grid Facts(StoredPlan plan, string? connection)
    {
        var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
        void Row(string label, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                grid.AddRow(new Markup($"[grey]{label}[/]"), Tables.Text(value));
        }
        Row(
            "Made",
            $"{Numbers.Instant(plan.MadeAt)} by {plan.MadeBy} ({plan.Verb}{(connection is null ? "" : $", connection {connection}")})"
        );
        Row("Computed from", plan.Basis is { } basis ? Words(basis) : "");
        Row("Based on", plan.BasedOn is { } other ? $"plan {other}" : "");
        Row("Run", plan.Run?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Row("Good until", plan is { Waits: true, ExpiresAt: { } until } ? Numbers.Instant(until) : "");
        Row(
            "Decided",
            plan.DecidedAt is { } at
                ? $"{Numbers.Instant(at)} by {plan.DecidedBy}{(plan.DecisionReason is null ? "" : $": {plan.DecisionReason}")}"
                : ""
        );
        Row("Message", plan.Message);
        if (plan.State == PlanState.IncompleteRead)
            Row("Not read", NotRead(plan.Unread));
        Row("Hash", plan.Hash);
        return grid;
    }

    private static string NotRead(IReadOnlyList<UnreadStream>? unread) =>
        unread is null
            ? UnreadWords.NotNoted(Texts.English)
            : string.Join("; ", unread.Select(part => UnreadWords.Of(Texts.English, part)));

    private static string Words(PlanBasis basis)
    {
        var read = basis.Read;
        var how = read.Users.InFull || read.Groups.InFull ? "read in full" : "changes followed";
        var whole = read.Complete ? "" : "; not read whole, so nothing is removed that depends on it";
        return $"revision {basis.Revision}, settings {basis.ConfigurationVersion}, mirror {read.MirrorVersion} ({read.Users.PresentAfter} users, {read.Groups.PresentAfter} groups, {how}{whole})";
    }

    /// <summary>Says what can be done with a plan.</summary>
    public static void Next(Terminal terminal, StoredPlan plan)
    {
        if (plan.Waits)
            terminal.Note(
                $"Apply it:  muster plan approve {plan.Id} --reason \"…\"   or   muster plan discard {plan.Id} --reason \"…\"   What changed since:  muster plan diff {plan.Id}"
            );
        else if (plan.State is PlanState.Expired or PlanState.Superseded or PlanState.IncompleteRead)
            terminal.Note($"Make a new one:  muster plan");
    }

    private static async Task<SyncPlan> ViewAsync(
        MusterInstance muster,
        StoredPlan plan,
        SyncPlan steps,
        string? group,
        string? user,
        CancellationToken cancellationToken
    )
    {
        int? key = null;
        if (group is not null)
        {
            var names = await PlanNames.LoadAsync(steps, null, null, muster.Database.Platform, 0, cancellationToken);
            key = steps
                .Groups.Select(step => step.Group)
                .Concat(steps.Memberships.Select(change => change.Group))
                .Cast<int?>()
                .FirstOrDefault(candidate => names.Group(candidate!.Value) == group);
            if (key is null)
                throw new UserErrorException(
                    ExitCodes.NotFound,
                    $"Plan {plan.Id} has no row about a group called '{group}'. Names count exactly; see all rows with: muster plan show {plan.Id} --all"
                );
        }
        if (user is null)
            return PlanView.Of(steps, key, null);
        var stored = await muster.Database.Platform.UsersAsync(PlanView.Everybody(steps), cancellationToken);
        var people = PlanView.UsersOf(steps, stored, user);
        return people.IsEmpty
            ? throw new UserErrorException(
                ExitCodes.NotFound,
                $"Plan {plan.Id} has no row about '{user}'. Give the UPN or mail; see all rows with: muster plan show {plan.Id} --all"
            )
            : PlanView.Of(steps, key, people);
    }

    private static async Task<DirectoryMirror?> MirrorAsync(MusterInstance muster, StoredPlan plan, CancellationToken cancellationToken) =>
        plan.Connection is { } key && (await muster.Connections.ListAsync(cancellationToken)).Any(connection => connection.Key == key)
            ? await muster.Database.Mirror.LoadAsync(key, cancellationToken)
            : null;
}

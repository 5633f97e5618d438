using System.CommandLine;
using System.Globalization;
using Muster.Cli.Terminals;
using Muster.Engine.Plans;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Plans;

/// <summary><c>muster plan list</c></summary>
internal static class ListPlansCommand
{
    public static Command Create(Cli cli)
    {
        var state = new Option<string?>("--state")
        {
            Description = $"Only plans that stand so: {string.Join(", ", Enum.GetValues<PlanState>().Select(JsonFormat.Word))}",
            HelpName = "STATE",
        };
        var connection = new Option<string?>("--connection") { Description = "Only plans of this connection", HelpName = "NAME" };
        var pages = PageOptions.Downwards("plans");
        var command = new Command("list", "List the stored plans, newest first") { state, connection }.WithExamples(
            "muster plan list --state held",
            "muster plan list --before 120 --limit 50 --json"
        );
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var only = call.Get(connection) is { } name ? (await muster.ConnectionAsync(name, cancellationToken)).Key : (int?)null;
                var filter = new PlanFilter(only, State(call.Get(state)), page.Number, page.Fetched == 0 ? int.MaxValue : page.Fetched);
                var plans = await muster.Database.Plans.ListAsync(filter, cancellationToken);
                var connections = await StoredPlans.ConnectionsAsync(muster, cancellationToken);
                // On a narrow terminal who and which run give way; plan show has them.
                var wide = call.Terminal.Out.Profile.Width >= Tables.Wide;
                var table = wide
                    ? Tables.New("#Plan", "=Made, UTC", "For", "=State", "#Run", "#Removed", "#Steps", "By")
                    : Tables.New("#Plan", "=Made, UTC", "For", "=State", "#Removed", "#Steps");
                var shown = await Listing.StoredAsync(
                    call,
                    page,
                    plans.ToAsyncEnumerable(),
                    muster.Database.Plans.CountAsync(filter, cancellationToken),
                    plan => plan.Id.ToString(CultureInfo.InvariantCulture),
                    (json, plan) => StoredPlanJson.Write(json, plan, connections.NameOf(plan)),
                    plan => AddTo(call.Terminal, table, plan, wide),
                    cancellationToken
                );
                Listing.End(
                    call,
                    table,
                    shown,
                    "plan",
                    only is null && filter.State is null ? "Make one: muster plan" : "Nothing fits; leave out a filter."
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void AddTo(Terminal terminal, Table table, StoredPlan plan, bool wide)
    {
        IEnumerable<IRenderable> run = wide ? [plan.Run is { } number ? Tables.Number(number) : new Text("")] : [];
        IEnumerable<IRenderable> by = wide ? [Tables.Text(plan.MadeBy)] : [];
        table.AddRow([
            Tables.Number(plan.Id),
            Tables.Time(terminal, plan.MadeAt),
            new Text(plan.Verb),
            new Text(StoredPlans.Words(plan.State), StoredPlans.Style(plan.State)),
            .. run,
            Tables.Number(plan.Counts.MembersRemoved + plan.Counts.OwnersRemoved),
            Tables.Number(plan.Counts.Total),
            .. by,
        ]);
    }

    private static PlanState? State(string? text)
    {
        if (text is null)
            return null;
        foreach (var state in Enum.GetValues<PlanState>())
            if (string.Equals(JsonFormat.Word(state), text, StringComparison.OrdinalIgnoreCase))
                return state;
        throw new UserErrorException(
            ExitCodes.WrongUsage,
            $"--state is '{text}', which is no state of a plan. There are: {string.Join(", ", Enum.GetValues<PlanState>().Select(JsonFormat.Word))}."
        );
    }
}

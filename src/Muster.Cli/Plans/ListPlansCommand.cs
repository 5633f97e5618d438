using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Engine.Plans;
using Spectre.Console;

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
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many rows",
            DefaultValueFactory = _ => 20,
            HelpName = "N",
        };
        var before = new Option<long?>("--before") { Description = "Only plans before this one", HelpName = "ID" };
        var command = new Command("list", "List the stored plans, newest first") { state, connection, limit, before }.WithExamples(
            "muster plan list --state held",
            "muster plan list --before 120 --limit 50 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var only = call.Get(connection) is { } name ? (await muster.ConnectionAsync(name, cancellationToken)).Key : (int?)null;
                var filter = new PlanFilter(only, State(call.Get(state)), call.Get(before), Math.Clamp(call.Get(limit), 1, 1000));
                var plans = await muster.Database.Plans.ListAsync(filter, cancellationToken);
                var connections = await StoredPlans.ConnectionsAsync(muster, cancellationToken);
                if (call.Terminal.Json)
                    foreach (var plan in plans)
                        call.Terminal.WriteJson(json => StoredPlanJson.Write(json, plan, connections.NameOf(plan)));
                else if (plans.Count == 0)
                    call.Terminal.Say($"No plans. Make one: muster plan");
                else
                    Print(call.Terminal, plans);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Print(Terminal terminal, IReadOnlyList<StoredPlan> plans)
    {
        var table = Tables.New("#Plan", "Made", "For", "State", "#Run", "#Removed", "#Steps", "By");
        foreach (var plan in plans)
            table.Add(
                Tables.Number(plan.Id),
                new Text(Numbers.Instant(plan.MadeAt)),
                new Text(plan.Verb),
                new Text(StoredPlans.Words(plan.State), StoredPlans.Style(plan.State)),
                plan.Run is { } run ? Tables.Number(run) : new Text(""),
                Tables.Number(plan.Counts.MembersRemoved + plan.Counts.OwnersRemoved),
                Tables.Number(plan.Counts.Total),
                Tables.Text(plan.MadeBy)
            );
        terminal.Out.Write(table);
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

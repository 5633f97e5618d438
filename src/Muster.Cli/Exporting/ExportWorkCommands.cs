using System.CommandLine;
using Muster.Cli.Plans;
using Muster.Cli.Runs;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Server.Accounts;
using Muster.Server.Api;
using Muster.Server.Exporting;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Cli.Exporting;

/// <summary><c>muster export plans</c>, <c>steps</c>, <c>runs</c>, <c>run-changes</c>, <c>compared-runs</c> and <c>problems</c></summary>
internal static class ExportWorkCommands
{
    public static void AddTo(Command family, Cli cli)
    {
        family.Add(Plans(cli));
        family.Add(Steps(cli));
        family.Add(Runs(cli));
        family.Add(Changes(cli));
        family.Add(Compared(cli));
        family.Add(Problems(cli));
    }

    private static Command Plans(Cli cli)
    {
        var (state, connection) = (ListExport.OneOf<PlanState>("--state", "Only plans that stand so", "STATE"), Connection("plans"));
        var command = new Command("plans", "Write the stored plans, newest first") { state, connection }.WithExamples(
            "muster export plans --out plans.xlsx",
            "muster export plans --state held --format csv"
        );
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var (names, only) = await ListExport.ConnectionsAsync(muster, call.Get(connection), cancellationToken);
                var filter = new PlanFilter(only, ListExport.Word<PlanState>(call, state), null, Keyset.Page);
                return WorkTables.Plans(muster, names, filter, cancellationToken);
            }
        );
    }

    private static Command Steps(Cli cli)
    {
        var id = StoredPlans.Id();
        var kind = ListExport.OneOf<StepsShown>("--kind", "Only steps of this kind", "KIND");
        var search = new Option<string?>("--search")
        {
            Description = "Only steps about a group or person whose name contains this",
            HelpName = "TEXT",
        };
        var department = new Option<string?>("--department")
        {
            Description = "Only steps about people of this department, as it is stored now",
            HelpName = "NAME",
        };
        var command = new Command("steps", "Write the steps of a plan, by group, removals first")
        {
            id,
            kind,
            search,
            department,
        }.WithExamples("muster export steps 12 --out plan-12.xlsx", "muster export steps 12 --kind removals --format csv");
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var plan =
                    await muster.Database.Plans.FindAsync(call.Get(id), cancellationToken) ?? throw StoredPlans.NotFound(call.Get(id));
                var sheet =
                    await new PlanSheets(muster, call.Clock).OfAsync(plan, Texts.English, cancellationToken)
                    ?? throw new UserErrorException(
                        ExitCodes.NotFound,
                        $"The steps of plan {plan.Id} are not kept any more; what it did is in the history of its run."
                    );
                var people = await new PlanDepartments(muster, call.Clock).InAsync(sheet, call.Get(department), cancellationToken);
                return WorkTables.Steps(plan.Id, sheet, call.Get(kind), call.Get(search), call.Get(department), people);
            }
        );
    }

    private static Command Runs(Cli cli)
    {
        var outcome = ListExport.OneOf<RunOutcome>("--outcome", "Only runs that ended so", "OUTCOME");
        var trigger = ListRunsCommand.TriggerOption();
        var connection = Connection("runs");
        var command = new Command("runs", "Write the runs, newest first") { outcome, trigger, connection }.WithExamples(
            "muster export runs --out runs.xlsx",
            "muster export runs --outcome failed --trigger schedule --format csv"
        );
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var (names, only) = await ListExport.ConnectionsAsync(muster, call.Get(connection), cancellationToken);
                var filter = new RunFilter
                {
                    Connection = only,
                    Outcome = ListExport.Word<RunOutcome>(call, outcome),
                    Trigger = ListExport.Word<RunTrigger>(call, trigger),
                };
                return WorkTables.Runs(muster, names, filter, cancellationToken);
            }
        );
    }

    private static Command Changes(Cli cli)
    {
        var id = new Argument<long>("ID") { Description = "Number of the run" };
        var command = new Command("run-changes", "Write the memberships that a run began or ended, by group") { id }.WithExamples(
            "muster export run-changes 12 --out run-12.xlsx",
            "muster export run-changes 12 --format csv"
        );
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var run = await muster.Database.Runs.FindAsync(call.Get(id), cancellationToken) ?? throw RunCommands.NotFound(call.Get(id));
                return RunTables.Changes(new RunChanges(muster, call.Clock), run, cancellationToken);
            }
        );
    }

    private static Command Compared(Cli cli)
    {
        var asked = new TwoRuns();
        var command = new Command("compared-runs", "Write the memberships that two runs changed, side by side, by group").WithExamples(
            "muster export compared-runs 12 15 --out runs.xlsx",
            "muster export compared-runs 12 15 --only undone --format csv"
        );
        asked.AddTo(command);
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var (first, second, pair) = await asked.FindAsync(call, muster, cancellationToken);
                return RunTables.Compared(muster.Database.Reviews, first, second, pair, cancellationToken);
            }
        );
    }

    private static Command Problems(Cli cli)
    {
        var state = new Option<string>("--state")
        {
            Description = "open, snoozed, resolved or all",
            DefaultValueFactory = _ => "open",
            HelpName = "STATE",
        };
        state.AcceptOnlyFromAmong("open", "snoozed", "resolved", "all");
        var code = new Option<string?>("--code") { Description = "Only this kind", HelpName = "CODE" };
        var about = new Option<string?>("--about") { Description = "Only what is about the group of exactly this name", HelpName = "NAME" };
        var connection = Connection("problems");
        var command = new Command("problems", "Write the problems, those seen last first") { state, code, about, connection }.WithExamples(
            "muster export problems --out problems.xlsx",
            "muster export problems --state all --about \"IT Support\" --format csv"
        );
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var (names, only) = await ListExport.ConnectionsAsync(muster, call.Get(connection), cancellationToken);
                var filter = new ProblemFilter(call.Clock.GetUtcNow())
                {
                    State = call.Get(state) == "all" ? null : Enum.Parse<ProblemState>(call.Get(state)!, ignoreCase: true),
                    Connection = only,
                    Code = call.Get(code),
                    Subject = call.Get(about),
                };
                return WorkTables.Problems(muster, names, filter, OwnersAsync, cancellationToken);

                async Task<IReadOnlyDictionary<long, string>> OwnersAsync(IReadOnlyCollection<long> problems, CancellationToken stop)
                {
                    await using var accounts = await AccountFile.OpenAsync(call.DataFolder, muster, stop);
                    return accounts is null ? new Dictionary<long, string>() : await accounts.Owners.NamesAsync(problems, stop);
                }
            }
        );
    }

    private static Option<string?> Connection(string what) =>
        new("--connection") { Description = $"Only {what} of this connection", HelpName = "NAME" };
}

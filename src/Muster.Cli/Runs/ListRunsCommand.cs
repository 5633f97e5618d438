using System.CommandLine;
using System.Globalization;
using Muster.Cli.Exporting;
using Muster.Cli.Terminals;
using Muster.Engine.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Runs;

/// <summary><c>muster runs list</c></summary>
internal static class ListRunsCommand
{
    private static readonly string[] Outcomes = [.. Enum.GetValues<RunOutcome>().Select(JsonFormat.Word)];

    public static Command Create(Cli cli)
    {
        var outcome = new Option<string?>("--outcome")
        {
            Description = $"Only runs that ended so: {string.Join(", ", Outcomes)}",
            HelpName = "OUTCOME",
        };
        outcome.AcceptOnlyFromAmong(Outcomes);
        var trigger = TriggerOption();
        var connection = new Option<string?>("--connection") { Description = "Only runs of this connection", HelpName = "NAME" };
        var pages = PageOptions.Downwards("runs");
        var command = new Command("list", "List the runs, newest first") { outcome, trigger, connection }.WithExamples(
            "muster runs list --outcome held",
            "muster runs list --trigger schedule --outcome failed",
            "muster runs list --before 120 --limit 50 --json"
        );
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var filter = new RunFilter
                {
                    Connection = call.Get(connection) is { } name ? (await muster.ConnectionAsync(name, cancellationToken)).Key : null,
                    Outcome = call.Get(outcome) is { } wanted ? Enum.Parse<RunOutcome>(wanted, ignoreCase: true) : null,
                    Trigger = ListExport.Word<RunTrigger>(call, trigger),
                    Before = page.Number,
                    Limit = page.Fetched == 0 ? int.MaxValue : page.Fetched,
                };
                var runs = await muster.Database.Runs.ListAsync(filter, cancellationToken);
                // On a narrow terminal what began it and who give way; runs show has both.
                var wide = call.Terminal.Out.Profile.Width >= Tables.Wide;
                string[] by = wide ? ["=Trigger", "By"] : [];
                var table = Tables.New(["#Run", "=Started, UTC", "=Verb", "=Outcome", "#Steps", .. by]);
                var shown = await Listing.StoredAsync(
                    call,
                    page,
                    runs.ToAsyncEnumerable(),
                    muster.Database.Runs.CountAsync(filter, cancellationToken),
                    run => run.Id.ToString(CultureInfo.InvariantCulture),
                    (json, run) => RunJson.Write(json, run),
                    run => AddTo(call.Terminal, table, run, wide),
                    cancellationToken
                );
                var filtered = filter.Connection is not null || filter.Outcome is not null || filter.Trigger is not null;
                Listing.End(
                    call,
                    table,
                    shown,
                    "run",
                    filtered ? "Nothing fits; leave out a filter." : "Start with: muster users import --everyone"
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <summary>Narrows a list of runs to what began them.</summary>
    public static Option<string?> TriggerOption() => ListExport.OneOf<RunTrigger>("--trigger", "Only runs that this began", "TRIGGER");

    private static void AddTo(Terminal terminal, Table table, Run run, bool wide)
    {
        IEnumerable<IRenderable> by = wide ? [new Text(JsonFormat.Word(RunTriggers.Of(run))), Tables.Text(run.Actor)] : [];
        table.AddRow([
            Tables.Number(run.Id),
            Tables.Time(terminal, run.StartedAt),
            new Text(run.Verb),
            new Text(RunCommands.Words(run.Outcome), RunCommands.Style(run.Outcome)),
            Tables.Number(run.Counts.Total),
            .. by,
        ]);
    }
}

using System.CommandLine;
using System.Globalization;
using Muster.Cli.Terminals;
using Muster.Engine.Inbox;
using Muster.Server.Exporting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Inbox;

/// <summary><c>muster problems list</c></summary>
internal sealed class ListProblemsCommand
{
    private const int WideEnough = 110;

    private readonly Option<bool> _all = new("--all") { Description = "Resolved and snoozed ones too" };
    private readonly Option<bool> _resolved = new("--resolved") { Description = "Only those that are resolved" };
    private readonly Option<bool> _snoozed = new("--snoozed") { Description = "Only those that are put aside" };
    private readonly Option<string?> _code = new("--code") { Description = "Only this kind", HelpName = "CODE" };
    private readonly Option<string?> _about = new("--about")
    {
        Description = "Only what is about the group of exactly this name",
        HelpName = "NAME",
    };
    private readonly Option<string?> _connection = new("--connection") { Description = "Only of this connection", HelpName = "NAME" };
    private readonly PageOptions _pages = PageOptions.Upwards();

    public static Command Create(Cli cli)
    {
        var options = new ListProblemsCommand();
        var command = new Command("list", "List the problems that are open, those seen last on top")
        {
            options._all,
            options._resolved,
            options._snoozed,
            options._code,
            options._about,
            options._connection,
        }.WithExamples(
            "muster problems list",
            "muster problems list --all --about \"IT Support\"",
            "muster problems list --resolved --code unmatched --json"
        );
        options._pages.AddTo(command);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if ((call.Get(_all) ? 1 : 0) + (call.Get(_resolved) ? 1 : 0) + (call.Get(_snoozed) ? 1 : 0) > 1)
            throw new UserErrorException(ExitCodes.WrongUsage, "Give one of --all, --resolved and --snoozed.");
        var page = _pages.Read(call);
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var connection = call.Get(_connection) is { } name ? await muster.ConnectionAsync(name, cancellationToken) : null;
        ProblemState? wanted =
            call.Get(_all) ? null
            : call.Get(_resolved) ? ProblemState.Resolved
            : call.Get(_snoozed) ? ProblemState.Snoozed
            : ProblemState.Open;
        var now = call.Clock.GetUtcNow();
        var store = muster.Database.Problems;
        var filter = new ProblemFilter(now)
        {
            State = wanted,
            Connection = connection?.Key,
            Code = call.Get(_code),
            Subject = call.Get(_about),
        };
        var behind = page.After is null ? null : await PlaceAsync(store, page, filter, cancellationToken);
        var rows = Keyset.AllAsync(
            (InboxProblem? last, int most) =>
                store.PageAsync(
                    filter with
                    {
                        After = last is null ? behind : ProblemPlace.Of(last),
                        Limit = page.Limit == 0 ? most : Math.Min(most, page.Fetched),
                    },
                    cancellationToken
                ),
            cancellationToken
        );
        // The fix is what one comes for: since when, and how many, are in problems show too.
        var wide = call.Terminal.Out.Profile.Width >= WideEnough;
        var table = wide
            ? Tables.New("#Id", "=Kind", "About", "#Count", "=Since, UTC", "=State", "Fix")
            : Tables.New("#Id", "=Kind", "About", "=State", "Fix");
        var shown = await Listing.StoredAsync(
            call,
            page,
            rows,
            store.CountAsync(filter, cancellationToken),
            problem => problem.Id.ToString(CultureInfo.InvariantCulture),
            (json, problem) => ProblemCommands.Write(json, problem, now),
            problem => Add(call.Terminal, table, problem, now, wide),
            cancellationToken
        );
        Listing.End(call, table, shown, "problem", wanted == ProblemState.Open ? "Nothing waits for you." : "Nothing fits.");
        return ExitCodes.Fine;
    }

    /// <summary>Where the row stands that the page begins behind.</summary>
    private static async Task<ProblemPlace> PlaceAsync(
        IProblemStore store,
        Page page,
        ProblemFilter filter,
        CancellationToken cancellationToken
    ) =>
        long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && await store.PageAsync(filter with { Ids = [id], Limit = 1 }, cancellationToken) is [var row]
            ? ProblemPlace.Of(row)
            : throw page.NoSuchRow();

    private static void Add(Terminal terminal, Table table, InboxProblem problem, DateTimeOffset now, bool wide)
    {
        IEnumerable<IRenderable> figures = wide ? [Tables.Number(problem.Count), Tables.Time(terminal, problem.Since)] : [];
        table.AddRow([
            Tables.Number(problem.Id),
            Tables.Text(problem.Code),
            Tables.Text(problem.Subject),
            .. figures,
            Tables.Text(ProblemCommands.State(problem, now)),
            Tables.Text(problem.Fix),
        ]);
    }
}

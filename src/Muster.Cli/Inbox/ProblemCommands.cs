using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Engine.Inbox;
using Muster.Server;
using Muster.Server.Problems;
using Spectre.Console;

namespace Muster.Cli.Inbox;

/// <summary><c>muster problems …</c></summary>
internal static class ProblemCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("problems", "What a person should look at: one row a cause, gone by itself when the cause is");
        command.Add(ListProblemsCommand.Create(cli));
        command.Add(Show(cli));
        command.Add(Snooze(cli));
        command.Add(Wake(cli));
        return command;
    }

    /// <summary>The word for how a problem stands.</summary>
    public static string State(InboxProblem problem, DateTimeOffset now) =>
        problem.ResolvedAt is not null ? "resolved"
        : problem.IsSnoozed(now) ? "snoozed"
        : "open";

    public static void Write(Utf8JsonWriter json, InboxProblem problem, DateTimeOffset now)
    {
        json.WriteStartObject();
        WriteFields(json, problem, now);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, InboxProblem problem, DateTimeOffset now)
    {
        json.WriteNumber("id", problem.Id);
        json.WriteString("state", State(problem, now));
        json.WriteString("code", problem.Code);
        json.WriteString("subject", problem.Subject);
        json.WriteNumber("count", problem.Count);
        json.WriteString("effect", problem.Effect);
        json.WriteString("fix", problem.Fix);
        json.WriteNumber("connection", problem.Connection);
        json.Instant("firstSeen", problem.FirstSeen);
        json.Instant("since", problem.Since);
        json.Instant("lastSeen", problem.LastSeen);
        json.WriteNumber("lastRun", problem.LastRun);
        json.Instant("resolvedAt", problem.ResolvedAt);
        json.Instant("snoozedUntil", problem.SnoozedUntil);
        json.Text("snoozed", problem.Snoozed);
    }

    private static Command Show(Cli cli)
    {
        var id = Id();
        var command = new Command("show", "Show a problem with its past") { id }.WithExamples(
            "muster problems show 3",
            "muster problems show 3 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var problem = await FindAsync(muster, call.Get(id), cancellationToken);
                var history = await muster.Database.Problems.HistoryAsync(problem.Id, cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => Write(json, problem, history, call.Clock.GetUtcNow()));
                else
                    Print(call, problem, history);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Snooze(Cli cli)
    {
        var id = Id();
        var until = EndDates.Option(required: true, "When it shows again (UTC unless it has an offset)");
        var reason = new Option<string>("--reason")
        {
            Description = "Why it can wait; kept with it",
            Required = true,
            HelpName = "TEXT",
        };
        var command = new Command("snooze", "Put a problem aside until a day") { id, until, reason }.WithExamples(
            "muster problems snooze 3 --until 2026-03-31 --reason \"The directory team mends it in March\"",
            "muster problems snooze 3 --until 2026-03-31T12:00 --reason \"After lunch\" --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var end = EndDates.ParseFuture(call.Get(until), call.Clock);
                if (call.Get(reason)!.Trim().Length is 0 or > 2000)
                    throw new UserErrorException(ExitCodes.WrongUsage, "--reason needs a text of 1 to 2,000 characters.");
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var problem = await FindAsync(muster, call.Get(id), cancellationToken);
                if (problem.ResolvedAt is not null)
                    throw new UserErrorException(
                        ExitCodes.Locked,
                        $"Problem {problem.Id} is resolved since {Numbers.Instant(problem.ResolvedAt.Value)}; there is nothing to put aside."
                    );
                return await SaveAsync(call, muster, problem, end, call.Get(reason)!.Trim(), cancellationToken);
            }
        );
        return command;
    }

    private static Command Wake(Cli cli)
    {
        var id = Id();
        var command = new Command("wake", "Take up a problem again that was put aside") { id }.WithExamples(
            "muster problems wake 3",
            "muster problems wake 3 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var problem = await FindAsync(muster, call.Get(id), cancellationToken);
                if (!problem.IsSnoozed(call.Clock.GetUtcNow()))
                    throw new UserErrorException(
                        ExitCodes.Locked,
                        $"Problem {problem.Id} is not put aside (it is {State(problem, call.Clock.GetUtcNow())}); nothing to wake."
                    );
                return await SaveAsync(call, muster, problem, null, null, cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> SaveAsync(
        Invocation call,
        MusterInstance muster,
        InboxProblem problem,
        DateTimeOffset? until,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        var after = await ProblemAside.SaveAsync(muster.Database.Problems, problem, until, call.Actor, reason, cancellationToken);
        if (call.Terminal.Json)
            call.Terminal.WriteJson(json => Write(json, after, call.Clock.GetUtcNow()));
        else if (until is { } end)
            call.Terminal.Say($"[green]✓[/] Problem {problem.Id} is put aside until {Numbers.Instant(end)}.");
        else
            call.Terminal.Say($"[green]✓[/] Problem {problem.Id} is open again.");
        return ExitCodes.Fine;
    }

    private static void Write(Utf8JsonWriter json, InboxProblem problem, IReadOnlyList<ProblemEvent> history, DateTimeOffset now)
    {
        json.WriteStartObject();
        WriteFields(json, problem, now);
        json.WriteStartArray("history");
        foreach (var happened in history)
        {
            json.WriteStartObject();
            json.Instant("at", happened.At);
            json.WriteString("what", happened.What);
            if (happened.Run is { } run)
                json.WriteNumber("run", run);
            else
                json.WriteNull("run");
            json.WriteString("actor", happened.Actor);
            json.Text("text", happened.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Print(Invocation call, InboxProblem problem, IReadOnlyList<ProblemEvent> history)
    {
        var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
        void Row(string label, string value) => grid.AddRow(new Markup($"[grey]{label}[/]"), Tables.Text(value));
        Row("Problem", $"{problem.Id}, {problem.Code}, {State(problem, call.Clock.GetUtcNow())}");
        Row("About", problem.Subject);
        Row("Effect", problem.Effect);
        Row("Fix", problem.Fix);
        Row("Seen", $"{Numbers.Instant(problem.FirstSeen)} to {Numbers.Instant(problem.LastSeen)}, last by run {problem.LastRun}");
        foreach (var happened in history)
            Row(
                happened.What,
                $"{Numbers.Instant(happened.At)} {(happened.Run is { } run ? $"by run {run}" : $"by {happened.Actor}")}{(happened.Text is { Length: > 0 } text ? $": {text}" : "")}"
            );
        call.Terminal.Out.Write(grid);
    }

    private static async Task<InboxProblem> FindAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await muster.Database.Problems.FindAsync(id, cancellationToken)
        ?? throw new UserErrorException(ExitCodes.NotFound, $"There is no problem {id}. List them with: muster problems list --all");

    private static Argument<long> Id() => new("ID") { Description = "Number of the problem" };
}

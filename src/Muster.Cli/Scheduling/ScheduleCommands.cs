using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Server;
using Muster.Server.Scheduling;
using Muster.Server.Ui;
using Spectre.Console;

namespace Muster.Cli.Scheduling;

/// <summary><c>muster schedule …</c></summary>
internal static class ScheduleCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("schedule", "See when the server synchronises by itself, and pause that");
        command.Add(Show(cli));
        command.Add(Pause(cli));
        command.Add(Resume(cli));
        return command;
    }

    private static Command Show(Cli cli)
    {
        var connection = Connection();
        var command = new Command("show", "Show when a connection is synchronised, its pause and its next five times")
        {
            connection,
        }.WithExamples("muster schedule show", "muster schedule show --connection corp --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var shown = await ShownSchedule.LoadAsync(
                    muster,
                    await muster.ConnectionAsync(call.Get(connection), cancellationToken),
                    call.Clock.GetUtcNow(),
                    cancellationToken
                );
                if (call.Terminal.Json)
                {
                    call.Terminal.WriteJson(shown.Write);
                    return ExitCodes.Fine;
                }
                var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
                foreach (var (label, value) in shown.Rows)
                    grid.AddRow(new Markup($"[grey]{label}[/]"), Tables.Text(value));
                call.Terminal.Out.Write(grid);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Pause(Cli cli)
    {
        var connection = Connection();
        var reason = new Option<string>("--reason")
        {
            Description = "Why; everybody who finds it paused reads this",
            Required = true,
            HelpName = "TEXT",
        };
        var until = EndDates.Option(required: false, "When it goes on by itself (UTC unless it has an offset)");
        var span = new Option<string?>("--for") { Description = "The same from now on: 1h, 3d or 2w", HelpName = "SPAN" };
        var command = new Command(
            "pause",
            "Let nothing begin by itself, neither by schedule nor by change notification, until an end or until somebody lets it go on; a pause that stands is replaced"
        )
        {
            reason,
            until,
            span,
            connection,
        }.WithExamples(
            "muster schedule pause --reason \"Migration of the tenant\" --until 2026-12-24T18:00Z",
            "muster schedule pause --connection corp --reason \"Servers move\" --for 3d",
            "muster schedule pause --reason \"Emergency stop\" --json"
        );
        cli.Handle(
            command,
            (call, cancellationToken) =>
                ChangeAsync(
                    call,
                    call.Get(connection),
                    new PauseWish(call.Get(reason)!, End(call, call.Get(until), call.Get(span))),
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Resume(Cli cli)
    {
        var connection = Connection();
        var command = new Command("resume", "Let a paused connection go on before its pause ends by itself") { connection }.WithExamples(
            "muster schedule resume",
            "muster schedule resume --connection corp --json"
        );
        cli.Handle(command, (call, cancellationToken) => ChangeAsync(call, call.Get(connection), null, cancellationToken));
        return command;
    }

    private static async Task<int> ChangeAsync(Invocation call, string? name, PauseWish? wish, CancellationToken cancellationToken)
    {
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var connection = await muster.ConnectionAsync(name, cancellationToken);
        var isChanged = await SaveAsync(call, muster, connection, wish, cancellationToken);
        var now = call.Clock.GetUtcNow();
        var shown = await ShownSchedule.LoadAsync(muster, connection, now, cancellationToken);
        if (call.Terminal.Json)
            call.Terminal.WriteJson(shown.Write);
        else if (!isChanged)
            call.Terminal.Say(
                $"Nothing to change: '{connection.Name}' {(wish is null ? "is not paused" : "is paused like that already")}."
            );
        else if (shown.Pause is { } pause)
            call.Terminal.Say($"[green]✓[/] '{connection.Name}': {PauseWords.Of(Texts.English, pause, now)}");
        else
            call.Terminal.Say($"[green]✓[/] '{connection.Name}' goes on: {shown.Preview.Words}.");
        if (wish is not null)
            call.Terminal.Note(
                $"[grey]Nothing is begun by itself meanwhile; what is at work goes to its end, and what people start still runs.{(wish.Until is null ? " Next: muster schedule resume" : "")}[/]"
            );
        return ExitCodes.Fine;
    }

    /// <summary>Whether anything was to be changed. A pause that has ended by itself is none, and is left in the settings.</summary>
    private static async Task<bool> SaveAsync(
        Invocation call,
        MusterInstance muster,
        Connection connection,
        PauseWish? wish,
        CancellationToken cancellationToken
    )
    {
        var scope = SettingScope.Of(connection.Key);
        if (
            wish is null
            && await StandingPause.FindAsync(muster.Database.Settings, connection.Key, call.Clock.GetUtcNow(), cancellationToken) is null
        )
            return false;
        var draft = await muster.Settings.DraftAsync(scope, ScheduleDesk.Edits(wish), null, cancellationToken);
        if (draft.Differences.Count == 0)
            return false;
        return await muster.Settings.SaveAsync(draft, call.Actor, wish?.Reason, cancellationToken) is SettingsOutcome.Saved
            ? true
            : throw new UserErrorException(
                ExitCodes.Locked,
                $"Somebody changed the settings of '{connection.Name}' at the same moment. Nothing of yours was saved; type it again."
            );
    }

    private static DateTimeOffset? End(Invocation call, string? until, string? span) =>
        (until, span) switch
        {
            (not null, not null) => throw new UserErrorException(ExitCodes.WrongUsage, "Give either --until or --for, not both."),
            (_, { } text) => call.Clock.GetUtcNow() + EndDates.Span("--for", text),
            _ => EndDates.ParseFuture(until, call.Clock),
        };

    private static Option<string?> Connection() =>
        new("--connection") { Description = "Which connection, where there are several", HelpName = "NAME" };
}

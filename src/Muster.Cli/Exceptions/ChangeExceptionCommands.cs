using System.CommandLine;
using Muster.Cli.Syncing;

namespace Muster.Cli.Exceptions;

/// <summary><c>muster exceptions extend|end</c></summary>
internal static class ChangeExceptionCommands
{
    public static Command Extend(Cli cli)
    {
        var id = Id();
        var until = new Option<string>("--until")
        {
            Description = "The new end (UTC unless it has an offset; a date alone means the end of that day), or never",
            Required = true,
            HelpName = "DATE",
        };
        var connection = Connection();
        var yes = ExceptionReport.Yes();
        var command = new Command("extend", "Give an exception another end, later or earlier") { id, until, connection, yes }.WithExamples(
            "muster exceptions extend 3 --until 2026-06-30",
            "muster exceptions extend 3 --until never --yes"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var end = call.Get(until) == "never" ? null : EndDates.Parse(call.Get(until));
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                SyncCommand.Ask(
                    call,
                    call.Get(yes),
                    $"muster exceptions extend {call.Get(id)} --until {call.Get(until)} --yes",
                    $"muster exceptions show {call.Get(id)}"
                );
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, call.Get(yes), true, call.Clock);
                var outcome = await muster.Exceptions.ExtendAsync(
                    await muster.ConnectionAsync(call.Get(connection), cancellationToken),
                    call.Get(id),
                    end,
                    call.Actor,
                    observer,
                    cancellationToken
                );
                observer.Dispose();
                return await ExceptionReport.ConcludeAsync(call.Terminal, muster, outcome, cancellationToken);
            }
        );
        return command;
    }

    public static Command End(Cli cli)
    {
        var id = Id();
        var reason = new Option<string>("--reason")
        {
            Description = "Why it ends before its date; kept with it",
            Required = true,
            HelpName = "TEXT",
        };
        var connection = Connection();
        var yes = ExceptionReport.Yes();
        var command = new Command("end", "End an exception before its date; the directory decides again")
        {
            id,
            reason,
            connection,
            yes,
        }.WithExamples(
            "muster exceptions end 3 --reason \"Grace is back\"",
            "muster exceptions end 3 --reason \"Review is done, ticket 4711\" --yes --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                SyncCommand.Ask(
                    call,
                    call.Get(yes),
                    $"muster exceptions end {call.Get(id)} --reason … --yes",
                    $"muster exceptions show {call.Get(id)}"
                );
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, call.Get(yes), true, call.Clock);
                var outcome = await muster.Exceptions.EndAsync(
                    await muster.ConnectionAsync(call.Get(connection), cancellationToken),
                    call.Get(id),
                    call.Get(reason)!,
                    call.Actor,
                    observer,
                    cancellationToken
                );
                observer.Dispose();
                return await ExceptionReport.ConcludeAsync(call.Terminal, muster, outcome, cancellationToken);
            }
        );
        return command;
    }

    private static Argument<long> Id() => new("ID") { Description = "Number of the exception" };

    private static Option<string?> Connection() =>
        new("--connection") { Description = "Which connection, where there are several", HelpName = "NAME" };
}

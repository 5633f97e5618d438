using System.CommandLine;
using Muster.Engine.Exceptions;

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
        var (dryRun, yes) = (ExceptionReport.DryRun(), ExceptionReport.Yes());
        var command = new Command("extend", "Give an exception another end, later or earlier")
        {
            id,
            until,
            connection,
            dryRun,
            yes,
        }.WithExamples("muster exceptions extend 3 --until 2026-06-30 --dry-run", "muster exceptions extend 3 --until never --yes");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var end = call.Get(until) == "never" ? null : EndDates.Parse(call.Get(until));
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                return await ExceptionReport.DecideAsync(
                    call,
                    muster,
                    await ExceptionReport.ConnectionAsync(muster, call.Get(connection), call.Get(id), cancellationToken),
                    new ExceptionOrder.Extend(call.Get(id), end),
                    new ExceptionAsking(
                        call.Get(dryRun),
                        call.Get(yes),
                        $"muster exceptions extend {call.Get(id)} --until {call.Get(until)}"
                    ),
                    cancellationToken
                );
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
        var (dryRun, yes) = (ExceptionReport.DryRun(), ExceptionReport.Yes());
        var command = new Command("end", "End an exception before its date; the directory decides again")
        {
            id,
            reason,
            connection,
            dryRun,
            yes,
        }.WithExamples(
            "muster exceptions end 3 --reason \"Grace is back\" --dry-run",
            "muster exceptions end 3 --reason \"Review is done, ticket 4711\" --yes --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                return await ExceptionReport.DecideAsync(
                    call,
                    muster,
                    await ExceptionReport.ConnectionAsync(muster, call.Get(connection), call.Get(id), cancellationToken),
                    new ExceptionOrder.End(call.Get(id), call.Get(reason)!),
                    new ExceptionAsking(call.Get(dryRun), call.Get(yes), $"muster exceptions end {call.Get(id)} --reason …"),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static Argument<long> Id() => new("ID") { Description = "Number of the exception" };

    private static Option<string?> Connection() =>
        new("--connection") { Description = "Which connection, where there are several", HelpName = "NAME" };
}

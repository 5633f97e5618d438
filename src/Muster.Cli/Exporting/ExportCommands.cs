using System.CommandLine;
using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary><c>muster export …</c></summary>
internal static class ExportCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("export", "Write lists and the platform's state for other programs and auditors");
        command.Add(State(cli));
        ExportPeopleCommands.AddTo(command, cli);
        ExportWorkCommands.AddTo(command, cli);
        ExportGroupCommands.AddTo(command, cli);
        ExportRecordCommands.AddTo(command, cli);
        ExportInForceCommands.AddTo(command, cli);
        command.Add(VerifyExportCommand.Create(cli));
        return command;
    }

    private static Command State(Cli cli)
    {
        var at = Moments.Option();
        var form = new ExportForm();
        var command = new Command("state", "Write users, groups and memberships as of any time") { at }.WithExamples(
            "muster export state --format jsonl",
            "muster export state --at 2026-01-31 --format xlsx --out january.xlsx"
        );
        form.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var (format, file) = (form.Format(call), form.File(call));
                if (format == "xlsx" && file is null)
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        "An xlsx file of the state cannot go to standard output; name it with --out FILE."
                    );
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var moment = await Moments.FindAsync(call, muster, at, cancellationToken);
                var state = await ExportedState.LoadAsync(muster, moment, cancellationToken);
                var table = StateTable.Of(state, new(moment, moment.At ?? call.Clock.GetUtcNow()), cancellationToken);
                using var writer = new ExportWriter(table);
                await using var output = OutputFile.Open(file, call.Terminal);
                await writer.WriteAsync(format, output.Bytes, cancellationToken);
                await output.CompleteAsync(cancellationToken);
                if (file is not null)
                    call.Terminal.Note($"Wrote {Numbers.Of(writer.Count, "row")} to {file.FullName}");
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}

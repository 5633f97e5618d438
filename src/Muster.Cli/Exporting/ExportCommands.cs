using System.CommandLine;
using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary><c>muster export state</c></summary>
internal static class ExportCommands
{
    public static Command Create(Cli cli)
    {
        var at = Moments.Option();
        var format = new Option<string>("--format")
        {
            Description = "jsonl, csv or xlsx",
            DefaultValueFactory = _ => "jsonl",
            HelpName = "FORMAT",
        };
        format.AcceptOnlyFromAmong("jsonl", "csv", "xlsx");
        var file = new Option<FileInfo?>("--out")
        {
            Description = "File to write; standard output without it (xlsx needs a file)",
            HelpName = "FILE",
        };
        var state = new Command("state", "Write users, groups and memberships as of any time") { at, format, file }.WithExamples(
            "muster export state --format jsonl",
            "muster export state --at 2026-01-31 --format xlsx --out january.xlsx"
        );
        cli.Handle(
            state,
            async (call, cancellationToken) =>
            {
                if (call.Get(format) == "xlsx" && call.Get(file) is null)
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        "An xlsx file cannot go to standard output; name it with --out FILE."
                    );
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var moment = await Moments.FindAsync(call, muster, at, cancellationToken);
                var exported = await ExportedState.LoadAsync(muster, moment, cancellationToken);
                var rows = call.Get(format) switch
                {
                    "xlsx" => await XlsxExport.WriteAsync(exported, call.Get(file)!, cancellationToken),
                    "csv" => await CsvExport.WriteAsync(exported, OutputFile.Open(call.Get(file), call.Terminal), cancellationToken),
                    _ => await JsonLinesExport.WriteAsync(exported, OutputFile.Open(call.Get(file), call.Terminal), cancellationToken),
                };
                if (call.Get(file) is { } written)
                    call.Terminal.Note($"Wrote {Numbers.Of(rows, "row")} to {written.FullName}");
                return ExitCodes.Fine;
            }
        );
        var command = new Command("export", "Write the platform's state for other programs and auditors");
        command.Add(state);
        return command;
    }
}

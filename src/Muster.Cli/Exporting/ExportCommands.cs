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
        var command = new Command("state", "Write users, groups and memberships as of any time") { at }.WithExamples(
            "muster export state --format jsonl",
            "muster export state --at 2026-01-31 --format xlsx --out january.xlsx"
        );
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var moment = await ListExport.MomentAsync(call, muster, at, cancellationToken);
                return StateTable.Of(await ExportedState.LoadAsync(muster, moment.Moment, cancellationToken), moment, cancellationToken);
            }
        );
    }
}

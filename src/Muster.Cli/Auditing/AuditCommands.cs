using System.CommandLine;
using Muster.Cli.Exporting;
using Muster.Engine.Auditing;
using Muster.Server.Auditing;

namespace Muster.Cli.Auditing;

/// <summary><c>muster audit …</c></summary>
internal static class AuditCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("audit", "Read and verify the record of what was done");
        command.Add(ListAuditCommand.Create(cli));
        command.Add(VerifyAuditCommand.Create(cli));
        command.Add(RepairAuditCommand.Create(cli));
        command.Add(CheckpointCommand.Create(cli));
        command.Add(AnchorCommand.Create(cli));
        command.Add(SigningKeyCommand.Create(cli));
        command.Add(Export(cli));
        return command;
    }

    private static Command Export(Cli cli)
    {
        var file = new Option<FileInfo?>("--out") { Description = "File to write; standard output without it", HelpName = "FILE" };
        var signed = ListExport.Signed();
        var command = new Command("export", "Write all audit entries as JSON Lines, for checking them without Muster")
        {
            file,
            signed,
        }.WithExamples(
            "muster audit export --out audit.jsonl",
            "muster audit export --signed --out audit.jsonl",
            "muster audit export | python3 tools/verify-audit.py - checkpoint.json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var to = OutputFile.IsStandard(call.Get(file)) ? null : call.Get(file);
                ListExport.DemandFile(call, signed, to);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var table = AuditLines.Of(muster.Database.Audit, AuditFilter.All, "", cancellationToken);
                await ListExport.SendAsync(call, muster, table, "jsonl", to, call.Get(signed), cancellationToken);
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}

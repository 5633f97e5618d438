using System.CommandLine;
using Muster.Cli.Exporting;

namespace Muster.Cli.Auditing;

/// <summary><c>muster audit checkpoint</c></summary>
internal static class CheckpointCommand
{
    public static Command Create(Cli cli)
    {
        var file = new Option<FileInfo?>("--out") { Description = "File to write; standard output without it", HelpName = "FILE" };
        var command = new Command("checkpoint", "Note how far the audit log goes, to be kept where Muster's data cannot be changed from")
        {
            file,
        }.WithExamples(
            "muster audit checkpoint --out /mnt/safe/2026-03.json",
            "muster audit checkpoint | mail -s checkpoint auditor@contoso.com"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var checkpoint =
                    await muster.Database.Audit.CheckpointAsync(cancellationToken)
                    ?? throw new UserErrorException(
                        ExitCodes.NotFound,
                        "The audit log is empty: nothing was done yet, so there is nothing to note."
                    );
                await using var output = OutputFile.Open(call.Get(file), call.Terminal);
                output.WriteJson(json => checkpoint.ToJson().WriteTo(json));
                await output.CompleteAsync(cancellationToken);
                if (call.Get(file) is { } written)
                    call.Terminal.Note(
                        $"Noted {Numbers.Of(checkpoint.Number)} entries in {written.FullName}. Later: muster audit verify --checkpoint {written.Name}"
                    );
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}

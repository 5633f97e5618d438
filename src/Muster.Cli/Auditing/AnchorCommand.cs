using System.CommandLine;
using Muster.Storage.Auditing;

namespace Muster.Cli.Auditing;

/// <summary><c>muster audit anchor</c></summary>
internal static class AnchorCommand
{
    public static Command Create(Cli cli)
    {
        var folder = new Option<DirectoryInfo>("--to")
        {
            Description = "Folder outside the data, best where files can be added and not changed",
            HelpName = "DIR",
            Required = true,
        };
        var command = new Command("anchor", "Put a signed note of how far the audit log goes into a folder outside")
        {
            folder,
        }.WithExamples("muster audit anchor --to /mnt/elsewhere/anchors", "muster audit anchor --to /mnt/elsewhere/anchors --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var place = call.Get(folder)!;
                if (!place.Exists)
                    throw new UserErrorException(ExitCodes.NotFound, $"--to: there is no folder {place.FullName}.");
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var checkpoint =
                    await muster.Database.Audit.CheckpointAsync(cancellationToken)
                    ?? throw new UserErrorException(
                        ExitCodes.NotFound,
                        "The audit log is empty: nothing was done yet, so there is nothing to note."
                    );
                var file = await WriteAsync(place, checkpoint, muster, cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("file", file);
                        json.WriteNumber("number", checkpoint.Number);
                        json.WriteString("head", checkpoint.Head);
                        json.WriteString("keyId", muster.Database.Signer.KeyId);
                        json.WriteEndObject();
                    });
                else
                    call.Terminal.Say(
                        $"[green]✓[/] Anchored {Numbers.Of(checkpoint.Number)} entries in {file}. Later: muster audit verify --anchors {place.FullName}"
                    );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static async Task<string> WriteAsync(
        DirectoryInfo place,
        Engine.Auditing.AuditCheckpoint checkpoint,
        Server.MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await new AnchorFolder(place.FullName).WriteAsync(checkpoint, muster.Database.Signer, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(ExitCodes.Unexpected, $"--to: cannot write in {place.FullName} ({fault.Message.TrimEnd('.')}).");
        }
    }
}

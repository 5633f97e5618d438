using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Engine.Auditing;
using Muster.Server;
using Muster.Storage.Auditing;

namespace Muster.Cli.Auditing;

/// <summary><c>muster audit verify</c></summary>
internal static class VerifyAuditCommand
{
    public static Command Create(Cli cli)
    {
        var files = new Option<FileInfo[]>("--checkpoint")
        {
            Description = "A note that 'audit checkpoint' made earlier; the log must still contain it. May be given several times",
            HelpName = "FILE",
        };
        var folder = new Option<DirectoryInfo?>("--anchors")
        {
            Description =
                "Folder with the anchors that 'serve --audit-anchors' and 'audit anchor' made; the log must still contain all of them",
            HelpName = "DIR",
        };
        var keyFile = new Option<FileInfo?>("--key")
        {
            Description = "Public key with which the anchors must be signed, kept elsewhere; without it the key of this installation",
            HelpName = "FILE",
        };
        var command = new Command("verify", "Check the hash chain, and that history and state agree with it")
        {
            files,
            folder,
            keyFile,
        }.WithExamples(
            "muster audit verify",
            "muster audit verify --anchors /mnt/elsewhere/anchors --key muster-public.pem",
            "muster audit verify --checkpoint /mnt/safe/2026-03.json --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var checkpoints = new List<AuditCheckpoint>();
                foreach (var file in call.Get(files) ?? [])
                    checkpoints.Add(await ReadAsync(file, cancellationToken));
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var anchors = call.Get(folder) is { } place
                    ? await AnchorsAsync(place, await KeyAsync(call.Get(keyFile), muster, cancellationToken), cancellationToken)
                    : new AnchorsRead([], []);
                checkpoints.AddRange(anchors.Anchors.Select(anchor => anchor.Checkpoint));
                var verification = anchors.With(await muster.Database.Audit.VerifyAsync(checkpoints, cancellationToken));
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => Write(json, verification, checkpoints.Count));
                else
                    Print(call.Terminal, verification, checkpoints.Count);
                return verification.Faults.Count == 0 ? ExitCodes.Fine : ExitCodes.Unexpected;
            }
        );
        return command;
    }

    private static async Task<AuditCheckpoint> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        if (!file.Exists)
            throw new UserErrorException(ExitCodes.NotFound, $"--checkpoint: there is no file {file.FullName}.");
        try
        {
            return AuditCheckpoint.Parse(await File.ReadAllTextAsync(file.FullName, cancellationToken));
        }
        catch (FormatException wrong)
        {
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--checkpoint: {file.FullName} is no checkpoint: {wrong.Message}. Make one with: muster audit checkpoint --out FILE"
            );
        }
    }

    private static async Task<string> KeyAsync(FileInfo? file, MusterInstance muster, CancellationToken cancellationToken) =>
        file is null ? muster.Database.Signer.PublicKeyPem
        : file.Exists ? await File.ReadAllTextAsync(file.FullName, cancellationToken)
        : throw new UserErrorException(ExitCodes.NotFound, $"--key: there is no file {file.FullName}.");

    private static async Task<AnchorsRead> AnchorsAsync(DirectoryInfo place, string key, CancellationToken cancellationToken)
    {
        if (!place.Exists)
            throw new UserErrorException(ExitCodes.NotFound, $"--anchors: there is no folder {place.FullName}.");
        var read = await new AnchorFolder(place.FullName).ReadAsync(key, cancellationToken);
        return read.Anchors.Count + read.Faults.Count > 0
            ? read
            : throw new UserErrorException(
                ExitCodes.NotFound,
                $"--anchors: there is no anchor in {place.FullName}. Make one with: muster audit anchor --to {place.FullName}"
            );
    }

    private static void Write(Utf8JsonWriter json, AuditVerification verification, int checkpoints)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", verification.Faults.Count == 0);
        json.WriteNumber("entries", verification.Entries);
        json.WriteString("lastHash", verification.LastHash);
        json.WriteNumber("checkpoints", checkpoints);
        json.WriteBoolean("repairable", verification.IsRepairable);
        json.WriteStartArray("faults");
        foreach (var fault in verification.Faults)
            json.WriteStringValue(fault);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Print(Terminal terminal, AuditVerification verification, int checkpoints)
    {
        if (verification.Faults.Count == 0)
            terminal.Say(
                $"[green]✓[/] {Numbers.Of(verification.Entries)} entries agree with each other, with the history and with the state{(checkpoints == 0 ? "" : $", and contain {(checkpoints == 1 ? "the checkpoint" : $"all {checkpoints} checkpoints")}")}."
            );
        else
            terminal.Fail($"{Numbers.Of(verification.Faults.Count, "disagreement")} in {Numbers.Of(verification.Entries)} entries:");
        foreach (var fault in verification.Faults.Take(50))
            terminal.Note($"  [red]-[/] {fault}");
        if (verification.IsOfAnchorsOnly)
            terminal.Note(
                $"[yellow]The log agrees with itself, with the history and with the state. Only anchors outside cannot be compared with it: look at their folder, and keep its other files.[/]"
            );
        else if (verification.IsRepairable)
            terminal.Note(
                $"[yellow]The log and the history are whole; only what is derived from them differs. Rebuild that: muster audit repair[/]"
            );
        else if (verification.Faults.Count > 0)
            terminal.Note($"[yellow]The log or the history itself was changed, which nothing can rebuild: restore a backup.[/]");
        if (checkpoints == 0)
            terminal.Say(
                $"[grey]Last hash {verification.LastHash}. A cut end shows only against a note kept elsewhere: muster audit checkpoint --out FILE[/]"
            );
    }
}

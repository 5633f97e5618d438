using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Engine.Auditing;

namespace Muster.Cli.Auditing;

/// <summary><c>muster audit …</c></summary>
internal static class AuditCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("audit", "Read and verify the record of what was done");
        command.Add(List(cli));
        command.Add(Verify(cli));
        command.Add(Export(cli));
        return command;
    }

    private static Command List(Cli cli)
    {
        var after = new Option<long>("--after") { Description = "Only entries after this number", HelpName = "N" };
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many rows; 0 for all",
            DefaultValueFactory = _ => 50,
            HelpName = "N",
        };
        var command = new Command("list", "List audit entries in order") { after, limit }.WithExamples(
            "muster audit list --limit 20",
            "muster audit list --after 1000 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var table = Tables.New("#Entry", "At", "Action", "Subject", "By");
                var shown = await Listing.ShowAsync(
                    call,
                    muster.Database.Audit.EntriesAsync(call.Get(after), cancellationToken),
                    call.Get(limit),
                    Write,
                    entry =>
                        table.Add(
                            Tables.Number(entry.Number),
                            Tables.Text(Numbers.Instant(entry.At)),
                            Tables.Text(entry.Action),
                            Tables.Text(entry.Subject),
                            Tables.Text(entry.Actor)
                        ),
                    cancellationToken
                );
                Listing.End(call, table, shown, "entry", "Nothing was done yet.");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Verify(Cli cli)
    {
        var command = new Command("verify", "Check the hash chain, and that history and state agree with it").WithExamples(
            "muster audit verify",
            "muster audit verify --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var verification = await muster.Database.Audit.VerifyAsync(cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.WriteBoolean("ok", verification.Faults.Count == 0);
                        json.WriteNumber("entries", verification.Entries);
                        json.WriteString("lastHash", verification.LastHash);
                        json.WriteStartArray("faults");
                        foreach (var fault in verification.Faults)
                            json.WriteStringValue(fault);
                        json.WriteEndArray();
                        json.WriteEndObject();
                    });
                else
                    Print(call.Terminal, verification);
                return verification.Faults.Count == 0 ? ExitCodes.Fine : ExitCodes.Unexpected;
            }
        );
        return command;
    }

    private static void Print(Terminal terminal, AuditVerification verification)
    {
        if (verification.Faults.Count == 0)
            terminal.Say(
                $"[green]✓[/] {Numbers.Of(verification.Entries)} entries agree with each other, with the history and with the state."
            );
        else
            terminal.Fail($"{Numbers.Of(verification.Faults.Count, "disagreement")} in {Numbers.Of(verification.Entries)} entries:");
        foreach (var fault in verification.Faults.Take(50))
            terminal.Note($"  [red]-[/] {fault}");
        terminal.Say($"[grey]Last hash {verification.LastHash}. Note it somewhere else: a cut tail shows only against such a note.[/]");
    }

    private static Command Export(Cli cli)
    {
        var file = new Option<FileInfo?>("--out") { Description = "File to write; standard output without it", HelpName = "FILE" };
        var command = new Command("export", "Write all audit entries as JSON Lines") { file }.WithExamples(
            "muster audit export --out audit.jsonl"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                await using var output = Exporting.OutputFile.Open(call.Get(file), call.Terminal);
                await foreach (var entry in muster.Database.Audit.EntriesAsync(0, cancellationToken))
                    output.WriteJson(json => Write(json, entry));
                await output.CompleteAsync(cancellationToken);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("number", entry.Number);
        json.Instant("at", entry.At);
        json.WriteString("actor", entry.Actor);
        json.WriteString("action", entry.Action);
        json.WriteString("subject", entry.Subject);
        json.WriteString("detail", entry.Detail);
        json.WriteString("previousHash", entry.PreviousHash);
        json.WriteString("hash", entry.Hash);
        json.WriteEndObject();
    }
}

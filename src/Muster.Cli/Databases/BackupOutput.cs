using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Storage.Backups;

namespace Muster.Cli.Databases;

/// <summary>Backups, restorations and drills as text and as JSON.</summary>
internal static class BackupOutput
{
    public static void Print(Terminal terminal, BackupOutcome backup)
    {
        terminal.Say($"[green]✓[/] [bold]{backup.File}[/], {DatabaseOutput.Size(backup.Bytes)}");
        terminal.Say(
            $"  Of {Numbers.Instant(backup.Head.MadeAt)}, made by Muster {backup.Head.Version} of {backup.Head.From}: {Numbers.Of(backup.Rows, "row")} of {Numbers.Of(backup.Tables, "table")}, {Numbers.Of(backup.Keys, "key")}."
        );
        foreach (var log in backup.Logs)
            terminal.Say($"  Audit log of workspace {log.Workspace}: {Numbers.Of(log.Entries, "entry")}, last hash {log.LastHash}");
        terminal.Say($"  It was read to its end and is as it was written. SHA-256 {backup.Sha256}");
    }

    public static void Print(Terminal terminal, RestoreOutcome restored, string place)
    {
        terminal.Say(
            $"[green]✓[/] {Numbers.Of(restored.Backup.Rows, "row")} of {Numbers.Instant(restored.Backup.Head.MadeAt)} are in [bold]{place}[/]."
        );
        terminal.Say(
            $"  Each table was compared with what was read, and {Numbers.Of(restored.AuditEntries, "entry")} of audit logs were verified there."
        );
        terminal.Say($"Nothing is applied there yet: plans are made and can be looked at. What to do:");
        terminal.Say($"  1. Start the server on it and sign in; whoever was signed in has to do so again.");
        terminal.Say($"  2. Look at accounts and API tokens: what was taken away since that time is there again.");
        terminal.Say($"  3. Make a plan and look at what it would do: muster plan");
        terminal.Say($"  4. Let plans be applied again: muster database release --reason …");
    }

    public static void Print(Terminal terminal, DrillOutcome drill, bool noted)
    {
        var restored = drill.Restored;
        terminal.Say(
            $"[green]✓[/] [bold]{restored.Backup.File}[/] could be restored in {drill.Took.TotalSeconds:0.0} s: {Numbers.Of(restored.Backup.Rows, "row")} of {Numbers.Instant(restored.Backup.Head.MadeAt)}."
        );
        terminal.Say(
            $"  {Numbers.Of(restored.AuditEntries, "entry")} of audit logs agree with history and state, and {Numbers.Of(drill.Credentials, "credential")} could be opened."
        );
        if (noted)
            terminal.Say($"  Noted in the audit log.");
    }

    /// <summary>Says that what was done is not on record.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="why">Why; null where it is.</param>
    public static void PrintUnnoted(Terminal terminal, string? why)
    {
        if (why is not null)
            terminal.Note($"[yellow]This is not noted in the audit log; it counts all the same.[/] {why}");
    }

    public static void Write(Utf8JsonWriter json, BackupOutcome backup)
    {
        json.WriteStartObject();
        Fields(json, backup);
        json.WriteEndObject();
    }

    public static void WriteMade(Utf8JsonWriter json, BackupOutcome backup, bool noted)
    {
        json.WriteStartObject();
        Fields(json, backup);
        json.WriteBoolean("noted", noted);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, RestoreOutcome restored, string place)
    {
        json.WriteStartObject();
        Fields(json, restored.Backup);
        json.WriteString("into", place);
        json.WriteNumber("auditEntries", restored.AuditEntries);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, DrillOutcome drill, bool noted)
    {
        json.WriteStartObject();
        Fields(json, drill.Restored.Backup);
        json.WriteNumber("auditEntries", drill.Restored.AuditEntries);
        json.WriteNumber("credentials", drill.Credentials);
        json.WriteNumber("seconds", Math.Round(drill.Took.TotalSeconds, 3));
        json.WriteBoolean("noted", noted);
        json.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter json, BackupOutcome backup)
    {
        json.WriteString("file", backup.File);
        json.WriteNumber("bytes", backup.Bytes);
        json.WriteString("sha256", backup.Sha256);
        json.Instant("stateOf", backup.Head.MadeAt);
        json.WriteString("version", backup.Head.Version);
        json.WriteString("from", backup.Head.From);
        json.WriteNumber("tables", backup.Tables);
        json.WriteNumber("rows", backup.Rows);
        json.WriteNumber("keys", backup.Keys);
        json.WriteStartArray("logs");
        foreach (var log in backup.Logs)
        {
            json.WriteStartObject();
            json.WriteNumber("workspace", log.Workspace);
            json.WriteNumber("entries", log.Entries);
            json.WriteString("lastHash", log.LastHash);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}

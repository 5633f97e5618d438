using System.Globalization;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Server.Databases;
using Muster.Storage.Moving;

namespace Muster.Cli.Databases;

/// <summary>A database as text and as JSON.</summary>
internal static class DatabaseOutput
{
    public static void Print(Terminal terminal, InstallationStatus status)
    {
        var database = status.Database;
        terminal.Say($"{Kind(database)} [bold]{database.Place}[/], {Size(database.Bytes)}");
        Print(terminal, "Data", database.Schema);
        if (status.Accounts is { } accounts)
            Print(terminal, "Accounts", accounts);
        else
            terminal.Say($"Accounts: none yet; the first 'muster serve' makes them.");
        if (database.Workspaces > 0)
            terminal.Say($"Workspaces: {database.Workspaces}");
        if (database.Isolation is { } isolation)
            Print(terminal, isolation);
        var table = Tables.New("Table", "#Rows", "#Size");
        foreach (var one in database.Tables.Concat(status.AccountTables))
            table.Add(Tables.Text(one.Name), Tables.Number(one.Rows), Tables.Text(one.Bytes is { } bytes ? Size(bytes) : ""));
        if (table.Rows.Count > 0)
            terminal.Out.Write(table);
    }

    public static void Print(Terminal terminal, InstallationStatus before, bool done)
    {
        if (before.Pending.Count == 0)
            terminal.Say($"[green]✓[/] {before.Database.Place} is up to date (schema {before.Database.Schema.Version}). Nothing to do.");
        else if (done)
            terminal.Say($"[green]✓[/] {before.Database.Place} is up to date now. Done: {Names(before.Pending)}.");
        else
            terminal.Say(
                $"Pending for {before.Database.Place}: {Names(before.Pending)}. Nothing was changed. Do it with: muster database migrate"
            );
    }

    public static void Write(Utf8JsonWriter json, InstallationStatus status)
    {
        json.WriteStartObject();
        Begin(json, status.Database);
        json.WriteNumber("bytes", status.Database.Bytes);
        Write(json, "schema", status.Database.Schema);
        Write(json, "accounts", status.Accounts);
        json.WriteNumber("workspaces", status.Database.Workspaces);
        Write(json, status.Database.Isolation);
        json.WriteStartArray("tables");
        foreach (var table in status.Database.Tables.Concat(status.AccountTables))
        {
            json.WriteStartObject();
            json.WriteString("table", table.Name);
            json.WriteNumber("rows", table.Rows);
            json.Number("bytes", table.Bytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, InstallationStatus before, bool done)
    {
        json.WriteStartObject();
        Begin(json, before.Database);
        json.WriteBoolean("done", done);
        json.Texts("pending", before.Pending);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, string from, string to, MoveOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("from", from);
        json.WriteString("to", to);
        json.WriteNumber("rows", outcome.Rows);
        json.WriteNumber("keys", outcome.Keys);
        json.WriteNumber("workspaces", outcome.Workspaces);
        json.WriteNumber("auditEntries", outcome.AuditEntries);
        json.WriteString("lastHash", outcome.LastHash);
        json.WriteStartArray("tables");
        foreach (var table in outcome.Tables)
        {
            json.WriteStartObject();
            json.WriteString("table", table.Name);
            json.WriteNumber("rows", table.Rows);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, DatabaseStatus database)
    {
        json.WriteString("kind", database.OnServer ? "postgresql" : "sqlite");
        json.WriteString("place", database.Place);
    }

    private static void Write(Utf8JsonWriter json, string name, SchemaStatus? schema)
    {
        if (schema is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("version", schema.Version);
        json.WriteNumber("known", schema.Known);
        json.Texts("pending", schema.Pending);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IsolationStatus? isolation)
    {
        if (isolation is null)
        {
            json.WriteNull("isolation");
            return;
        }
        json.WriteStartObject("isolation");
        json.WriteBoolean("on", isolation.IsOn);
        json.WriteString("role", isolation.Role);
        json.Texts("open", isolation.Open);
        json.WriteEndObject();
    }

    private static void Print(Terminal terminal, IsolationStatus isolation)
    {
        if (isolation.IsOn)
            terminal.Say($"  kept apart by row-level security, in the name of the role {isolation.Role}");
        else if (isolation.Open.Count > 0)
            terminal.Say($"  [yellow]not kept apart[/] in {string.Join(", ", isolation.Open)}");
        else
            terminal.Say($"  [yellow]not kept apart[/]: the role {isolation.Role} is missing, or row-level security does not bind it");
    }

    private static void Print(Terminal terminal, string what, SchemaStatus schema)
    {
        if (schema.IsNewer)
            terminal.Say(
                $"{what}: schema {schema.Version} of a [yellow]newer version[/] of Muster; this one knows {schema.Known} and will not touch it."
            );
        else if (schema.Pending.Count == 0)
            terminal.Say($"{what}: schema {schema.Version}, up to date");
        else
            terminal.Say($"{what}: schema {schema.Version} of {schema.Known}, [yellow]pending[/]: {Names(schema.Pending)}");
    }

    private static string Kind(DatabaseStatus database) => database.OnServer ? "PostgreSQL database" : "SQLite file";

    /// <summary>Without the instants that keep them in order.</summary>
    private static string Names(IEnumerable<string> migrations) =>
        string.Join(", ", migrations.Select(name => name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..]));

    public static string Size(long bytes) =>
        bytes < 1024 * 1024
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes >> 10)} kB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:#,0.0} MB");
}

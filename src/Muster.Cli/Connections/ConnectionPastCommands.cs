using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Engine.Configuration.Files;
using Muster.Engine.Connections;
using Muster.Engine.History;

namespace Muster.Cli.Connections;

/// <summary><c>muster connection history</c> and <c>compare</c>: versions of a connection, its credential and its import rule.</summary>
internal static class ConnectionPastCommands
{
    public static Command History(Cli cli)
    {
        var name = Name();
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many versions; 0 for all",
            DefaultValueFactory = _ => 20,
            HelpName = "N",
        };
        var command = new Command("history", "List the versions of a connection, its credential and its import rule; no secret is told")
        {
            name,
            limit,
        }.WithExamples("muster connection history corp", "muster connection history corp --limit 0 --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var (connection, versions) = await LoadAsync(call, call.Get(name), cancellationToken);
                var newest = versions.Reverse().ToList();
                var shown = call.Get(limit) > 0 ? newest.Take(call.Get(limit)).ToList() : newest;
                foreach (var version in shown)
                    Show(call.Terminal, version, version.Version == 1 ? null : versions[version.Version - 2]);
                if (!call.Terminal.Json)
                    call.Terminal.Note(
                        shown.Count == versions.Count
                            ? (FormattableString)$"[grey]{Numbers.Of(versions.Count, "version")} of '{connection.Name}'; its settings: muster settings history[/]"
                            : $"[grey]{Numbers.Of(shown.Count)} of {Numbers.Of(versions.Count, "version")}; --limit 0 shows all[/]"
                    );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    public static Command Compare(Cli cli)
    {
        var name = Name();
        var from = new Argument<int>("V1") { Description = "A version" };
        var to = new Argument<int>("V2") { Description = "Another version" };
        var command = new Command("compare", "Show in what two versions of a connection differ") { name, from, to }.WithExamples(
            "muster connection compare corp 1 3",
            "muster connection compare corp 3 4 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var (connection, versions) = await LoadAsync(call, call.Get(name), cancellationToken);
                var (before, after) = (Find(connection, versions, call.Get(from)), Find(connection, versions, call.Get(to)));
                var changes = Changes(before, after);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("connection", connection.Name);
                        json.WriteNumber("from", before.Version);
                        json.WriteNumber("to", after.Version);
                        Write(json, changes);
                        json.WriteEndObject();
                    });
                else if (changes.Count == 0)
                    call.Terminal.Say($"Versions {before.Version} and {after.Version} of '{connection.Name}' are equal.");
                else
                    call.Terminal.Say($"'{connection.Name}', version {before.Version} → {after.Version}:");
                Print(call.Terminal, changes);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "Name of the connection" };

    private static async Task<(Connection Connection, IReadOnlyList<ConnectionVersion> Versions)> LoadAsync(
        Invocation call,
        string name,
        CancellationToken cancellationToken
    )
    {
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var connection = await muster.ConnectionAsync(name, cancellationToken);
        return (connection, await muster.Database.History.ConnectionVersionsAsync(connection.Key, cancellationToken));
    }

    private static ConnectionVersion Find(Connection connection, IReadOnlyList<ConnectionVersion> versions, int number) =>
        number >= 1 && number <= versions.Count
            ? versions[number - 1]
            : throw new UserErrorException(
                ExitCodes.NotFound,
                $"There is no version {number} of '{connection.Name}'; the latest is {versions.Count}. See: muster connection history \"{connection.Name}\""
            );

    private static void Show(Terminal terminal, ConnectionVersion version, ConnectionVersion? before)
    {
        var changes = Changes(before, version);
        if (terminal.Json)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("version", version.Version);
                json.WriteString("at", version.At);
                json.WriteString("actor", version.Actor);
                Write(json, changes);
                json.WriteEndObject();
            });
            return;
        }
        terminal.Say($"[bold]Version {version.Version}[/]  {Numbers.Instant(version.At)}  {version.Actor}");
        Print(terminal, changes);
    }

    private static List<Change> Changes(ConnectionVersion? before, ConnectionVersion after)
    {
        Change[] all =
        [
            new("tenantId", before?.TenantId, after.TenantId),
            new("clientId", before?.ClientId, after.ClientId),
            new("graphUrl", before?.GraphUrl, after.GraphUrl),
            new("credential", before?.Credential.ToString(CultureInfo.InvariantCulture), after.Credential.ToString(CultureInfo.InvariantCulture)),
            new("import", Rule(before), Rule(after)),
        ];
        return [.. all.Where(change => change.Before != change.After).Select(Hidden)];
    }

    /// <summary>A secret is only said to be another one.</summary>
    private static Change Hidden(Change change) =>
        change.Field == "credential" ? change with { Before = null, After = change.Before is null ? "set" : "changed" } : change;

    private static string? Rule(ConnectionVersion? version) => version?.ImportRule is { } rule ? ConfigText.Of(ConfigRule.Write(rule)) : null;

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Change> changes)
    {
        json.WriteStartArray("changes");
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("field", change.Field);
            json.Text("before", change.Before);
            json.Text("after", change.After);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Print(Terminal terminal, IReadOnlyList<Change> changes)
    {
        if (terminal.Json)
            return;
        foreach (var change in changes)
            if (change.Field == "credential")
                terminal.Say($"  ~ credential: [bold]{change.After}[/]");
            else
                terminal.Say($"  ~ {change.Field}: {change.Before ?? "not set"} → [bold]{change.After ?? "not set"}[/]");
    }

    private sealed record Change(string Field, string? Before, string? After);
}

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
    private static readonly string[] Fields = ["tenantId", "clientId", "graphUrl", "credential", "import"];

    public static Command History(Cli cli)
    {
        var name = Name();
        var only = new Option<string?>("--field")
        {
            Description = $"Only versions in which this field was changed: {string.Join(", ", Fields)}",
            HelpName = "FIELD",
        };
        only.AcceptOnlyFromAmong(Fields);
        var pages = PageOptions.Downwards("versions");
        var command = new Command("history", "List the versions of a connection, its credential and its import rule; no secret is told")
        {
            name,
            only,
        }.WithExamples("muster connection history corp --field import", "muster connection history corp --limit 0 --json");
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                var (connection, versions) = await LoadAsync(call, call.Get(name), cancellationToken);
                var field = call.Get(only);
                var changed = versions
                    .Select(version => (Version: version, Changes: Changes(versions.ElementAtOrDefault(version.Version - 2), version)))
                    .Where(change => field is null || change.Changes.Exists(it => it.Field == field))
                    .Reverse()
                    .ToList();
                var shown = await Listing.StoredAsync(
                    call,
                    page,
                    changed.Where(change => !(change.Version.Version >= page.Number)).ToAsyncEnumerable(),
                    Task.FromResult((long)changed.Count),
                    change => change.Version.Version.ToString(CultureInfo.InvariantCulture),
                    (json, change) => Write(json, change.Version, change.Changes),
                    change => Print(call.Terminal, change.Version, change.Changes),
                    cancellationToken
                );
                Listing.EndLines(call, shown, "version", $"'{field}' of '{connection.Name}' was never changed.");
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

    private static void Write(Utf8JsonWriter json, ConnectionVersion version, IReadOnlyList<Change> changes)
    {
        json.WriteStartObject();
        json.WriteNumber("version", version.Version);
        json.Instant("at", version.At);
        json.WriteString("actor", version.Actor);
        Write(json, changes);
        json.WriteEndObject();
    }

    private static void Print(Terminal terminal, ConnectionVersion version, IReadOnlyList<Change> changes)
    {
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
            new(
                "credential",
                before?.Credential.ToString(CultureInfo.InvariantCulture),
                after.Credential.ToString(CultureInfo.InvariantCulture)
            ),
            new("import", Rule(before), Rule(after)),
        ];
        return [.. all.Where(change => change.Before != change.After).Select(Hidden)];
    }

    /// <summary>A secret is only said to be another one.</summary>
    private static Change Hidden(Change change) =>
        change.Field == "credential" ? change with { Before = null, After = change.Before is null ? "set" : "changed" } : change;

    private static string? Rule(ConnectionVersion? version) => version?.ImportRule is { } rule ? ConfigText.Of(rule) : null;

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

using System.CommandLine;
using Muster.Cli.Configuring;
using Muster.Cli.Terminals;
using Muster.Engine.Configuration;
using Muster.Server.Scheduling;
using Muster.Server.Ui;

namespace Muster.Cli.Connections;

/// <summary><c>muster connection list</c></summary>
internal static class ListConnectionsCommand
{
    public static Command Create(Cli cli)
    {
        var search = new Option<string?>("--search")
        {
            Description = "Only connections whose name or tenant contains this",
            HelpName = "TEXT",
        };
        var pages = PageOptions.Upwards();
        var command = new Command("list", "List the connections") { search }.WithExamples(
            "muster connection list",
            "muster connection list --search corp --json"
        );
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connections = (await muster.Connections.ListAsync(cancellationToken))
                    .Where(connection => call.Get(search) is not { } text || Has(connection.Name, text) || Has(connection.TenantId, text))
                    .ToList();
                var now = call.Clock.GetUtcNow();
                var pauses = new Dictionary<int, StandingPause?>();
                foreach (var key in connections.Select(connection => connection.Key))
                    pauses[key] = await StandingPause.FindAsync(muster.Database.Settings, key, now, cancellationToken);
                var table = Tables.New("Name", "Tenant", "Credential", "Imports");
                var shown = await Listing.WorkedOutAsync(
                    call,
                    page,
                    connections.ToAsyncEnumerable(),
                    connection => Places.Of(connection.Name),
                    (json, connection) =>
                        ConnectionCommands.Write(json, connection, more => ConnectionCommands.Write(more, pauses[connection.Key])),
                    connection =>
                        table.Add(
                            Tables.Text(connection.Name),
                            Tables.Text(connection.TenantId),
                            Tables.Text(connection.Credential.ToString()),
                            Tables.Text(connection.ImportRule is { } rule ? ImportRuleWords.Of(rule) : "nothing yet")
                        ),
                    cancellationToken
                );
                Listing.End(
                    call,
                    table,
                    shown,
                    "connection",
                    call.Get(search) is null ? "Start with: muster connection add entra --help" : "Nothing fits the search."
                );
                if (!call.Terminal.Json)
                    foreach (var connection in connections)
                    {
                        if (pauses[connection.Key] is { } pause)
                            call.Terminal.Note($"[yellow]![/] '{connection.Name}': {PauseWords.Of(Texts.English, pause, now)}");
                        SettingWords.NoteUnapplied(call.Terminal, connection);
                    }
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}

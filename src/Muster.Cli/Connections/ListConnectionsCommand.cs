using System.CommandLine;
using Muster.Cli.Configuring;
using Muster.Cli.Scheduling;
using Muster.Cli.Terminals;
using Muster.Core.Configuration;
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
        var followed = new Option<string?>("--mode")
        {
            Description = "Only connections of this mode: observeOnly, manual, automatic or selfHeal",
            HelpName = "MODE",
        };
        followed.AcceptOnlyFromAmong([.. Enum.GetValues<ConnectionMode>().Select(JsonFormat.Word)]);
        var pages = PageOptions.Upwards();
        var command = new Command("list", "List the connections") { search, followed }.WithExamples(
            "muster connection list",
            "muster connection list --search corp --mode selfHeal --json"
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
                var schedules = new Dictionary<int, ShownSchedule>();
                foreach (var connection in connections)
                    schedules[connection.Key] = await ShownSchedule.LoadAsync(muster, connection, now, cancellationToken);
                if (call.Get(followed) is { } wanted)
                    connections.RemoveAll(connection => JsonFormat.Word(schedules[connection.Key].Mode) != wanted);
                var table = Tables.New("Name", "Tenant", "Credential", "Mode", "Imports");
                var shown = await Listing.WorkedOutAsync(
                    call,
                    page,
                    connections.ToAsyncEnumerable(),
                    connection => Places.Of(connection.Name),
                    (json, connection) =>
                        ConnectionCommands.Write(
                            json,
                            connection,
                            more =>
                            {
                                more.WriteString("mode", JsonFormat.Word(schedules[connection.Key].Mode));
                                ConnectionCommands.Write(more, schedules[connection.Key].Pause);
                            }
                        ),
                    connection =>
                        table.Add(
                            Tables.Text(connection.Name),
                            Tables.Text(connection.TenantId),
                            Tables.Text(connection.Credential.ToString()),
                            Tables.Text(ScheduleMode.Name(Texts.English, schedules[connection.Key].Mode)),
                            Tables.Text(connection.ImportRule is { } rule ? ImportRuleWords.Of(rule) : "nothing yet")
                        ),
                    cancellationToken
                );
                Listing.End(
                    call,
                    table,
                    shown,
                    "connection",
                    call.Get(search) is null && call.Get(followed) is null
                        ? "Start with: muster connection add entra --help"
                        : "Nothing fits what you look for."
                );
                if (!call.Terminal.Json)
                    foreach (var connection in connections)
                    {
                        if (schedules[connection.Key].Pause is { } pause)
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

using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Engine.Runs;
using Muster.Entra;
using Spectre.Console;

namespace Muster.Cli.Notifying;

/// <summary><c>muster notifications …</c></summary>
internal static class NotificationCommands
{
    private const string Needs =
        "The server subscribes within a minute, when it runs with a public https address that the directory can reach: muster serve --public-url https://…";

    public static Command Create(Cli cli)
    {
        var command = new Command("notifications", "Have a directory tell the server of its changes, so that they are read within seconds");
        command.Add(Show(cli));
        command.Add(On(cli));
        command.Add(Off(cli));
        return command;
    }

    private static Command Show(Cli cli)
    {
        var name = Connection();
        var command = new Command("show", "Show how it stands with the change notifications of a connection") { name }.WithExamples(
            "muster notifications show",
            "muster notifications show --connection corp --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connection = await muster.ConnectionAsync(call.Get(name), cancellationToken);
                var report = await muster.NotificationsAsync(connection, cancellationToken);
                var freshness = await muster.FreshnessAsync(connection, cancellationToken);
                if (call.Terminal.Json)
                {
                    Write(call, connection, report, freshness, []);
                    return ExitCodes.Fine;
                }
                var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
                grid.AddRow(new Markup("[grey]Connection[/]"), Tables.Text(connection.Name));
                foreach (var words in NotificationWords.Of(report))
                    grid.AddRow(new Markup("[grey]Notifications[/]"), Tables.Text(words));
                foreach (var words in FreshnessWords.Of(freshness))
                    grid.AddRow(new Markup("[grey]Freshness[/]"), Tables.Text(words));
                call.Terminal.Out.Write(grid);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command On(Cli cli)
    {
        var name = Connection();
        var command = new Command("on", "Switch change notifications on; the server subscribes for them") { name }.WithExamples(
            "muster notifications on",
            "muster notifications on --connection corp --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connection = await muster.ConnectionAsync(call.Get(name), cancellationToken);
                var wasOn = await muster.IsNotifiedAsync(connection, cancellationToken);
                await muster.Database.Subscriptions.EnableAsync(connection.Key, call.Actor, cancellationToken);
                if (call.Terminal.Json)
                    Write(
                        call,
                        connection,
                        await muster.NotificationsAsync(connection, cancellationToken),
                        await muster.FreshnessAsync(connection, cancellationToken),
                        []
                    );
                else if (wasOn)
                    call.Terminal.Say($"Nothing to change: the directory of '{connection.Name}' tells of its changes already.");
                else
                    call.Terminal.Say($"[green]✓[/] The directory of '{connection.Name}' shall tell of its changes.");
                call.Terminal.Note($"{Needs}");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Off(Cli cli)
    {
        var name = Connection();
        var command = new Command("off", "Switch change notifications off, and end the subscriptions at the directory")
        {
            name,
        }.WithExamples("muster notifications off", "muster notifications off --connection corp --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connection = await muster.ConnectionAsync(call.Get(name), cancellationToken);
                var wasOn = await muster.IsNotifiedAsync(connection, cancellationToken);
                var left = await SubscriptionEnding.SwitchOffAsync(
                    muster.Database.Connections,
                    muster.Database.Subscriptions,
                    new EntraSubscriptionsFactory(call.Clock),
                    connection,
                    call.Actor,
                    cancellationToken
                );
                if (call.Terminal.Json)
                    Write(
                        call,
                        connection,
                        await muster.NotificationsAsync(connection, cancellationToken),
                        await muster.FreshnessAsync(connection, cancellationToken),
                        left
                    );
                else if (wasOn)
                    call.Terminal.Say(
                        $"[green]✓[/] The directory of '{connection.Name}' tells of its changes no more; they are seen when it is next read."
                    );
                else
                    call.Terminal.Say($"Nothing to change: change notifications of '{connection.Name}' are off.");
                foreach (var problem in left)
                    call.Terminal.Note(
                        $"A subscription at the directory could not be ended and ends by itself within four weeks: {problem}"
                    );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Write(
        Invocation call,
        Connection connection,
        NotificationReport report,
        RunFreshness freshness,
        IReadOnlyList<string> notEnded
    ) =>
        call.Terminal.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("connection", connection.Name);
            NotificationWords.Write(json, report);
            FreshnessWords.Write(json, freshness);
            json.Texts("notEnded", notEnded);
            json.WriteEndObject();
        });

    private static Option<string?> Connection() =>
        new("--connection") { Description = "Which connection, where there are several", HelpName = "NAME" };
}

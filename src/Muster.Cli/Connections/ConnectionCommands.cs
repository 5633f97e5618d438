using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Scheduling;
using Muster.Cli.Terminals;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Server.Connections;
using Muster.Server.Scheduling;
using Muster.Server.Ui;
using Spectre.Console;

namespace Muster.Cli.Connections;

/// <summary><c>muster connection …</c></summary>
internal static class ConnectionCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("connection", "Connect a directory and check what it allows");
        command.Add(AddConnectionCommand.Create(cli));
        command.Add(TestConnectionCommand.Create(cli));
        command.Add(UpdateConnectionCommand.Create(cli));
        command.Add(ListConnectionsCommand.Create(cli));
        command.Add(Show(cli));
        command.Add(ConnectionPastCommands.History(cli));
        command.Add(ConnectionPastCommands.Compare(cli));
        command.Add(Remove(cli));
        return command;
    }

    /// <summary>A connection as JSON.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="more">Writes what else is known of it.</param>
    public static void Write(Utf8JsonWriter json, Connection connection, Action<Utf8JsonWriter>? more = null)
    {
        json.WriteStartObject();
        json.WriteString("name", connection.Name);
        json.WriteString("kind", "entra");
        json.WriteString("tenantId", connection.TenantId);
        json.WriteString("clientId", connection.ClientId);
        json.WriteString("credential", JsonFormat.Word(connection.Credential));
        json.WriteString("graphUrl", connection.GraphUrl.ToString());
        json.WriteString("authority", connection.Authority.ToString());
        json.WriteBoolean("privateCertificate", connection.TrustedCertificatePem is not null);
        json.Text("importRule", connection.ImportRule is { } rule ? ImportRuleWords.Of(rule) : null);
        json.WriteNumber("configuration", connection.ConfigurationVersion);
        json.WriteNumber("appliedConfiguration", connection.AppliedConfiguration);
        more?.Invoke(json);
        json.WriteEndObject();
    }

    /// <summary>Whether a connection is paused, by whom, since when and until when, as JSON.</summary>
    public static void Write(Utf8JsonWriter json, StandingPause? pause)
    {
        json.Text("paused", pause?.Reason);
        json.Instant("until", pause?.Until);
        json.Text("pausedBy", pause?.By);
        json.Instant("pausedSince", pause?.Since);
    }

    private static Command Show(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the connection" };
        var command = new Command("show", "Show one connection") { name }.WithExamples(
            "muster connection show corp",
            "muster connection show corp --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connection = await muster.ConnectionAsync(call.Get(name), cancellationToken);
                var notifications = await muster.NotificationsAsync(connection, cancellationToken);
                var shown = await ShownSchedule.LoadAsync(muster, connection, call.Clock.GetUtcNow(), cancellationToken);
                if (call.Terminal.Json)
                {
                    call.Terminal.WriteJson(json =>
                        Write(
                            json,
                            connection,
                            more =>
                            {
                                more.WriteString("mode", JsonFormat.Word(shown.Mode));
                                Write(more, shown.Pause);
                                NotificationWords.Write(more, notifications);
                            }
                        )
                    );
                    return ExitCodes.Fine;
                }
                var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
                void Row(string label, string value) => grid.AddRow(new Markup($"[grey]{label}[/]"), Tables.Text(value));
                Row("Name", connection.Name);
                Row("Tenant", connection.TenantId);
                Row("Application", connection.ClientId);
                Row("Credential", $"{connection.Credential} (stored encrypted, never shown)");
                Row("Graph", connection.GraphUrl.ToString());
                Row("Sign-in", connection.Authority.ToString());
                Row(
                    "Trusts",
                    connection.TrustedCertificatePem is null ? "the machine's certificates" : "one private certificate beside the machine's"
                );
                Row("Imports", connection.ImportRule is { } rule ? ImportRuleWords.Of(rule) : "nothing yet: muster users import --help");
                Row(
                    "Configuration",
                    Configuring.SettingWords.Unapplied(connection) ?? $"version {connection.ConfigurationVersion}, applied"
                );
                Row("Mode", $"{ScheduleMode.Name(Texts.English, shown.Mode)}: {ScheduleMode.Meaning(Texts.English, shown.Mode)}");
                Row("Synchronised", shown.Preview.Words);
                if (shown.Pause is { } pause)
                    Row("Paused", ShownSchedule.Words(pause, shown.Now));
                foreach (var words in NotificationWords.Of(notifications))
                    Row("Notifications", words);
                call.Terminal.Out.Write(grid);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Remove(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the connection" };
        var command = new Command("remove", "Remove a connection with its credential and its copy of the directory") { name }.WithExamples(
            "muster connection remove corp",
            "muster connection remove \"Old tenant\" --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connection = await muster.ConnectionAsync(call.Get(name), cancellationToken);
                if (await ConnectionRemoval.RemoveAsync(muster, connection, call.Actor, call.Clock, cancellationToken) is not { } notEnded)
                    throw new UserErrorException(
                        ExitCodes.Locked,
                        $"Users or groups still follow '{connection.Name}', so it stays; users that were imported from it cannot be handed over yet. For a new secret, certificate or address: muster connection update \"{connection.Name}\"."
                    );
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("name", connection.Name);
                        json.WriteBoolean("removed", true);
                        json.WriteStartArray("notEnded");
                        foreach (var problem in notEnded)
                            json.WriteStringValue(problem);
                        json.WriteEndArray();
                        json.WriteEndObject();
                    });
                call.Terminal.Say($"Removed connection [bold]{connection.Name}[/].");
                foreach (var problem in notEnded)
                    call.Terminal.Note(
                        $"A subscription at the directory could not be ended and ends by itself within four weeks: {problem}"
                    );
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}

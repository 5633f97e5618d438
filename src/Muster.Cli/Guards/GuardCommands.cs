using System.CommandLine;
using Muster.Cli.Configuring;
using Muster.Cli.Terminals;
using Muster.Engine.Guarding;

namespace Muster.Cli.Guards;

/// <summary><c>muster guard …</c></summary>
internal static class GuardCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("guard", "Look at the guard rails, and try others on the past");
        command.Add(Show(cli));
        command.Add(SimulateCommand.Create(cli));
        return command;
    }

    private static Command Show(Cli cli)
    {
        var connection = new Option<string?>("--connection")
        {
            Description = "Which connection, where there are several",
            HelpName = "NAME",
        };
        var command = new Command("show", "List the limits in force, where they come from, and what the last 24 hours left of them")
        {
            connection,
        }.WithExamples("muster guard show", "muster guard show --connection corp --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var chosen = await muster.ConnectionAsync(call.Get(connection), cancellationToken);
                var report = await muster.GuardReport.OfAsync(chosen.Key, cancellationToken);
                var table = Tables.New("=guards.", "Holds", "=From", "Last 24 h");
                foreach (var guard in report)
                    if (call.Terminal.Json)
                        call.Terminal.WriteJson(json =>
                        {
                            json.WriteStartObject();
                            json.WriteString("setting", $"guards.{guard.Name}");
                            json.WriteString("guard", guard.Guard);
                            json.WriteString("limit", guard.Limit);
                            json.WriteString("source", JsonFormat.Word(guard.Source));
                            json.Text("group", guard.Room?.Group);
                            Number(json, "used", guard.Room?.Used);
                            Number(json, "left", guard.Room?.Left);
                            json.WriteEndObject();
                        });
                    else
                        table.Add(
                            Tables.Text(guard.Name),
                            Tables.Text(Short(guard.Limit)),
                            Tables.Text(Words(guard.Source)),
                            Tables.Text(Room(guard.Room))
                        );
                if (call.Terminal.Json)
                    return ExitCodes.Fine;
                call.Terminal.Out.Write(table);
                call.Terminal.Note(
                    $"[grey]An emptied directory, an import rule that covers nobody, protected groups and people, and memberships given here always wait for a person.[/]"
                );
                SettingWords.NoteUnapplied(call.Terminal, chosen);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    public static void Number(System.Text.Json.Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    /// <summary>The column's heading says it is a limit.</summary>
    private static string Short(string limit) => limit.Replace("the limit is ", "more than ", StringComparison.Ordinal);

    private static string Words(GuardSource source) =>
        source switch
        {
            GuardSource.Default => "default",
            GuardSource.Connection => "set here",
            _ => "ceiling",
        };

    private static string Room(GuardRoom? room) =>
        room switch
        {
            null => "",
            { Left: null, Group: { } small } => $"{Numbers.Of(room.Used)} used; '{small}' is too small for this limit",
            { Left: null } => $"{Numbers.Of(room.Used)} used; any number may follow",
            _ => $"{Numbers.Of(room.Used)} used, {Numbers.Of(room.Left.Value)} left{(room.Group is { } group ? $" in '{group}'" : "")}",
        };
}

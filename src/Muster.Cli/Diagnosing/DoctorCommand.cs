using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Server;
using Muster.Server.Diagnosing;
using Muster.Server.Ui;

namespace Muster.Cli.Diagnosing;

/// <summary><c>muster doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create(Cli cli)
    {
        var command = new Command(
            "doctor",
            "Look at everything an installation rests on, and say of each what is wrong, where, and what to do; changes nothing"
        ).WithExamples("muster doctor", "muster doctor --database postgres://muster@db.example.com/muster --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                call.CheckExists();
                var examined = await ExamineAsync(call, cancellationToken);
                if (call.Terminal.Json)
                    Write(call.Terminal, examined);
                else
                    Print(call.Terminal, examined);
                return examined.Worst switch
                {
                    Finding.Ok => ExitCodes.Fine,
                    Finding.Warning => ExitCodes.DifferencesExist,
                    _ => ExitCodes.Unexpected,
                };
            }
        );
        return command;
    }

    /// <summary>What is in a database is looked at only when that can be opened without a change: an older schema would be brought up to date.</summary>
    private static async Task<Examination> ExamineAsync(Invocation call, CancellationToken cancellationToken)
    {
        var doctor = new Doctor(new Place(call.DataFolder, call.Database, null), call.Clock, Texts.English);
        var place = await doctor.PlaceAsync(cancellationToken);
        if (place.Checks.Any(check => check is { Check: "database" or "schema", Finding: not Finding.Ok }))
            return place;
        await using MusterInstance muster = await call.OpenExistingAsync(cancellationToken);
        return await doctor.AllAsync(muster, cancellationToken);
    }

    private static void Print(Terminal terminal, Examination examined)
    {
        foreach (var check in examined.Checks)
        {
            var name = check.Of is { } of ? $"{check.Check} of {of}" : check.Check;
            if (check.Finding == Finding.Ok)
                terminal.Say($"[green]✓[/] [bold]{name}[/]: {check.Found}");
            else if (check.Finding == Finding.Warning)
                terminal.Say($"[yellow]![/] [bold]{name}[/]: {check.Found} {check.Advice ?? ""}");
            else
                terminal.Say($"[red]✗[/] [bold]{name}[/]: {check.Found} {check.Advice ?? ""}");
        }
        terminal.Say(
            $"Muster {examined.Version}: {Numbers.Of(examined.Checks.Count, "check")}, {Numbers.Of(examined.Count(Finding.Failed), "failure")}, {Numbers.Of(examined.Count(Finding.Warning), "warning")}."
        );
    }

    private static void Write(Terminal terminal, Examination examined) =>
        terminal.WriteJson(json =>
        {
            json.WriteStartObject();
            json.Instant("at", examined.At);
            json.WriteString("version", examined.Version);
            json.WriteString("worst", JsonFormat.Word(examined.Worst));
            json.WriteStartArray("checks");
            foreach (var check in examined.Checks)
            {
                json.WriteStartObject();
                json.WriteString("check", check.Check);
                json.Text("of", check.Of);
                json.WriteString("finding", JsonFormat.Word(check.Finding));
                json.WriteString("found", check.Found);
                json.Text("advice", check.Advice);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
}

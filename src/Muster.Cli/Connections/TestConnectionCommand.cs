using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Engine.Connections;
using Spectre.Console;

namespace Muster.Cli.Connections;

/// <summary><c>muster connection test</c></summary>
internal static class TestConnectionCommand
{
    public static Command Create(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the connection" };
        var command = new Command("test", "Prove sign-in and each needed permission with a real call") { name }.WithExamples(
            "muster connection test corp",
            "muster connection test corp --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connection = await muster.ConnectionAsync(call.Get(name), cancellationToken);
                var credential = await muster.Connections.CredentialAsync(connection.Key, cancellationToken);
                await using var source = muster.Sources.Create(connection, credential);
                var checks = new List<PermissionCheck>();
                await foreach (var check in source.CheckAsync(cancellationToken))
                {
                    checks.Add(check);
                    Show(call.Terminal, check);
                }
                return Conclude(call.Terminal, connection, checks);
            }
        );
        return command;
    }

    private static void Show(Terminal terminal, PermissionCheck check)
    {
        var mark = check.Outcome switch
        {
            CheckOutcome.Granted => "[green]✓[/]",
            CheckOutcome.Missing => "[red]✗[/]",
            CheckOutcome.Optional => "[yellow]![/]",
            _ => "[grey]-[/]",
        };
        if (terminal.Json || terminal.Options.Quiet)
            return;
        terminal.Out.MarkupLine($"  {mark} {Terminal.Escape($"[bold]{check.Name}[/]  [grey]{check.NeededFor}[/]")}");
        if (check.Outcome != CheckOutcome.Granted)
            terminal.Say($"      {check.Detail}");
    }

    private static int Conclude(Terminal terminal, Connection connection, List<PermissionCheck> checks)
    {
        var missing = checks.Count(check => check.Outcome is CheckOutcome.Missing);
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("connection", connection.Name);
                json.WriteBoolean("ok", missing == 0);
                json.WriteStartArray("checks");
                foreach (var check in checks)
                {
                    json.WriteStartObject();
                    json.WriteString("name", check.Name);
                    json.WriteString("neededFor", check.NeededFor);
                    json.WriteString("outcome", JsonFormat.Word(check.Outcome));
                    json.WriteString("detail", check.Detail);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            });
        if (missing == 0)
        {
            terminal.Say($"Everything Muster needs of [bold]{connection.Name}[/] works.");
            terminal.Note($"[grey]Next: muster users import --connection \"{connection.Name}\" --everyone[/]");
            return ExitCodes.Fine;
        }
        terminal.Say($"{Numbers.Of(missing, "check")} failed; nothing was changed. Mend what is marked ✗ and test again.");
        return checks.Exists(check =>
            check is { Name: "Sign in", Outcome: CheckOutcome.Missing }
            && (
                check.Detail.Contains("No answer", StringComparison.Ordinal)
                || check.Detail.Contains("is not trusted", StringComparison.Ordinal)
            )
        )
            ? ExitCodes.Unreachable
            : ExitCodes.NotSignedIn;
    }
}

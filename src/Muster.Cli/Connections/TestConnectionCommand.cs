using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
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
                var now = call.Clock.GetUtcNow();
                var credential = await muster.Connections.CredentialAsync(connection.Key, cancellationToken);
                await using var source = muster.Sources.Create(connection, credential);
                var checks = new List<PermissionCheck>();
                await foreach (var check in source.CheckAsync(cancellationToken))
                {
                    checks.Add(check);
                }
                Show(call.Terminal, checks);
                if (CredentialEnd.NoticeAt(CredentialEnd.Of(credential), now) is { } notice)
                    call.Terminal.Say($"[yellow]![/] {notice.Message}");
                return Conclude(call.Terminal, connection, checks);
            }
        );
        return command;
    }

    /// <summary>A row for each check, then what is wrong with each that is not as it should be.</summary>
    private static void Show(Terminal terminal, List<PermissionCheck> checks)
    {
        if (terminal.Json || terminal.Options.Quiet)
            return;
        var table = Tables.New("", "Permission", "Needed for", "State", "Without it");
        table.Columns[1].NoWrap();
        foreach (var check in checks)
            table.Add(
                new Markup(Mark(check)),
                new Markup($"[bold]{Markup.Escape(SafeText.Of(check.Name))}[/]"),
                Tables.Text(check.NeededFor),
                Tables.Text(State(check)),
                Tables.Text(check.Without)
            );
        terminal.Out.Write(table);
        foreach (
            var check in checks.Where(check => check.ShowsNothing || check.Outcome is not (CheckOutcome.Granted or CheckOutcome.NotTried))
        )
            terminal.Out.Write(
                new Padder(new Markup($"{Mark(check)} {Terminal.Escape($"[bold]{check.Name}[/]: {check.Detail}")}")).Padding(2, 0, 0, 0)
            );
    }

    private static string Mark(PermissionCheck check) =>
        check.Outcome switch
        {
            CheckOutcome.Granted when check.ShowsNothing => "[yellow]![/]",
            CheckOutcome.Granted => "[green]✓[/]",
            CheckOutcome.Missing => "[red]✗[/]",
            CheckOutcome.Optional or CheckOutcome.Surplus => "[yellow]![/]",
            _ => "[grey]-[/]",
        };

    private static string State(PermissionCheck check) =>
        check.Outcome switch
        {
            CheckOutcome.Granted when check.ShowsNothing => "granted, shows nothing",
            CheckOutcome.Granted => "granted",
            CheckOutcome.Missing => Failure(check.Fault),
            CheckOutcome.Optional => "not granted",
            CheckOutcome.Surplus => "granted, a risk",
            _ => "not tried",
        };

    /// <summary>A permission is called missing only where the directory said so.</summary>
    private static string Failure(DirectoryFault? fault) =>
        fault switch
        {
            DirectoryFault.SignInRefused => "refused",
            DirectoryFault.Unreachable => "no connection",
            DirectoryFault.CertificateNotTrusted => "server not trusted",
            DirectoryFault.OtherTenant => "another tenant",
            DirectoryFault.Unavailable or DirectoryFault.UnexpectedAnswer or DirectoryFault.ShortRead => "could not be tried",
            _ => "missing",
        };

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
                    json.WriteString("without", check.Without);
                    json.WriteBoolean("showsNothing", check.ShowsNothing);
                    json.Text("fault", check.Fault is { } fault ? JsonFormat.Word(fault) : null);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            });
        if (missing == 0)
        {
            if (checks.Exists(check => check.ShowsNothing))
                terminal.Say(
                    $"Nothing was refused, but [bold]{connection.Name}[/] shows nothing where something is expected. Look at what is marked ! first."
                );
            else
                terminal.Say($"Everything Muster needs of [bold]{connection.Name}[/] works.");
            terminal.Note($"[grey]Next: muster users import --connection \"{connection.Name}\" --everyone[/]");
            return ExitCodes.Fine;
        }
        terminal.Say($"{Numbers.Of(missing, "check")} failed; nothing was changed. Mend what is marked ✗ and test again.");
        var codes = checks.Select(check => check.Fault).OfType<DirectoryFault>().Select(Cli.ExitCodeOf).ToHashSet();
        return codes.Contains(ExitCodes.Unreachable) ? ExitCodes.Unreachable
            : codes.Contains(ExitCodes.NotSignedIn) ? ExitCodes.NotSignedIn
            : ExitCodes.IncompleteRead;
    }
}

using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Emergency;

namespace Muster.Cli.Serving;

/// <summary><c>muster emergency …</c>: the switch of the emergency account, for whoever sits at the server's machine.</summary>
internal static class EmergencyCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("emergency", "Open or shut emergency access on the server's machine");
        command.Add(
            Verb(
                cli,
                "open",
                "Let the emergency codes work for an hour, whether Microsoft Entra answers or not",
                (door, call, cancellationToken) => door.OpenAsync(call.Actor, cancellationToken)
            )
        );
        command.Add(
            Verb(
                cli,
                "close",
                "Shut what was opened, and end whoever is in",
                (door, call, cancellationToken) => door.CloseAsync(call.Actor, cancellationToken)
            )
        );
        command.Add(Verb(cli, "show", "Show how emergency access stands, and when it was last tried", (_, _, _) => Task.CompletedTask));
        return command;
    }

    private static Command Verb(Cli cli, string name, string description, Func<EmergencyDoor, Invocation, CancellationToken, Task> deed)
    {
        var command = new Command(name, description).WithExamples($"muster emergency {name}", $"muster emergency {name} --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                await using var accounts =
                    await AccountFile.OpenAsync(call.DataFolder, muster, cancellationToken)
                    ?? throw new UserErrorException(
                        ExitCodes.NotFound,
                        $"No server of this version has worked on {call.Database?.Place ?? call.DataFolder} yet, so there are no accounts. Start it with: muster serve"
                    );
                if (name != "show" && (await accounts.Emergency.StateAsync(cancellationToken)).MadeAt is null)
                    throw new UserErrorException(
                        ExitCodes.NotFound,
                        "There is no emergency account. An Owner makes one in the app, under Accounts, and keeps its codes. Nothing was changed."
                    );
                await deed(accounts.Emergency, call, cancellationToken);
                await accounts.EmergencyProblem.UpdateAsync(call.Actor, cancellationToken);
                Show(call.Terminal, await accounts.Emergency.StateAsync(cancellationToken), call.Clock.GetUtcNow());
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Show(Terminal terminal, EmergencyState state, DateTimeOffset now)
    {
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.Instant("madeAt", state.MadeAt);
                json.WriteNumber("codesLeft", state.CodesLeft);
                json.Instant("usedAt", state.UsedAt);
                json.Instant("openUntil", state.OpenUntil);
                json.Instant("inUseUntil", state.InUseUntil);
                json.WriteEndObject();
            });
        if (state.MadeAt is null)
        {
            terminal.Say($"There is no emergency account. An Owner makes one in the app, under Accounts.");
            return;
        }
        if (state.OpenUntil is { } until)
            terminal.Say($"Emergency access is [bold]open[/] until {Numbers.Instant(until)}: type a code at /sign-in/emergency.");
        else
            terminal.Say($"Emergency access is shut while Microsoft Entra answers.");
        if (state.InUseUntil is { } end)
            terminal.Say($"Somebody is in, from {state.From ?? ""}, until {Numbers.Instant(end)} at the latest.");
        terminal.Say(
            $"Codes left: {Numbers.Of(state.CodesLeft, "code")}. Last used or tried: {(state.UsedAt is { } used ? Numbers.Instant(used) : "never")}."
        );
        if (state.IsUntried(now))
            terminal.Say($"[yellow]![/] Nobody tried it within 90 days. Open it, sign in with one code, and close it.");
    }
}

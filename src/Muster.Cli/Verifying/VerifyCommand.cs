using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Engine.Verifying;

namespace Muster.Cli.Verifying;

/// <summary><c>muster verify</c></summary>
internal static class VerifyCommand
{
    public static Command Create(Cli cli)
    {
        var connection = new Option<string?>("--connection")
        {
            Description = "Which connection, where there are several",
            HelpName = "NAME",
        };
        var command = new Command(
            "verify",
            "Read and plan everything, change nothing, and say where that differs from what is kept by changes"
        )
        {
            connection,
        }.WithExamples("muster verify", "muster verify --connection contoso --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var followed = await muster.ConnectionAsync(call.Get(connection), cancellationToken);
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
                var report = await muster.Verifications.RunAsync(followed, call.Actor, observer, cancellationToken);
                observer.Dispose();
                if (call.Terminal.Json)
                    WriteJson(call.Terminal, report);
                else
                    Print(call.Terminal, report);
                return report.Equal ? ExitCodes.Fine : ExitCodes.DifferencesExist;
            }
        );
        return command;
    }

    private static void WriteJson(Terminal terminal, VerificationReport report) =>
        terminal.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("run", report.Run.Id);
            json.WriteBoolean("equal", report.Equal);
            json.WriteNumber("stepsWaiting", report.Waiting);
            RunJson.WriteProblems(json, report.Run.Problems);
            json.WriteEndObject();
        });

    private static void Print(Terminal terminal, VerificationReport report)
    {
        if (report.Equal)
            terminal.Say(
                $"[green]✓[/] Run {report.Run.Id}: what is kept by changes equals a full read, and a full plan finds nothing that was overlooked."
            );
        else
            terminal.Say(
                $"[yellow]■[/] Run {report.Run.Id}: {Numbers.Of(report.Run.Problems.Count, "disagreement")} with a full read and plan. No user, group or membership was changed."
            );
        if (report.Waiting > 0)
            terminal.Note($"[grey]{Numbers.Of(report.Waiting, "step")} wait for the next sync: muster plan[/]");
        RunReport.PrintProblems(terminal, report.Run.Problems);
    }
}

using System.CommandLine;

namespace Muster.Cli.Databases;

/// <summary><c>muster database release</c></summary>
internal static class ReleaseCommand
{
    public static Command Create(Cli cli)
    {
        var reason = new Option<string>("--reason") { Description = "Why that is right; kept in the audit log", Required = true };
        var command = new Command(
            "release",
            "Let plans be applied again after the data was restored: look at a plan before, since what was decided in between is not there"
        )
        {
            reason,
        }.WithExamples(
            "muster database release --reason \"The plan was looked at\"",
            "muster database release --workspace beta --reason checked"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                if (string.IsNullOrWhiteSpace(call.Get(reason)))
                    throw new UserErrorException(ExitCodes.WrongUsage, "Say why with --reason. Nothing was changed.");
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var released = await muster.Database.Restorations.ReleaseAsync(call.Actor, call.Get(reason)!.Trim(), cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.WriteBoolean("released", released);
                        json.WriteEndObject();
                    });
                else if (released)
                    call.Terminal.Say($"[green]✓[/] Plans can be applied again, by people and by schedules.");
                else
                    call.Terminal.Say($"Nothing keeps plans from being applied. Nothing to do.");
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}

using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Core.Configuration;

namespace Muster.Cli.Configuring;

/// <summary>Options of every verb that changes the configuration: look only, do not ask, and why.</summary>
internal sealed class ChangeOptions
{
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Save without asking" };
    private readonly Option<string?> _reason = new("--reason")
    {
        Description = "Why; kept with the change, needed for what is destructive",
        HelpName = "TEXT",
    };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Show what the change would do and save nothing" };

    public void AddTo(Command command)
    {
        command.Add(_reason);
        command.Add(DryRun);
        command.Add(_yes);
    }

    /// <exception cref="UserErrorException">A reason is needed and there is none.</exception>
    public string? ReasonFor(Invocation call, Danger danger)
    {
        var reason = call.Get(_reason)?.Trim();
        if (reason?.Length > 2000)
            throw new UserErrorException(ExitCodes.WrongUsage, "--reason is longer than 2,000 characters.");
        if (string.IsNullOrEmpty(reason) && danger == Danger.Destructive)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                "This change is destructive: it may take much away, or let it be taken without a person. Say why with --reason \"…\"."
            );
        return string.IsNullOrEmpty(reason) ? null : reason;
    }

    /// <summary>Asks before what is not merely cosmetic is saved.</summary>
    public async Task<bool> ConfirmAsync(Invocation call, Danger danger, string command, string look, CancellationToken cancellationToken)
    {
        if (danger == Danger.Cosmetic || call.Get(_yes))
            return true;
        SyncCommand.Ask(call, yes: false, command, look);
        if (await call.Terminal.AskAsync("Save the change?", cancellationToken))
            return true;
        call.Terminal.Note($"Declined. Nothing was saved.");
        return false;
    }
}

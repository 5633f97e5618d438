using System.CommandLine;
using Muster.Cli.Syncing;

namespace Muster.Cli;

/// <summary>Options of every verb that changes what is synchronised by a decision about one group or user: look only, and do not ask.</summary>
internal sealed class Consent
{
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do it without asking" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what it would do and change nothing" };

    public void AddTo(Command command)
    {
        command.Add(_dryRun);
        command.Add(_yes);
    }

    /// <summary>Whether nothing is to be changed.</summary>
    public bool LooksOnly(Invocation call) => call.Get(_dryRun);

    /// <summary>Whether it is to be done without asking.</summary>
    public bool Given(Invocation call) => call.Get(_yes);

    /// <summary>Asks a person who has seen what it would do, unless they said before that they need not be asked.</summary>
    /// <param name="call">The invocation.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="command">What was typed, for whoever cannot be asked.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>True to do it; false where only looking was asked for.</returns>
    /// <exception cref="UserErrorException">The person declined, or nobody can be asked.</exception>
    public async Task<bool> GivenAsync(Invocation call, string question, string command, CancellationToken cancellationToken)
    {
        if (LooksOnly(call))
            return false;
        if (call.Get(_yes))
            return true;
        SyncCommand.Ask(call, yes: false, $"{command} --yes", $"{command} --dry-run");
        return await call.Terminal.AskAsync(question, cancellationToken)
            ? true
            : throw new UserErrorException(ExitCodes.Unexpected, "Declined. Nothing was changed.");
    }
}

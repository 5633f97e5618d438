using Muster.Engine.Runs;
using Muster.Engine.Users;
using Muster.Server.Groups;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.People;

/// <summary>What became of a person's decision about people and memberships.</summary>
internal static class UserDecisions
{
    /// <summary>The run that carried it out or is held; null when nothing was asked for.</summary>
    /// <exception cref="WorkFailedException">It was refused or failed; the message says why, and nothing was changed.</exception>
    public static Run? Done(Texts T, UsersOutcome outcome)
    {
        if (outcome.Plan is null)
            throw new WorkFailedException(string.Join(' ', outcome.Problems.Select(problem => Refusals.Words(T, problem))));
        return outcome.Run is { Outcome: RunOutcome.Failed } failed
            ? throw new WorkFailedException(
                failed.Message is { } message ? T.Told(message) : T["The change could not be written. Nothing was changed."]
            )
            : outcome.Run;
    }
}

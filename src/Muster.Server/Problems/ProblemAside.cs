using Muster.Engine.Inbox;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Problems;

/// <summary>Puts problems aside and takes them up again, as they were looked at: who was faster is not overwritten.</summary>
internal static class ProblemAside
{
    // What it says is read by several; pages tell it to each.
    private static readonly Texts T = Texts.English;

    /// <summary>Puts a problem aside until an instant, or takes it up again.</summary>
    /// <param name="problems">The inbox.</param>
    /// <param name="seen">The problem as whoever asks looked at it.</param>
    /// <param name="until">Until when; null to take it up.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why it can wait; null when it is taken up.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="WorkFailedException">Somebody else was faster, or it is resolved; nothing was changed.</exception>
    public static async Task<InboxProblem> SaveAsync(
        IProblemStore problems,
        InboxProblem seen,
        DateTimeOffset? until,
        string actor,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        if (await problems.SnoozeAsync(seen, until, actor, reason, cancellationToken) is { } saved)
            return saved;
        var now = await problems.FindAsync(seen.Id, cancellationToken);
        throw new WorkFailedException(
            now switch
            {
                { ResolvedAt: null, SnoozedUntil: { } theirs, Snoozed: { } words } => T[
                    "Somebody put it aside until {0} meanwhile ({1}). Nothing was changed.",
                    Words.Exact(T, theirs),
                    words
                ],
                { ResolvedAt: null } => T["Somebody took it up again meanwhile. Nothing was changed."],
                _ => T["It was resolved meanwhile. Nothing was changed."],
            }
        );
    }
}

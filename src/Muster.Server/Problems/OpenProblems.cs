using Muster.Engine.Inbox;

namespace Muster.Server.Problems;

/// <summary>The problems that ask for a person now.</summary>
internal static class OpenProblems
{
    /// <summary>Those that stand and are not put aside, those seen last first.</summary>
    /// <param name="store">The inbox.</param>
    /// <param name="within">Keys of the connections that are looked at; null for all.</param>
    /// <param name="now">The instant that counts for what is put aside.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task<IReadOnlyList<InboxProblem>> OfAsync(
        IProblemStore store,
        IReadOnlyList<int>? within,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => store.PageAsync(new ProblemFilter(now) { State = ProblemState.Open, Within = within }, cancellationToken);
}

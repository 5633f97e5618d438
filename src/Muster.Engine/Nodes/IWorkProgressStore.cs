namespace Muster.Engine.Nodes;

/// <summary>How far work has come that a process does in a workspace, for whoever watches it at another process. Only the process that does it writes it; all instants are by the clock that they have in common.</summary>
public interface IWorkProgressStore
{
    /// <summary>Says how far it is.</summary>
    /// <param name="work">Number of the work, which no other process gives.</param>
    /// <param name="detail">How far, as the server writes it.</param>
    /// <param name="cancellationToken">Cancels it; nothing is stored then.</param>
    Task SaveAsync(long work, string detail, CancellationToken cancellationToken);

    /// <summary>All work that was told of lately, also what has ended since.</summary>
    Task<IReadOnlyList<StoredWork>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Work that somebody asked to stop, and who did.</summary>
    Task<IReadOnlyDictionary<long, string>> AskedToStopAsync(CancellationToken cancellationToken);

    /// <summary>Asks the process that does it to stop.</summary>
    /// <param name="work">Number of the work.</param>
    /// <param name="by">Who asks; whoever asked first stays.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>False when nobody told of such work.</returns>
    Task<bool> AskToStopAsync(long work, string by, CancellationToken cancellationToken);

    /// <summary>Forgets what nobody has told of for ten minutes.</summary>
    Task SweepAsync(CancellationToken cancellationToken);
}

/// <summary>Work as its process told of it last.</summary>
/// <param name="Work">Its number.</param>
/// <param name="Detail">How far it is.</param>
/// <param name="StopAskedBy">Who asks it to stop; null for nobody.</param>
/// <param name="IsSilent">Whether that is so long ago that its process counts as dead.</param>
public sealed record StoredWork(long Work, string Detail, string? StopAskedBy, bool IsSilent);

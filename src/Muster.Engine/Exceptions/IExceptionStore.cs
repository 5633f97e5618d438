using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Engine.Exceptions;

/// <summary>Keeps every exception with its whole history. They change by plans only.</summary>
public interface IExceptionStore
{
    /// <summary>The exceptions that stood at a revision, by id.</summary>
    Task<IReadOnlyList<MembershipException>> AtAsync(long revision, CancellationToken cancellationToken);

    /// <summary>Every version of one exception, the oldest first; empty when there is none with this number.</summary>
    Task<IReadOnlyList<ExceptionVersion>> HistoryAsync(long id, CancellationToken cancellationToken);

    /// <summary>What one revision did to exceptions, by id.</summary>
    Task<IReadOnlyList<ExceptionChange>> ChangesAsync(long revision, CancellationToken cancellationToken);
}

/// <summary>An exception as it was from one revision on.</summary>
/// <param name="Exception">What was decided.</param>
/// <param name="FromRevision">Revision since which it stands so.</param>
/// <param name="ToRevision">Revision that ended or changed it; null while it stands.</param>
/// <param name="Ended">When, by whom and why it ended; null while it stands, and where only its end was moved.</param>
public sealed record ExceptionVersion(MembershipException Exception, long FromRevision, long? ToRevision, ExceptionEnded? Ended);

/// <summary>The end of an exception.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who or what ended it.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record ExceptionEnded(DateTimeOffset At, string By, string Reason);

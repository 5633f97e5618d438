using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Connections;

namespace Muster.Engine.Reading;

/// <summary>A directory that can be read: Microsoft Entra ID today, others behind the same port later.</summary>
public interface IDirectorySource : IAsyncDisposable
{
    /// <summary>What a delta link of a stream is good for; see <see cref="IMirrorStore.OpenAsync"/>.</summary>
    string Binding(DirectoryStream stream);

    /// <summary>What the links of change streams limited to some groups are good for.</summary>
    string FilteredBinding { get; }

    /// <summary>What was met while reading that a person should know.</summary>
    IReadOnlyList<string> Remarks { get; }

    /// <summary>Requests and resource units spent so far.</summary>
    ReadSpending Spending { get; }

    /// <summary>Proves sign-in and each needed permission with a real call. Expected failures are results, not exceptions.</summary>
    IAsyncEnumerable<PermissionCheck> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Asks about one object on the spot.</summary>
    /// <param name="stream">Whether it is a user or a group.</param>
    /// <param name="id">Its object id.</param>
    /// <param name="cancellationToken">Ends a request or a wait.</param>
    /// <exception cref="DirectoryReadException">The sign-in failed, or no answer worth looking at came.</exception>
    Task<DirectoryLook> LookAsync(DirectoryStream stream, ObjectId id, CancellationToken cancellationToken);

    /// <summary>Follows one stream to its delta link and completes the session.</summary>
    /// <param name="stream">Which stream.</param>
    /// <param name="session">Where the pages go; says from where to read.</param>
    /// <param name="progress">Told after every page.</param>
    /// <param name="cancellationToken">Stops before the next page.</param>
    /// <exception cref="DirectoryReadException">The stream could not be read to its end; the mirror is as it was.</exception>
    Task<StreamRead> ReadAsync(
        DirectoryStream stream,
        IMirrorSession session,
        IProgress<ReadProgress>? progress,
        CancellationToken cancellationToken
    );

    /// <summary>Reads groups in another way than by the stream of all, and completes the session.</summary>
    /// <param name="way">The way; <see cref="ReadWay.WholeDelta"/> is <see cref="ReadAsync"/>.</param>
    /// <param name="wanted">Object ids of the groups that are followed; groups nested in them are read as they are met.</param>
    /// <param name="session">Where the pages go; opened as partial for <see cref="ReadWay.FilteredDelta"/>, with the filtered binding.</param>
    /// <param name="progress">Told after every page.</param>
    /// <param name="cancellationToken">Stops before the next page.</param>
    /// <exception cref="DirectoryReadException">Something was not read to its end; the mirror is as it was.</exception>
    Task<StreamRead> ReadGroupsAsync(
        ReadWay way,
        IReadOnlyCollection<ObjectId> wanted,
        IMirrorSession session,
        IProgress<ReadProgress>? progress,
        CancellationToken cancellationToken
    );
}

/// <summary>Makes the source for a connection.</summary>
public interface IDirectorySourceFactory
{
    /// <summary>Makes a source; no request is sent yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="credential">Its credential.</param>
    /// <param name="more">What is read of users beyond what is read of all; null for nothing.</param>
    /// <exception cref="DirectoryReadException">The credential cannot be used as it is, for instance an expired certificate.</exception>
    IDirectorySource Create(Connection connection, Credential credential, PropertySelection? more = null);

    /// <summary>What a link of the users stream with this binding reads beyond what is read of all users; nothing when the binding is not understood.</summary>
    PropertySelection SelectionOf(string binding);
}

/// <summary>How far the reading of one stream has come.</summary>
/// <param name="Stream">Which stream.</param>
/// <param name="Pages">Pages read.</param>
/// <param name="Objects">Users or groups seen, repeats counted.</param>
/// <param name="Edges">Member and owner entries seen.</param>
/// <param name="Waiting">Set while the directory asked to wait: for how long.</param>
public sealed record ReadProgress(DirectoryStream Stream, int Pages, long Objects, long Edges, TimeSpan? Waiting = null);

/// <summary>What reading cost.</summary>
/// <param name="Requests">Requests sent to the directory, the repeated ones too; token requests are not counted.</param>
/// <param name="ResourceUnits">Units the directory charged, by its own header.</param>
/// <param name="Retries">Requests that were repeated.</param>
public sealed record ReadSpending(int Requests, int ResourceUnits, int Retries)
{
    /// <summary>Units that the run was expected to cost when it chose how to read; null when the size of the directory was not known.</summary>
    public long? EstimatedUnits { get; init; }

    /// <summary>The highest share of its limit that Graph said was used, 1 for all of it; null when it said nothing, which it does below four fifths.</summary>
    public double? LimitShare { get; init; }
}

/// <summary>The directory could not be read, for a reason a person can act on.</summary>
/// <param name="fault">What kind of fault.</param>
/// <param name="message">What happened, where, and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class DirectoryReadException(DirectoryFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of fault.</summary>
    public DirectoryFault Fault { get; } = fault;

    /// <summary>What of the directory was not read to its end because of it; empty where nothing was being read.</summary>
    public IReadOnlyList<DirectoryStream> Unread { get; internal set; } = [];
}

/// <summary>Kinds of faults, as far as a person or a script treats them differently.</summary>
public enum DirectoryFault
{
    /// <summary>Nobody answers at that address.</summary>
    Unreachable,

    /// <summary>The certificate of the server is not trusted, or does not fit.</summary>
    CertificateNotTrusted,

    /// <summary>The credential was refused or the tenant or application is not known.</summary>
    SignInRefused,

    /// <summary>A permission is missing.</summary>
    PermissionMissing,

    /// <summary>An answer was not what Graph answers: HTML, cut short, malformed, or a link to another host.</summary>
    UnexpectedAnswer,

    /// <summary>A full read ended with fewer users or groups than the directory counts.</summary>
    ShortRead,

    /// <summary>The sign-in led to another tenant than the connection's.</summary>
    OtherTenant,

    /// <summary>The directory went on failing or throttling until retries were used up.</summary>
    Unavailable,
}

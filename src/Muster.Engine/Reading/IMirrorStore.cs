using Muster.Core.DirectoryObjects;
using Muster.Engine.Incremental;
using Muster.Engine.Runs;

namespace Muster.Engine.Reading;

/// <summary>Keeps the mirror of each connection's directory together with the delta links that say up to where it was read.</summary>
public interface IMirrorStore
{
    /// <summary>Opens a stream for reading. Nothing of it takes effect before <see cref="IMirrorSession.CompleteAsync"/>.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="stream">Which stream.</param>
    /// <param name="binding">What a delta link is good for: tenant, client, Graph root and selected properties as one text. A stored link with another binding is not used.</param>
    /// <param name="full">Start without a token even if a usable link is stored.</param>
    /// <param name="partial">The round is about some objects only: what it does not mention is not gone, unless <see cref="IMirrorSession.TellInFull"/> named it.</param>
    /// <param name="lease">The lease under which it is written; its fence is checked in every write transaction.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    Task<IMirrorSession> OpenAsync(
        int connection,
        DirectoryStream stream,
        string binding,
        bool full,
        bool partial,
        Lease lease,
        CancellationToken cancellationToken
    );

    /// <summary>What the stored link of a stream is worth under a binding.</summary>
    Task<LinkWorth> LinkAsync(int connection, DirectoryStream stream, string binding, CancellationToken cancellationToken);

    /// <summary>The binding of the stored link of a stream; null when none is stored.</summary>
    Task<string?> BindingAsync(int connection, DirectoryStream stream, CancellationToken cancellationToken);

    /// <summary>Loads the mirror for planning, checking every packed set against its stored count and hash.</summary>
    /// <exception cref="StoredDataException">Less, or something else, was loaded than was stored.</exception>
    Task<DirectoryMirror> LoadAsync(int connection, CancellationToken cancellationToken);

    /// <summary>
    /// Loads the groups of the mirror for a plan about some people. Packed sets are counted now, and unpacked and checked when they are looked at; nothing is known
    /// of any user.
    /// </summary>
    /// <exception cref="StoredDataException">Less was loaded than was stored; looking at a set may throw it too.</exception>
    Task<DirectoryMirror> LoadGroupsAsync(int connection, CancellationToken cancellationToken);

    /// <summary>The same groups with the state of these users. Costs what they are.</summary>
    /// <exception cref="StoredDataException">One of them is not there.</exception>
    Task<DirectoryMirror> WithUsersAsync(int connection, DirectoryMirror mirror, KeySet users, CancellationToken cancellationToken);

    /// <summary>Every group of the directory with its facts and without its members; for lists, not for planning.</summary>
    Task<IReadOnlyList<DirectoryGroup>> GroupFactsAsync(int connection, CancellationToken cancellationToken);

    /// <summary>The groups with these keys, with their facts and without their members. Costs what they are.</summary>
    async Task<IReadOnlyList<DirectoryGroup>> GroupFactsAsync(int connection, KeySet keys, CancellationToken cancellationToken) =>
        [.. (await GroupFactsAsync(connection, cancellationToken)).Where(group => keys.Contains(group.Key))];

    /// <summary>The group with an object id, with its facts and without its members, a removed one too; null when the directory never had it.</summary>
    async Task<DirectoryGroup?> GroupFactsAsync(int connection, ObjectId id, CancellationToken cancellationToken) =>
        (await GroupFactsAsync(connection, cancellationToken)).FirstOrDefault(group => group.Id == id);

    /// <summary>What is known about the reads behind the mirror, without loading it.</summary>
    Task<ReadCertificate> CertificateAsync(int connection, CancellationToken cancellationToken);

    /// <summary>Users of the directory with all facts, in ascending key order.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="selection">Which users.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    IAsyncEnumerable<DirectoryUser> UsersAsync(int connection, UserSelection selection, CancellationToken cancellationToken);

    /// <summary>Forgets evidence of departures and "changed" marks, after a plan that covered everything found nothing to do with them.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="mirrorVersion">Version of the mirror the plan was made from; nothing is done when it has moved on.</param>
    /// <param name="mark">What later plans start from; null when they cannot build on that plan.</param>
    /// <param name="lease">The lease under which it is written.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task SettleAsync(int connection, long mirrorVersion, PlanningMark? mark, Lease lease, CancellationToken cancellationToken);

    /// <summary>Users of the directory with these keys, with all facts, in ascending key order.</summary>
    IAsyncEnumerable<DirectoryUser> UsersAsync(int connection, KeySet keys, CancellationToken cancellationToken);

    /// <summary>Directory users whose UPN, mail or object id equals the text (without regard to case), the removed ones too.</summary>
    Task<IReadOnlyList<DirectoryUser>> FindUsersAsync(int connection, string text, CancellationToken cancellationToken);
}

/// <summary>What the stored link of a stream is worth.</summary>
public enum LinkWorth
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>There is one, of another tenant, application, Graph address, selection or way of reading.</summary>
    Other,

    /// <summary>It is too old to be followed.</summary>
    TooOld,

    /// <summary>It can be followed.</summary>
    Usable,
}

/// <summary>Which directory users to load.</summary>
public enum UserSelection
{
    /// <summary>All of them.</summary>
    All = 0,

    /// <summary>Those whose facts changed since the last plan that was applied, and those no platform user follows.</summary>
    Unsettled = 1,
}

/// <summary>One round of one stream on its way into the mirror.</summary>
/// <remarks>Disposing it before completion leaves the mirror, its delta link and everything that rests on them as they were.</remarks>
public interface IMirrorSession : IAsyncDisposable
{
    /// <summary>The link to go on from; null means a full round.</summary>
    string? DeltaLink { get; }

    /// <summary>Why a stored link was not used, for people; null when it was used or none was stored.</summary>
    string? WhyInFull { get; }

    /// <summary>Throws away what this round has brought and starts a full round, for instance after 410 Gone.</summary>
    Task RestartInFullAsync(string reason, CancellationToken cancellationToken);

    /// <summary>Takes a page of users. Entries may repeat and come in any order; the later one wins.</summary>
    Task WriteUsersAsync(IReadOnlyList<DirectoryUserChange> page, CancellationToken cancellationToken);

    /// <summary>Takes a page of groups. Entries may repeat and come in any order; edges are taken in page order.</summary>
    Task WriteGroupsAsync(IReadOnlyList<DirectoryGroupChange> page, CancellationToken cancellationToken);

    /// <summary>
    /// Says that some groups are told whole from here on: what the round said of them so far is dropped, edges that do not follow are gone, and so is a group that
    /// does not follow at all.
    /// </summary>
    void TellInFull(IEnumerable<ObjectId> groups);

    /// <summary>Says that the members and owners of some groups cannot be seen: what is stored of them stays, whatever this round does not mention.</summary>
    void KeepEdges(IEnumerable<ObjectId> groups);

    /// <summary>Says that groups with hidden membership may be left out altogether: those that are stored stay, unless the round says that they are gone.</summary>
    void KeepHidden();

    /// <summary>Says that a few objects may have been lost on the way: those that are stored and that this round does not mention stay.</summary>
    void KeepMissing();

    /// <summary>Users or groups that the round has said are there, each once.</summary>
    int Present { get; }

    /// <summary>Ends the round: facts, edges, evidence of what departed, and the delta link, in one transaction.</summary>
    /// <returns>What the round changed.</returns>
    Task<StreamRead> CompleteAsync(string deltaLink, CancellationToken cancellationToken);
}

/// <summary>What a completed round changed in the mirror.</summary>
/// <param name="Certificate">Completeness and counts.</param>
/// <param name="ObjectsChanged">Users or groups whose facts, presence or edges differ from before.</param>
/// <param name="Restored">
/// Object ids of users or groups that had been removed and are back. What a group kept from before may have ended meanwhile, so then the groups stream is not
/// complete and the next round of it is a full one; the memberships of a user come back without a word.
/// </param>
public sealed record StreamRead(StreamCertificate Certificate, int ObjectsChanged, IReadOnlyList<ObjectId> Restored);

/// <summary>What was loaded from the database is not what was stored there; planning on it would lose people.</summary>
public sealed class StoredDataException(string message) : Exception(message);

using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

/// <summary>Keeps a round small in memory and writes all of it in the completing transaction, so that nothing shows before.</summary>
internal sealed class MirrorSession(
    Database database,
    int connection,
    DirectoryStream stream,
    string binding,
    Lease lease,
    string? deltaLink,
    string? whyInFull,
    bool partial
) : IMirrorSession
{
    private IRound _round = NewRound(stream);
    private bool _ended;

    public string? DeltaLink { get; private set; } = deltaLink;

    public string? WhyInFull { get; private set; } = whyInFull;

    public Task RestartInFullAsync(string reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (DeltaLink, WhyInFull) = (null, reason);
        _round = NewRound(stream);
        return Task.CompletedTask;
    }

    public Task WriteUsersAsync(IReadOnlyList<DirectoryUserChange> page, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var users = _round as UserRound ?? throw new InvalidOperationException("This session takes groups, not users.");
        foreach (var change in page)
            users.Take(change);
        return Task.CompletedTask;
    }

    public Task WriteGroupsAsync(IReadOnlyList<DirectoryGroupChange> page, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var groups = _round as GroupRound ?? throw new InvalidOperationException("This session takes users, not groups.");
        foreach (var change in page)
            groups.Take(change);
        return Task.CompletedTask;
    }

    public void TellInFull(IEnumerable<ObjectId> groups)
    {
        var round = _round as GroupRound ?? throw new InvalidOperationException("This session takes users, not groups.");
        foreach (var group in groups)
            round.TellInFull(group);
    }

    public void KeepEdges(IEnumerable<ObjectId> groups)
    {
        var round = _round as GroupRound ?? throw new InvalidOperationException("This session takes users, not groups.");
        foreach (var group in groups)
            round.KeepEdges(group);
    }

    public void KeepHidden()
    {
        if (_round is GroupRound round)
            round.KeepsHidden = true;
    }

    public void KeepMissing() => _round.KeepsMissing = true;

    public int Present => _round.Present;

    public async Task<StreamRead> CompleteAsync(string deltaLink, CancellationToken cancellationToken)
    {
        var full = DeltaLink is null && !partial;
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        var version = await VersionAsync(session, cancellationToken) + 1;
        var settled = await session.NumberAsync(
            $"SELECT settled_version FROM connection WHERE workspace = {Database.Workspace} AND key = {connection}",
            cancellationToken
        );
        var target = new RoundTarget(session, connection, full, version, KeepsTouched: settled > 0);
        var changes = await _round.WriteAsync(target, cancellationToken);
        // Read after writing: groups may have counted users, but never the other way round.
        var before = await StreamRecord.LoadAsync(session, connection, stream, cancellationToken);
        var present = before.Certificate.PresentAfter;
        // What a restored group kept from before may have ended meanwhile, and changes alone do not say so: without a link the next round is full.
        var whole = full || changes.Restored.Count == 0 || stream == DirectoryStream.Users;
        var certificate = new StreamCertificate(whole, full, present, present + changes.PresentMore, changes.Missing);
        var record = new StreamRecord(
            binding,
            whole ? deltaLink : null,
            database.Clock.GetUtcNow(),
            certificate,
            before.Objects + changes.ObjectsMore,
            null
        );
        await record.SaveAsync(session, connection, stream, cancellationToken);
        if (changes.Any)
            await session.ExecuteAsync(
                $"UPDATE connection SET mirror_version = {version} WHERE workspace = {Database.Workspace} AND key = {connection}",
                cancellationToken
            );
        await Fence.TouchAsync(session, lease, cancellationToken);
        await session.CommitAsync(cancellationToken);
        _ended = true;
        if (changes.Large)
            await database.TidyAsync();
        return new StreamRead(certificate, changes.Changed, changes.Restored);
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended)
            return;
        _ended = true;
        try
        {
            await using var session = await database.WriteAsync(CancellationToken.None);
            await Fence.CheckAsync(session, lease, CancellationToken.None);
            const string reason = "The reading stopped before its end.";
            var at = database.Clock.GetUtcNow();
            await StreamRecord.InterruptAsync(session, connection, stream, reason, at, CancellationToken.None);
            await session.CommitAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is StorageException or LeaseLostException)
        {
            // The mirror is as it was either way; what made the round stop is on its way to the person already.
        }
    }

    private async Task<long> VersionAsync(SqlSession session, CancellationToken cancellationToken) =>
        await session.NumberAsync(
            $"SELECT mirror_version FROM connection WHERE workspace = {Database.Workspace} AND key = {connection}",
            cancellationToken
        ) ?? throw new LeaseLostException("The connection was removed while it was read. Nothing of this step was stored.");

    private static IRound NewRound(DirectoryStream stream) => stream == DirectoryStream.Users ? new UserRound() : new GroupRound();
}

/// <summary>What one round of a stream has brought so far.</summary>
internal interface IRound
{
    /// <summary>Users or groups said to be there, each once.</summary>
    int Present { get; }

    /// <summary>Whether silence about an object means nothing.</summary>
    bool KeepsMissing { get; set; }

    /// <summary>Writes it all.</summary>
    Task<RoundChanges> WriteAsync(RoundTarget target, CancellationToken cancellationToken);
}

/// <summary>Where a round is written.</summary>
/// <param name="Session">The completing transaction.</param>
/// <param name="Connection">Key of the connection.</param>
/// <param name="Full">Whether the round began without a token, so that what it did not mention is gone.</param>
/// <param name="Version">Mirror version that the changes get.</param>
/// <param name="KeepsTouched">Whether a plan may be made from these changes: not before the first full plan.</param>
internal sealed record RoundTarget(SqlSession Session, int Connection, bool Full, long Version, bool KeepsTouched = true);

/// <summary>What writing a round changed.</summary>
internal sealed record RoundChanges
{
    /// <summary>Users or groups that differ from before.</summary>
    public int Changed { get; set; }

    /// <summary>Objects present now less objects present before.</summary>
    public int PresentMore { get; set; }

    /// <summary>Rows of this stream's objects that were added.</summary>
    public int ObjectsMore { get; set; }

    /// <summary>Rows of the other stream's objects that were added.</summary>
    public int OthersMore { get; set; }

    /// <summary>Objects absent from a full round.</summary>
    public int Missing { get; set; }

    /// <summary>Users or groups that are back.</summary>
    public List<ObjectId> Restored { get; } = [];

    public bool Any => Changed + ObjectsMore + OthersMore > 0;

    /// <summary>Whether the log has probably grown beyond what it should stay at.</summary>
    public bool Large => Changed + OthersMore > 20_000;

    public void Count(ObjectPresence before, ObjectPresence after) =>
        PresentMore += (after == ObjectPresence.Present ? 1 : 0) - (before == ObjectPresence.Present ? 1 : 0);
}

using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Entra.Ways;

/// <summary>Hands pages on to a session and notes which nested groups they name, since those are to be read as well.</summary>
/// <param name="session">Where the pages go.</param>
/// <param name="ids">Groups that the pages are about, all told whole again when a link has expired; null when the session itself restarts.</param>
/// <param name="link">The link to go on from, or null.</param>
internal sealed class WatchedGroups(IMirrorSession session, IReadOnlyCollection<ObjectId>? ids, string? link) : IMirrorSession
{
    private readonly HashSet<ObjectId> _nested = [];

    /// <summary>Groups named as members.</summary>
    public IReadOnlyCollection<ObjectId> Nested => _nested;

    public string? DeltaLink { get; private set; } = link;

    public string? WhyInFull => session.WhyInFull;

    public async Task RestartInFullAsync(string reason, CancellationToken cancellationToken)
    {
        DeltaLink = null;
        _nested.Clear();
        if (ids is null)
            await session.RestartInFullAsync(reason, cancellationToken).ConfigureAwait(false);
        else
            session.TellInFull(ids);
    }

    public Task WriteUsersAsync(IReadOnlyList<DirectoryUserChange> page, CancellationToken cancellationToken) =>
        session.WriteUsersAsync(page, cancellationToken);

    public Task WriteGroupsAsync(IReadOnlyList<DirectoryGroupChange> page, CancellationToken cancellationToken)
    {
        foreach (var change in page)
        foreach (var edge in change.Edges)
            if (edge is { Kind: EdgeKind.GroupMember, Removed: false })
                _nested.Add(edge.Target);
        return session.WriteGroupsAsync(page, cancellationToken);
    }

    public void TellInFull(IEnumerable<ObjectId> groups) => session.TellInFull(groups);

    public void KeepEdges(IEnumerable<ObjectId> groups) => session.KeepEdges(groups);

    public void KeepHidden() => session.KeepHidden();

    public void KeepMissing() => session.KeepMissing();

    public int Present => session.Present;

    public Task<StreamRead> CompleteAsync(string deltaLink, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Only the whole read completes the session.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>A round that was stored.</summary>
/// <param name="Read">What it changed.</param>
/// <param name="Full">Whether it brought what was needed whole.</param>
/// <param name="Remarks">What a person might wonder about.</param>
internal sealed record StreamRound(StreamRead Read, bool Full, List<string> Remarks);

/// <summary>Reads single streams of one connection under one lease.</summary>
internal sealed class StreamRounds(
    Connection connection,
    IMirrorStore mirror,
    IDirectorySource source,
    Lease lease,
    IProgress<ReadProgress> progress
)
{
    /// <summary>Reads users.</summary>
    public async Task<StreamRound> UsersAsync(bool full, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(
            DirectoryStream.Users,
            source.Binding(DirectoryStream.Users),
            full,
            false,
            cancellationToken
        );
        var read = await source.ReadAsync(DirectoryStream.Users, session, progress, cancellationToken);
        return new StreamRound(read, read.Certificate.InFull, Remarks(session.WhyInFull));
    }

    /// <summary>Reads groups, and stores them when users are stored.</summary>
    public async Task<StreamRound> GroupsAsync(
        GroupReading reading,
        bool full,
        Task<StreamRound> users,
        CancellationToken cancellationToken
    )
    {
        var filtered = reading.Way == ReadWay.FilteredDelta;
        var binding = filtered ? source.FilteredBinding : source.Binding(DirectoryStream.Groups);
        await using var opened = await OpenAsync(DirectoryStream.Groups, binding, full && !reading.Compares, filtered, cancellationToken);
        var session = new AfterUsers(opened, users);
        var read =
            reading.Way == ReadWay.WholeDelta
                ? await source.ReadAsync(DirectoryStream.Groups, session, progress, cancellationToken)
                : await source.ReadGroupsAsync(reading.Way, reading.Wanted, session, progress, cancellationToken);
        return new StreamRound(read, read.Certificate.InFull || (full && reading.Compares), Remarks(session.WhyInFull, reading.Words));
    }

    private Task<IMirrorSession> OpenAsync(
        DirectoryStream stream,
        string binding,
        bool full,
        bool partial,
        CancellationToken cancellationToken
    ) => mirror.OpenAsync(connection.Key, stream, binding, full, partial, lease, cancellationToken);

    private static List<string> Remarks(params ReadOnlySpan<string?> remarks)
    {
        var kept = new List<string>();
        foreach (var remark in remarks)
            if (remark is not null)
                kept.Add(remark);
        return kept;
    }

    /// <summary>A session of groups that is completed after users are.</summary>
    private sealed class AfterUsers(IMirrorSession session, Task<StreamRound> users) : IMirrorSession
    {
        public string? DeltaLink => session.DeltaLink;

        public string? WhyInFull => session.WhyInFull;

        public int Present => session.Present;

        public Task RestartInFullAsync(string reason, CancellationToken cancellationToken) =>
            session.RestartInFullAsync(reason, cancellationToken);

        public Task WriteUsersAsync(IReadOnlyList<DirectoryUserChange> page, CancellationToken cancellationToken) =>
            session.WriteUsersAsync(page, cancellationToken);

        public Task WriteGroupsAsync(IReadOnlyList<DirectoryGroupChange> page, CancellationToken cancellationToken) =>
            session.WriteGroupsAsync(page, cancellationToken);

        public void TellInFull(IEnumerable<ObjectId> groups) => session.TellInFull(groups);

        public void KeepEdges(IEnumerable<ObjectId> groups) => session.KeepEdges(groups);

        public void KeepHidden() => session.KeepHidden();

        public void KeepMissing() => session.KeepMissing();

        public async Task<StreamRead> CompleteAsync(string deltaLink, CancellationToken cancellationToken)
        {
            await users.WaitAsync(cancellationToken);
            return await session.CompleteAsync(deltaLink, cancellationToken);
        }

        public ValueTask DisposeAsync() => session.DisposeAsync();
    }
}

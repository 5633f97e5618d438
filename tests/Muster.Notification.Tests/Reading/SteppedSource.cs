using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Notification.Tests.Reading;

/// <summary>The real reader, with something happening at a chosen step of a read.</summary>
internal sealed class SteppedSource
{
    private IDirectorySourceFactory? _inner;
    private int _step;

    /// <summary>What happens at which step; steps are numbered from 0 in each read.</summary>
    public Func<int, string, Task> At { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Steps of the last read.</summary>
    public int Steps => _step;

    public IDirectorySourceFactory Around(IDirectorySourceFactory inner)
    {
        _inner = inner;
        return new Factory(this);
    }

    private Task StepAsync(string name) => At(Interlocked.Increment(ref _step) - 1, name);

    private sealed class Factory(SteppedSource steps) : IDirectorySourceFactory
    {
        public IDirectorySource Create(Connection connection, Credential credential, PropertySelection? more = null)
        {
            steps._step = 0;
            return new Source(steps._inner!.Create(connection, credential, more), steps);
        }

        public PropertySelection SelectionOf(string binding) => steps._inner!.SelectionOf(binding);
    }

    private sealed class Source(IDirectorySource inner, SteppedSource steps) : IDirectorySource
    {
        public string FilteredBinding => inner.FilteredBinding;

        public IReadOnlyList<string> Remarks => inner.Remarks;

        public ReadSpending Spending => inner.Spending;

        public string Binding(DirectoryStream stream) => inner.Binding(stream);

        public IAsyncEnumerable<PermissionCheck> CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

        public Task<DirectoryLook> LookAsync(DirectoryStream stream, ObjectId id, CancellationToken cancellationToken) =>
            inner.LookAsync(stream, id, cancellationToken);

        public async Task<StreamRead> ReadAsync(
            DirectoryStream stream,
            IMirrorSession session,
            IProgress<ReadProgress>? progress,
            CancellationToken cancellationToken
        )
        {
            await steps.StepAsync($"begin {stream}");
            var read = await inner.ReadAsync(stream, new Session(session, steps, stream), progress, cancellationToken);
            await steps.StepAsync($"end {stream}");
            return read;
        }

        public Task<StreamRead> ReadGroupsAsync(
            ReadWay way,
            IReadOnlyCollection<ObjectId> wanted,
            IMirrorSession session,
            IProgress<ReadProgress>? progress,
            CancellationToken cancellationToken
        ) => inner.ReadGroupsAsync(way, wanted, new Session(session, steps, DirectoryStream.Groups), progress, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Session(IMirrorSession inner, SteppedSource steps, DirectoryStream stream) : IMirrorSession
    {
        public string? DeltaLink => inner.DeltaLink;

        public string? WhyInFull => inner.WhyInFull;

        public int Present => inner.Present;

        public Task RestartInFullAsync(string reason, CancellationToken cancellationToken) =>
            inner.RestartInFullAsync(reason, cancellationToken);

        public async Task WriteUsersAsync(IReadOnlyList<DirectoryUserChange> page, CancellationToken cancellationToken)
        {
            await steps.StepAsync("page of Users");
            await inner.WriteUsersAsync(page, cancellationToken);
        }

        public async Task WriteGroupsAsync(IReadOnlyList<DirectoryGroupChange> page, CancellationToken cancellationToken)
        {
            await steps.StepAsync("page of Groups");
            await inner.WriteGroupsAsync(page, cancellationToken);
        }

        public void TellInFull(IEnumerable<ObjectId> groups) => inner.TellInFull(groups);

        public void KeepEdges(IEnumerable<ObjectId> groups) => inner.KeepEdges(groups);

        public void KeepHidden() => inner.KeepHidden();

        public void KeepMissing() => inner.KeepMissing();

        public async Task<StreamRead> CompleteAsync(string deltaLink, CancellationToken cancellationToken)
        {
            await steps.StepAsync($"complete {stream}");
            var read = await inner.CompleteAsync(deltaLink, cancellationToken);
            await steps.StepAsync($"completed {stream}");
            return read;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

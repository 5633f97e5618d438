using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Entra.Tests.Scripted;

/// <summary>A session that remembers what it was handed.</summary>
internal sealed class MirrorRecorder(string? deltaLink = null) : IMirrorSession
{
    public List<DirectoryUserChange> Users { get; } = [];

    public List<DirectoryGroupChange> Groups { get; } = [];

    public List<string> Restarts { get; } = [];

    public string? Completed { get; private set; }

    public string? DeltaLink { get; private set; } = deltaLink;

    public string? WhyInFull { get; private set; }

    public Func<Task>? BeforeWrite { get; set; }

    public Task RestartInFullAsync(string reason, CancellationToken cancellationToken)
    {
        Restarts.Add(reason);
        Users.Clear();
        Groups.Clear();
        DeltaLink = null;
        WhyInFull = reason;
        return Task.CompletedTask;
    }

    public List<ObjectId> Kept { get; } = [];

    public void KeepHidden() => KeepsHidden = true;

    public bool KeepsHidden { get; private set; }

    public void KeepMissing() => KeepsMissing = true;

    public bool KeepsMissing { get; private set; }

    public void KeepEdges(IEnumerable<ObjectId> groups) => Kept.AddRange(groups);

    public int Present =>
        Users.Where(user => user.Facts is not null).Select(user => user.Id).Distinct().Count()
        + Groups.Where(group => group.Facts is not null).Select(group => group.Id).Distinct().Count();

    public List<ObjectId> ToldInFull { get; } = [];

    public void TellInFull(IEnumerable<ObjectId> groups)
    {
        var told = groups.ToList();
        ToldInFull.AddRange(told);
        Groups.RemoveAll(change => told.Contains(change.Id));
    }

    public async Task WriteUsersAsync(IReadOnlyList<DirectoryUserChange> page, CancellationToken cancellationToken)
    {
        if (BeforeWrite is not null)
            await BeforeWrite();
        Users.AddRange(page);
    }

    public async Task WriteGroupsAsync(IReadOnlyList<DirectoryGroupChange> page, CancellationToken cancellationToken)
    {
        if (BeforeWrite is not null)
            await BeforeWrite();
        Groups.AddRange(page);
    }

    public Task<StreamRead> CompleteAsync(string deltaLink, CancellationToken cancellationToken)
    {
        Completed = deltaLink;
        return Task.FromResult(new StreamRead(new StreamCertificate(true, DeltaLink is null, 0, Users.Count + Groups.Count, 0), 0, []));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

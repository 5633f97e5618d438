using Muster.Storage.Exceptions;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

/// <summary>Compares the versions of exceptions with the recorded digests and with each other.</summary>
internal sealed class ExceptionCheck(SqlSession session, RecordedDigests recorded, Action<string> fault)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var digests = new DigestsByRevision();
        Engine.Exceptions.ExceptionVersion? before = null;
        foreach (var version in await ExceptionRows.AllAsync(session, cancellationToken))
        {
            var id = version.Exception.Id;
            if (before?.Exception.Id == id && (before.ToRevision != version.FromRevision || before.Ended is not null))
                fault($"Exception {id}: the version that begins at revision {version.FromRevision} does not follow the one before.");
            if (version.ToRevision <= version.FromRevision)
                fault($"Exception {id}: a version ends at revision {version.ToRevision}, before it begins at {version.FromRevision}.");
            digests.Of(version.FromRevision).Opened(version.Exception);
            if (version.ToRevision is { } to)
                digests.Of(to).Closed(id, version.Ended);
            else if (version.Ended is not null)
                fault($"Exception {id} has ended and stands.");
            before = version;
        }
        digests.Compare((revision, hex) => recorded.Check(AuditActions.ExceptionVersions, revision, 0, hex, fault));
    }
}

using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Brings the mirror of a connection up to date: users first, then groups, so that members are known when their groups arrive.</summary>
public sealed class DirectoryReading(IConnectionStore connections, IMirrorStore mirror, IDirectorySourceFactory sources)
{
    /// <summary>Reads both streams, or only the users.</summary>
    /// <returns>How it was read and what it cost.</returns>
    /// <exception cref="DirectoryReadException">A stream was not read to its end; what was complete before stays.</exception>
    public async Task<(ReadSummary Summary, ReadSpending Spending)> ReadAsync(
        Connection connection,
        bool full,
        bool withGroups,
        Lease lease,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var credential = await connections.CredentialAsync(connection.Key, cancellationToken);
        await using var source = sources.Create(connection, credential);
        var why = new List<string>();
        var anyFull = false;
        var changed = 0;
        foreach (var stream in withGroups ? [DirectoryStream.Users, DirectoryStream.Groups] : new[] { DirectoryStream.Users })
        {
            await using var session = await mirror.OpenAsync(
                connection.Key,
                stream,
                source.Binding(stream),
                full,
                lease,
                cancellationToken
            );
            var read = await source.ReadAsync(stream, session, progress, cancellationToken);
            anyFull |= read.Certificate.InFull;
            changed += read.ObjectsChanged;
            if (session.WhyInFull is { } reason)
                why.Add(reason);
        }
        return (new ReadSummary(anyFull, why, changed), source.Spending);
    }
}

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
            var restored = await ReadOneAsync(stream, full);
            if (restored > 0)
            {
                // What a restored group kept from before may have ended while it was gone, and changes alone do not say so.
                why.Add($"{restored} restored group{(restored == 1 ? "" : "s")}: members of before may have left meanwhile");
                await ReadOneAsync(stream, true);
            }
        }
        return (new ReadSummary(anyFull, why, changed), source.Spending);

        async Task<int> ReadOneAsync(DirectoryStream stream, bool inFull)
        {
            await using var session = await mirror.OpenAsync(
                connection.Key,
                stream,
                source.Binding(stream),
                inFull,
                lease,
                cancellationToken
            );
            var read = await source.ReadAsync(stream, session, progress, cancellationToken);
            anyFull |= read.Certificate.InFull;
            changed += read.ObjectsChanged;
            if (session.WhyInFull is { } reason)
                why.Add(reason);
            return read.Certificate.InFull ? 0 : read.Restored.Count;
        }
    }
}

using Muster.Core.Reading;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Which groups a run needs.</summary>
public enum GroupNeed
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those that the platform follows and the import rule names, with the groups nested in them.</summary>
    Followed,

    /// <summary>All.</summary>
    All,
}

/// <summary>Brings the mirror of a connection up to date: users first, then groups, so that members are known when their groups arrive.</summary>
public sealed class DirectoryReading(IConnectionStore connections, IMirrorStore mirror, IDirectorySourceFactory sources, GroupWays ways)
{
    /// <summary>Reads both streams, or only the users.</summary>
    /// <returns>How it was read and what it cost.</returns>
    /// <exception cref="DirectoryReadException">A stream was not read to its end; what was complete before stays.</exception>
    public async Task<(ReadSummary Summary, ReadSpending Spending)> ReadAsync(
        Connection connection,
        bool full,
        GroupNeed need,
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
        var units = await ways.UsersAsync(connection, source, full, cancellationToken);
        var groups = need switch
        {
            GroupNeed.None => null,
            GroupNeed.Followed => await ways.FollowedAsync(connection, source, full, cancellationToken),
            _ => await ways.WholeAsync(connection, source, full, cancellationToken),
        };
        await ReadOneAsync(DirectoryStream.Users, GroupReading.Whole(null), full);
        if (groups is not null)
        {
            units += groups.Units;
            var restored = await ReadOneAsync(DirectoryStream.Groups, groups, full);
            if (restored > 0)
            {
                // What a restored group kept from before may have ended while it was gone, and changes alone do not say so.
                why.Add($"{restored} restored group{(restored == 1 ? "" : "s")}: members of before may have left meanwhile");
                await ReadOneAsync(DirectoryStream.Groups, groups.Way == ReadWay.FilteredDelta ? groups : GroupReading.Whole(null), true);
            }
        }
        return (new ReadSummary(anyFull, why, changed), source.Spending with { EstimatedUnits = units });

        async Task<int> ReadOneAsync(DirectoryStream stream, GroupReading reading, bool inFull)
        {
            var filtered = reading.Way == ReadWay.FilteredDelta;
            await using var session = await mirror.OpenAsync(
                connection.Key,
                stream,
                filtered ? source.FilteredBinding : source.Binding(stream),
                inFull && !reading.Compares,
                filtered,
                lease,
                cancellationToken
            );
            var read =
                reading.Way == ReadWay.WholeDelta
                    ? await source.ReadAsync(stream, session, progress, cancellationToken)
                    : await source.ReadGroupsAsync(reading.Way, reading.Wanted, session, progress, cancellationToken);
            anyFull |= read.Certificate.InFull || (inFull && reading.Compares);
            changed += read.ObjectsChanged;
            if (session.WhyInFull is { } reason)
                why.Add(reason);
            if (reading.Words is { } words)
                why.Add(words);
            return read.Certificate.InFull ? 0 : read.Restored.Count;
        }
    }
}

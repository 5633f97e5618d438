using Muster.Core.Attributes;
using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Configuration;
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

/// <summary>Brings the mirror of a connection up to date: users and groups at the same time, stored users first, so that members are known when their groups arrive.</summary>
public sealed class DirectoryReading(
    IConnectionStore connections,
    IMirrorStore mirror,
    IDirectorySourceFactory sources,
    GroupWays ways,
    PolicyReader? policies = null
)
{
    /// <summary>Reads both streams, or only the users, with what the rule in force names.</summary>
    /// <returns>How it was read and what it cost.</returns>
    /// <exception cref="DirectoryReadException">A stream was not read to its end; what was complete before stays.</exception>
    public Task<(ReadSummary Summary, ReadSpending Spending)> ReadAsync(
        Connection connection,
        bool full,
        GroupNeed need,
        Lease lease,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    ) => ReadAsync(connection, connection.ImportRule?.Selection ?? PropertySelection.None, full, need, lease, progress, cancellationToken);

    /// <summary>Reads both streams, or only the users.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="needed">What must be read of users beyond what is read of all.</param>
    /// <param name="full">Whether everything is read again instead of the changes.</param>
    /// <param name="need">Which groups.</param>
    /// <param name="lease">The lease under which it is written.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops before the next page.</param>
    /// <returns>How it was read and what it cost.</returns>
    /// <exception cref="DirectoryReadException">A stream was not read to its end; what was complete before stays.</exception>
    public async Task<(ReadSummary Summary, ReadSpending Spending)> ReadAsync(
        Connection connection,
        PropertySelection needed,
        bool full,
        GroupNeed need,
        Lease lease,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await ReadStreamsAsync(connection, needed, full, need, lease, progress, cancellationToken);
        }
        catch (DirectoryReadException failure) when (failure.Unread.Count == 0)
        {
            failure.Unread = need == GroupNeed.None ? [DirectoryStream.Users] : [DirectoryStream.Users, DirectoryStream.Groups];
            throw;
        }
    }

    private async Task<(ReadSummary Summary, ReadSpending Spending)> ReadStreamsAsync(
        Connection connection,
        PropertySelection needed,
        bool full,
        GroupNeed need,
        Lease lease,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        if (policies is not null)
            needed = needed.Union(AttributeMapping.Of(await policies.OfConnectionAsync(connection.Key, cancellationToken)).Selection);
        var credential = await connections.CredentialAsync(connection.Key, cancellationToken);
        await using var source = sources.Create(connection, credential, await SelectionAsync(connection, needed, full, cancellationToken));
        var rounds = new StreamRounds(connection, mirror, source, lease, new OneAtATime(progress));
        var units = await ways.UsersAsync(connection, source, full, cancellationToken);
        var groups = need switch
        {
            GroupNeed.None => null,
            GroupNeed.Followed => await ways.FollowedAsync(connection, source, full, cancellationToken),
            _ => await ways.WholeAsync(connection, source, full, cancellationToken),
        };
        var read = groups is null
            ? [await rounds.UsersAsync(full, cancellationToken)]
            : await BothAsync(rounds, groups, full, cancellationToken);
        var summary = new ReadSummary(
            read.Any(round => round.Full),
            [.. read.SelectMany(round => round.Remarks), .. source.Remarks],
            read.Sum(round => round.Read.ObjectsChanged)
        );
        return (summary, source.Spending with { EstimatedUnits = units + (groups?.Units ?? 0) });
    }

    /// <summary>
    /// What to ask for. A link that brings more than is needed is followed on, since asking for less would mean to read everything again; a full read asks for
    /// no more than is needed. A link that takes a permission which nothing needs any more, such as after a preview, is given up: without that permission every
    /// read on it would fail, though no rule names the property.
    /// </summary>
    private async Task<PropertySelection> SelectionAsync(
        Connection connection,
        PropertySelection needed,
        bool full,
        CancellationToken cancellationToken
    )
    {
        if (full || await mirror.BindingAsync(connection.Key, DirectoryStream.Users, cancellationToken) is not { } binding)
            return needed;
        var carried = sources.SelectionOf(binding);
        return carried.Covers(needed) && needed.Covers(carried.WithPermission) ? carried : needed;
    }

    private static async Task<List<StreamRound>> BothAsync(
        StreamRounds rounds,
        GroupReading groups,
        bool full,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var users = rounds.UsersAsync(full, cancellationToken);
        var theirs = rounds.GroupsAsync(groups, full, users, stop.Token);
        try
        {
            await users;
        }
        catch
        {
            // Groups are stored after users only, so without users there is nothing to wait for.
            await stop.CancelAsync();
            await ((Task)theirs).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        try
        {
            var read = new List<StreamRound> { await users, await theirs };
            if (WhyAgain(read[0], read[1]) is { } why)
            {
                var again = groups.Way == ReadWay.FilteredDelta ? groups : GroupReading.Whole(null);
                read.Add(await rounds.GroupsAsync(again, full: true, users, cancellationToken));
                read[^1].Remarks.Insert(0, why);
            }
            return read;
        }
        catch (DirectoryReadException failure)
        {
            failure.Unread = [DirectoryStream.Groups];
            throw;
        }
    }

    /// <summary>Why groups are to be read whole after their changes: what came back may have lost, or kept, what no change tells.</summary>
    private static string? WhyAgain(StreamRound users, StreamRound groups) =>
        (groups.Read.Certificate.InFull, groups.Read.Restored.Count, users.Read.Restored.Count) switch
        {
            (true, _, _) => null,
            (_, > 0 and var count, _) => $"{count} restored group{(count == 1 ? "" : "s")}: members of before may have left meanwhile",
            (_, _, > 0 and var count) => $"{count} restored user{(count == 1 ? "" : "s")}: memberships come back without a word",
            _ => null,
        };

    /// <summary>Both streams tell how far they are; whoever shows it hears one at a time.</summary>
    private sealed class OneAtATime(IProgress<ReadProgress> progress) : IProgress<ReadProgress>
    {
        private readonly Lock _lock = new();

        public void Report(ReadProgress value)
        {
            lock (_lock)
                progress.Report(value);
        }
    }
}

using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.Rounds;

namespace Muster.Entra.Ways;

/// <summary>Reads the wanted groups, and whatever is nested in them, in another way than by the stream of all groups.</summary>
internal sealed class GroupReader(
    GraphClient client,
    GraphRoot root,
    IMirrorSession session,
    Seeing seeing,
    IProgress<ReadProgress>? progress
)
{
    private static readonly StreamPlan Plan = StreamPlan.Of(DirectoryStream.Groups);

    public async Task<StreamRead> ReadAsync(ReadWay way, IReadOnlyCollection<ObjectId> wanted, CancellationToken cancellationToken)
    {
        var link =
            way == ReadWay.FilteredDelta
                ? FilteredLinks.Write(await FilteredAsync(wanted, cancellationToken).ConfigureAwait(false))
                : await CompareAsync(way, wanted, cancellationToken).ConfigureAwait(false);
        return await session.CompleteAsync(link, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on from the links there are, then starts new streams for groups that none of them is about.</summary>
    private async Task<IReadOnlyList<FilteredLink>> FilteredAsync(IReadOnlyCollection<ObjectId> wanted, CancellationToken cancellationToken)
    {
        var known = new HashSet<ObjectId>();
        var open = new HashSet<ObjectId>(wanted);
        var links = new List<FilteredLink>();
        foreach (var kept in FilteredLinks.Read(session.DeltaLink))
        {
            known.UnionWith(kept.Ids);
            links.Add(await FollowAsync(kept.Ids, kept.Link, open, cancellationToken).ConfigureAwait(false));
        }
        await WidenAsync(
                known,
                open,
                CheapestWay.IdsPerFilter,
                async group =>
                {
                    session.TellInFull(group);
                    links.Add(await FollowAsync(group, null, open, cancellationToken).ConfigureAwait(false));
                }
            )
            .ConfigureAwait(false);
        return links;
    }

    /// <summary>Reads the wanted groups whole, then takes the changes of all groups.</summary>
    /// <remarks>
    /// In this order, since a list may come from a replica that lags behind: what it did not know yet follows with the changes. The other way round it would undo
    /// changes that are not told again.
    /// </remarks>
    private async Task<string> CompareAsync(ReadWay way, IReadOnlyCollection<ObjectId> wanted, CancellationToken cancellationToken)
    {
        if (session.DeltaLink is not null)
            await ReadWholeAsync(way, wanted, cancellationToken).ConfigureAwait(false);
        return await FollowAsync(Plan, new WatchedGroups(session, null, session.DeltaLink), cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadWholeAsync(ReadWay way, IReadOnlyCollection<ObjectId> wanted, CancellationToken cancellationToken)
    {
        var open = new HashSet<ObjectId>(wanted);
        var lists = new MemberLists(client, root, seeing, progress);
        await WidenAsync(
                [],
                open,
                way == ReadWay.CompareByLists ? MemberLists.GroupsAtOnce : CheapestWay.IdsPerFilter,
                async group =>
                {
                    if (way == ReadWay.CompareByFilter)
                    {
                        session.TellInFull(group);
                        await FollowAsync(group, null, open, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        var watched = new WatchedGroups(session, group, null);
                        await lists.ReadAsync(group, watched, cancellationToken).ConfigureAwait(false);
                        open.UnionWith(watched.Nested);
                    }
                }
            )
            .ConfigureAwait(false);
    }

    /// <summary>Reads groups a number at a time until none that was met is left; each is read once, so circles end.</summary>
    private static async Task WidenAsync(HashSet<ObjectId> known, HashSet<ObjectId> open, int atOnce, Func<ObjectId[], Task> read)
    {
        while (true)
        {
            var next = open.Where(id => !known.Contains(id)).OrderBy(id => id.Value).Take(atOnce).ToArray();
            if (next.Length == 0)
                return;
            known.UnionWith(next);
            await read(next).ConfigureAwait(false);
        }
    }

    private async Task<FilteredLink> FollowAsync(
        IReadOnlyList<ObjectId> ids,
        string? link,
        HashSet<ObjectId> met,
        CancellationToken cancellationToken
    )
    {
        var watched = new WatchedGroups(session, ids, link);
        var next = await FollowAsync(Plan with { Only = ids }, watched, cancellationToken).ConfigureAwait(false);
        met.UnionWith(watched.Nested);
        return new FilteredLink(ids, next);
    }

    private async Task<string> FollowAsync(StreamPlan plan, IMirrorSession watched, CancellationToken cancellationToken)
    {
        var round = new DeltaRound(client, root, plan, watched, seeing, progress);
        await using (round.ConfigureAwait(false))
            return await round.FollowAsync(cancellationToken).ConfigureAwait(false);
    }
}

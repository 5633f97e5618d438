using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Matching;
using Muster.Core.Platform;
using Muster.Core.Reporting;
using Muster.Engine.Groups;
using Muster.Engine.History;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Groups;
using Muster.Server.Home;

namespace Muster.Server.Api;

/// <summary>A group that somebody should tidy up.</summary>
/// <param name="Key">Number of the group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Findings">What there is to tidy up.</param>
/// <param name="Purpose">Why it exists.</param>
/// <param name="Accountable">Who answers for it.</param>
/// <param name="ReviewOn">When it is looked at next.</param>
/// <param name="Link">How it stands to the directory.</param>
/// <param name="Members">Members.</param>
internal sealed record GroupReportItem(
    int Key,
    string Name,
    IReadOnlyList<GroupFinding> Findings,
    string? Purpose,
    string? Accountable,
    DateOnly? ReviewOn,
    LinkState Link,
    int Members
);

/// <summary>One line of the tree of sub-groups.</summary>
/// <param name="Key">Number of the group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Depth">How far below the top, which has 0.</param>
/// <param name="Path">Names from the top down to the group.</param>
/// <param name="Members">Members.</param>
/// <param name="Circle">Whether the group stands above itself, so that the tree ends here.</param>
/// <param name="Again">Whether what is below it was listed before.</param>
internal sealed record TreeLineItem(int Key, string Name, int Depth, IReadOnlyList<string> Path, int Members, bool Circle, bool Again);

/// <summary>A directory group that a group may mean.</summary>
/// <param name="Group">The directory group. Link it: <c>POST /groups/{key}/link</c>.</param>
/// <param name="Difference">How its name differs; null when it is exactly the same.</param>
internal sealed record CandidateItem(DirectoryGroupItem Group, string? Difference);

/// <summary>What one applied plan did to the people of a group, or of all groups.</summary>
/// <param name="Revision">Number of the state.</param>
/// <param name="Run">The run that made it.</param>
/// <param name="At">When.</param>
/// <param name="MembersAdded">Members added.</param>
/// <param name="MembersRemoved">Members removed.</param>
/// <param name="OwnersAdded">Owners added.</param>
/// <param name="OwnersRemoved">Owners removed.</param>
/// <param name="Members">Members from then on.</param>
/// <param name="Owners">Owners from then on.</param>
internal sealed record GroupActivityItem(
    long Revision,
    long Run,
    DateTimeOffset At,
    int MembersAdded,
    int MembersRemoved,
    int OwnersAdded,
    int OwnersRemoved,
    int Members,
    int Owners
)
{
    /// <summary>All changes with the sums, the latest first.</summary>
    public static IReadOnlyList<GroupActivityItem> Of(IReadOnlyList<GroupActivity> changes)
    {
        var (items, members, owners) = (new List<GroupActivityItem>(changes.Count), 0, 0);
        foreach (var change in changes)
        {
            members += change.MembersAdded - change.MembersRemoved;
            owners += change.OwnersAdded - change.OwnersRemoved;
            items.Add(
                new(
                    change.Made.Number,
                    change.Made.Run,
                    change.Made.At,
                    change.MembersAdded,
                    change.MembersRemoved,
                    change.OwnersAdded,
                    change.OwnersRemoved,
                    members,
                    owners
                )
            );
        }
        items.Reverse();
        return items;
    }
}

/// <summary>Groups looked at from other sides: what to tidy up, the tree, who they may mean, members over time.</summary>
internal static class GroupReportEndpoints
{
    private const int MostDays = 3660;

    /// <summary>Groups that are read at once.</summary>
    private const int AtOnce = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        var groups = api.MapGroup("/groups").WithTags("Groups");
        groups.MapGet("/report", ReportAsync).As("reportGroups", Right.Read).Narrowed().Costly();
        groups.MapGet("/tree", TreeAsync).As("listGroupTree", Right.Read).Costly();
        groups.MapGet("/{key:int}/candidates", CandidatesAsync).As("listGroupCandidates", Right.Read).Costly();
        groups.MapGet("/history", AllHistoryAsync).As("listMembershipHistory", Right.Read).Narrowed().Costly();
        groups.MapGet("/{key:int}/history", HistoryAsync).As("listGroupHistory", Right.Read).ForOwners();
    }

    /// <summary>Lists groups that somebody should tidy up: without purpose, accountable person or review, empty, off the naming conventions.</summary>
    /// <param name="only">Only this finding; may stand several times.</param>
    /// <param name="within">Review dates within so many days count as due, 0 to 3660.</param>
    /// <param name="search">Only groups whose name contains this.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<Page<GroupReportItem>> ReportAsync(
        HttpContext context,
        MusterInstance muster,
        TimeProvider clock,
        [FromQuery] [Word(typeof(GroupFinding))] string[]? only,
        int? within,
        string? search,
        string? at,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var wanted = (only ?? []).Select(word => Words.Of<GroupFinding>(word, "only")!.Value).ToHashSet();
        if (within is < 0 or > MostDays)
            throw ApiException.Invalid("?within", $"within is {within}; it goes from 0 to {MostDays} days.");
        var moment = await Moments.FindAsync(muster, at, cancellationToken);
        var revision = paging.Revision ?? moment.Revision;
        var today = DateOnly.FromDateTime((moment.At ?? clock.GetUtcNow()).UtcDateTime);
        var patterns = (await muster.Policies.OfWorkspaceAsync(cancellationToken)).GroupNamePatterns;
        var suspended = await SuspendedNames.AtAsync(muster, revision, cancellationToken);
        var review = new GroupReview(NamePattern.ParseAll(patterns), today.AddDays(within ?? 0), suspended.Contains);
        var query = new GroupQuery
        {
            Search = search,
            Within = context.Where(Right.Read),
            Limit = AtOnce,
        };
        var shown = FoundAsync(
            muster,
            revision,
            query with
            {
                After = paging.After is [{ } name] ? name : null,
            },
            Findings,
            cancellationToken
        );
        return await paging.PageAsync(
            await shown.Take(paging.Fetched).ToListAsync(cancellationToken),
            row => row,
            row => [row.Name],
            async () => await FoundAsync(muster, revision, query, Findings, cancellationToken).LongCountAsync(cancellationToken),
            revision
        );

        IReadOnlyList<GroupFinding> Findings(GroupRow group) =>
            [
                .. review
                    .Findings(group.Name, group.Settings, group.Link, group.Members)
                    .Where(finding => wanted.Count == 0 || wanted.Contains(finding)),
            ];
    }

    /// <summary>Groups with something to tidy up, by name, read as far as they are asked for.</summary>
    private static async IAsyncEnumerable<GroupReportItem> FoundAsync(
        MusterInstance muster,
        long revision,
        GroupQuery query,
        Func<GroupRow, IReadOnlyList<GroupFinding>> findings,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (GroupRow? last; ; query = query with { After = last.Name })
        {
            var rows = await muster.Database.Platform.GroupPageAsync(revision, query, cancellationToken).ToListAsync(cancellationToken);
            foreach (var group in rows)
                if (findings(group) is { Count: > 0 } found)
                    yield return new(
                        group.Key,
                        group.Name,
                        found,
                        group.Settings.Purpose,
                        group.Settings.Accountable,
                        group.Settings.ReviewOn,
                        group.Link,
                        group.Members
                    );
            if (rows.Count < query.Limit)
                yield break;
            last = rows[^1];
        }
    }

    /// <summary>Lists which groups are sub-groups of which, from the top down (nesting policy <c>hierarchy</c>).</summary>
    /// <param name="below">Only the tree below this group, by number.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<Page<TreeLineItem>> TreeAsync(
        HttpContext context,
        MusterInstance muster,
        int? below,
        string? at,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var revision = (await Moments.FindAsync(muster, at, cancellationToken)).Revision;
        var tree = await GroupTree.LoadAsync(muster, revision, cancellationToken);
        var root = below is { } key ? await Named.GroupAsync(muster, key, revision, cancellationToken) : null;
        return paging.Slice(
            [.. tree.Lines(root)],
            line => string.Join('\n', line.Path),
            line => new TreeLineItem(line.Group.Key, line.Group.Name, line.Depth, line.Path, line.Group.Members, line.Circle, line.Again)
        );
    }

    /// <summary>Lists the directory groups, as they were last read, that a group may mean: those of exactly its name, else those whose name is close. To have them read first takes whoever may make plans.</summary>
    /// <param name="key">Number of the group.</param>
    /// <param name="connection">Name of the connection; may be left out where there is only one.</param>
    /// <param name="read">Read what changed in the directory first.</param>
    internal static async Task<Page<CandidateItem>> CandidatesAsync(
        int key,
        HttpContext context,
        MusterInstance muster,
        KnownDirectories directories,
        string? connection,
        bool? read,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var directory = await Named.ConnectionAsync(muster, context, Right.Read, connection, "?connection", cancellationToken);
        if (read == true && paging.After is null)
            await DirectoryReads.ReadAsync(context, muster, directory, cancellationToken);
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var group = await Named.GroupAsync(muster, key, revision, cancellationToken);
        if (group.Link == LinkState.Retired)
            throw ApiException.NotFound($"There is no group {key} in use.");
        var known = await DirectoryReads.LastAsync(muster, directories, directory, cancellationToken);
        return paging.Slice(
            Candidates(known.Discovery, group.Name),
            candidate => candidate.Found.Source.Id.ToString(),
            candidate => new CandidateItem(DirectoryGroupItem.Of(candidate.Found), candidate.Difference)
        );
    }

    /// <summary>Lists every change of who is in a group, the latest first, with how many were in it from then on: members over time.</summary>
    /// <param name="key">Number of the group.</param>
    internal static async Task<Page<GroupActivityItem>> HistoryAsync(
        int key,
        HttpContext context,
        MusterInstance muster,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        await Named.GroupAsync(muster, key, await muster.Database.Platform.RevisionAsync(cancellationToken), cancellationToken);
        var changes = await muster.Database.History.GroupActivityAsync(key, cancellationToken);
        return paging.Slice(GroupActivityItem.Of(changes), change => Text(change.Revision), change => change);
    }

    /// <summary>Lists every change of who is in any group, the latest first, added up over the groups: memberships over time. Somebody in two groups counts twice.</summary>
    internal static async Task<Page<GroupActivityItem>> AllHistoryAsync(
        HttpContext context,
        KnownActivity activity,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    ) =>
        Paging
            .Of(context, page)
            .Slice(
                GroupActivityItem.Of(await activity.OfAsync(context.Where(Right.Read), cancellationToken)),
                change => Text(change.Revision),
                change => change
            );

    private static IReadOnlyList<LinkCandidate> Candidates(GroupDiscovery discovery, string name) =>
        discovery.Names.WithName(name) is { Count: > 0 } same
            ? [.. same.Select(source => new LinkCandidate(discovery.Discover(source), null))]
            : [.. discovery.Names.NearMisses(name).Select(miss => new LinkCandidate(discovery.Discover(miss.Group), miss.Difference))];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

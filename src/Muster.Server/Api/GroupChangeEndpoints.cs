using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Groups;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Groups;

namespace Muster.Server.Api;

/// <summary>What a person does to groups: discover, create, set, link, unlink, resume, retire.</summary>
internal static class GroupChangeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/directory-groups", DiscoverAsync).As("listDirectoryGroups", Right.Read).Narrowed().Costly().WithTags("Groups");
        var groups = api.MapGroup("/groups").WithTags("Groups");
        groups.MapPost("", CreateAsync).As("createGroup", Right.Operate).Narrowed().Costly().Idempotent();
        groups
            .MapPost("/from-directory", FromDirectoryAsync)
            .As("createGroupsFromDirectory", Right.Operate)
            .Narrowed()
            .Costly()
            .Idempotent();
        groups.MapPatch("/{key:int}", SetAsync).As("changeGroup", Right.Operate).IfMatch();
        groups.MapPost("/{key:int}/link", LinkAsync).As("linkGroup", Right.Operate).Costly().Idempotent();
        groups.MapPost("/{key:int}/unlink", UnlinkAsync).As("unlinkGroup", Right.Operate).Idempotent();
        groups.MapPost("/{key:int}/resume", ResumeAsync).As("resumeGroup", Right.Operate).Idempotent();
        groups.MapPost("/{key:int}/retire", RetireAsync).As("retireGroup", Right.Operate).Idempotent();
    }

    /// <summary>Lists the groups of the directory as they were last read, with how each stands to the platform. To have them read first takes whoever may make plans.</summary>
    /// <param name="connection">Name of the connection; may be left out where there is only one.</param>
    /// <param name="search">Only groups whose name, mail or description contains this.</param>
    /// <param name="kind">Only groups of this kind.</param>
    /// <param name="state">Only groups that stand so to the platform.</param>
    /// <param name="minMembers">Only groups with at least this many direct members.</param>
    /// <param name="like">Only groups whose name fits this pattern, such as <c>ORG-*</c>.</param>
    /// <param name="read">Read what changed in the directory first.</param>
    internal static async Task<Page<DirectoryGroupItem>> DiscoverAsync(
        HttpContext context,
        MusterInstance muster,
        KnownDirectories directories,
        string? connection,
        string? search,
        [Word(typeof(DirectoryGroupKind))] string? kind,
        [Word(typeof(DiscoveryState))] string? state,
        int? minMembers,
        string? like,
        bool? read,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var filter = new DirectoryGroupFilter
        {
            Search = search,
            Kind = Words.Of<DirectoryGroupKind>(kind, "kind"),
            MinMembers = minMembers ?? 0,
            Like = like is null ? [] : [Patterns.Of(like, "?like")],
        };
        var wanted = Words.Of<DiscoveryState>(state, "state");
        var directory = await Named.ConnectionAsync(muster, context, Right.Read, connection, "?connection", cancellationToken);
        if (read == true && paging.After is null)
            await DirectoryReads.ReadAsync(context, muster, directory, cancellationToken);
        var found = (await DirectoryReads.LastAsync(muster, directories, directory, cancellationToken)).Discovery.All(filter);
        return paging.Slice(
            [.. found.Where(group => wanted is null || group.State == wanted)],
            group => group.Source.Id.ToString(),
            DirectoryGroupItem.Of
        );
    }

    /// <summary>Makes one group by name, pinned at once if exactly one directory group has that name; otherwise it waits for its match.</summary>
    internal static async Task<Ok<GroupsResult>> CreateAsync(
        NewGroup order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionOrNoneAsync(muster, order.Connection, "/connection", cancellationToken);
        return TypedResults.Ok(
            GroupsResult.Of(
                await muster.Groups.CreateAsync(
                    connection,
                    order.Name,
                    order.Purpose,
                    context.Caller().Name,
                    Quiet.Observer,
                    cancellationToken
                )
            )
        );
    }

    /// <summary>Makes groups from the directory's list, pinned by object id. What cannot be made without a choice is left and reported.</summary>
    internal static async Task<Ok<GroupsResult>> FromDirectoryAsync(
        GroupsFromDirectory order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        if (!order.IsChoice())
            throw ApiException.Invalid("", "Say which groups to take: names, all, or a choice such as search or like.", "missing");
        return TypedResults.Ok(
            GroupsResult.Of(
                await muster.Groups.CreateFromDirectoryAsync(
                    await Named.ConnectionAsync(muster, order.Connection, "/connection", cancellationToken),
                    order.Names is { } names ? [.. names] : null,
                    order.ToFilter(),
                    context.Caller().Name,
                    order.DryRun,
                    Quiet.Observer,
                    cancellationToken
                )
            )
        );
    }

    /// <summary>Sets what a person decides about a group: purpose, accountable person, review date, how it follows the directory. What is more than cosmetic needs the role Administrator; <c>protected</c> is a guard rail and asks for the same as one.</summary>
    /// <param name="key">Number of the group.</param>
    internal static async Task<DraftItem> SetAsync(
        int key,
        GroupChange change,
        HttpContext context,
        MusterInstance muster,
        Etags tags,
        CancellationToken cancellationToken
    )
    {
        GroupRow? group = null;
        return await tags.ChangeAsync(
            context,
            async () => GroupEndpoints.TagOf(group = await FindAsync(muster, key, cancellationToken)),
            async () =>
            {
                var draft =
                    await muster.Configuration.DraftAsync(group!.Name, change.Values, cancellationToken)
                    ?? throw ApiException.NotFound($"There is no group {key} in use.");
                var policies = draft.Differences.Where(difference => difference.Danger != Core.Configuration.Danger.Cosmetic);
                foreach (var right in SettingRights.Of(policies.Select(difference => difference.Path)))
                    context.Demand(right);
                var reason = DraftItem.ReasonFor(draft.Danger, change.Reason, change.Draft);
                var shown = DraftItem.Of(draft, saved: false);
                if (change.Draft || draft.Differences.Count == 0)
                    return shown;
                Consent.Demand(draft.Danger, change.Confirm, shown.Hash);
                var connection = await muster.Followed.ForAsync(draft.Name, cancellationToken);
                GroupsResult.Of(await muster.Configuration.SetAsync(connection, draft, context.Caller().Name, reason, cancellationToken));
                context.Response.Headers.ETag = GroupEndpoints.TagOf(await FindAsync(muster, key, cancellationToken));
                return shown with { Saved = true };
            }
        );
    }

    /// <summary>Pins a group to the directory group that you pick by object id. A dry run shows both sides with a hash, which confirms them.</summary>
    /// <param name="key">Number of the group.</param>
    internal static async Task<Ok<GroupsResult>> LinkAsync(
        int key,
        LinkOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var group = await FindAsync(muster, key, cancellationToken);
        var to = Named.ObjectIdOf(order.To, "/to");
        LinkSides? sides = null;
        var outcome = await muster.Links.LinkAsync(
            await Named.ConnectionAsync(muster, order.Connection, "/connection", cancellationToken),
            new LinkRequest(group.Name, to, order.Relink, context.Caller().Name),
            (preview, _) =>
            {
                var local = order.Local ?? preview.Group.Settings.LocalMembers;
                sides = LinkSides.Of(preview, local);
                if (!order.DryRun)
                    Consent.Demand(Core.Configuration.Danger.Destructive, order.Confirm, sides.Hash);
                return Task.FromResult<LinkDecision?>(new LinkDecision(local, order.DryRun));
            },
            Quiet.Observer,
            cancellationToken
        );
        return TypedResults.Ok(GroupsResult.Of(outcome) with { Link = sides });
    }

    /// <summary>Ends a link; the members stay as local ones.</summary>
    /// <param name="key">Number of the group.</param>
    /// <param name="dryRun">Say what it would do and change nothing.</param>
    internal static Task<Ok<GroupsResult>> UnlinkAsync(
        int key,
        HttpContext context,
        MusterInstance muster,
        bool? dryRun,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            muster,
            key,
            context,
            (connection, name, actor, stop) => muster.Groups.UnlinkAsync(connection, name, actor, DryRuns.Consent(dryRun == true), stop),
            cancellationToken
        );

    /// <summary>Lets a group that an undo paused follow the directory again, from the next sync on.</summary>
    /// <param name="key">Number of the group.</param>
    /// <param name="dryRun">Say what it would do and change nothing.</param>
    internal static Task<Ok<GroupsResult>> ResumeAsync(
        int key,
        HttpContext context,
        MusterInstance muster,
        bool? dryRun,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            muster,
            key,
            context,
            (connection, name, actor, stop) => muster.Groups.ResumeAsync(connection, name, actor, DryRuns.Consent(dryRun == true), stop),
            cancellationToken
        );

    /// <summary>Puts a group out of use: its memberships end, its name is free, its history stays.</summary>
    /// <param name="key">Number of the group.</param>
    internal static async Task<Ok<GroupsResult>> RetireAsync(
        int key,
        RetireOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var group = await FindAsync(muster, key, cancellationToken);
        if (order.Confirm != group.Name)
            throw ApiException.Invalid("/confirm", $"The group is called '{group.Name}'. Nothing was changed.", "notConfirmed");
        return await ChangeAsync(
            muster,
            key,
            context,
            (connection, name, actor, stop) => muster.Groups.RetireAsync(connection, name, actor, DryRuns.Consent(order.DryRun), stop),
            cancellationToken
        );
    }

    private static async Task<Ok<GroupsResult>> ChangeAsync(
        MusterInstance muster,
        int key,
        HttpContext context,
        Func<Engine.Connections.Connection?, string, string, CancellationToken, Task<GroupsOutcome>> change,
        CancellationToken cancellationToken
    )
    {
        var group = await FindAsync(muster, key, cancellationToken);
        var connection = await muster.Followed.ForAsync(group.Name, cancellationToken);
        return TypedResults.Ok(GroupsResult.Of(await change(connection, group.Name, context.Caller().Name, cancellationToken)));
    }

    private static async Task<GroupRow> FindAsync(MusterInstance muster, int key, CancellationToken cancellationToken) =>
        await Named.GroupAsync(muster, key, await muster.Database.Platform.RevisionAsync(cancellationToken), cancellationToken)
            is { Link: not Core.Platform.LinkState.Retired } group
            ? group
            : throw ApiException.Conflict("retired", $"Group {key} was retired; only its history is left.");
}

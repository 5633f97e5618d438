using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Groups of the platform, and who is in them.</summary>
internal static class GroupEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var groups = api.MapGroup("/groups").WithTags("Groups");
        groups.MapGet("", ListAsync).As("listGroups", Right.Read).Narrowed();
        groups.MapGet("/{key:int}", FindAsync).As("getGroup", Right.Read).ForOwners();
        groups.MapGet("/{key:int}/members", MembersAsync).As("listGroupMembers", Right.Read).ForOwners();
    }

    /// <summary>Lists groups in use by name.</summary>
    /// <param name="search">Only groups whose name contains this.</param>
    /// <param name="link">Only groups that stand so to the directory.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<Page<GroupItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        string? search,
        [Word(typeof(LinkState))] string? link,
        string? at,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var revision = paging.Revision ?? (await Moments.FindAsync(muster, at, cancellationToken)).Revision;
        var query = new GroupQuery
        {
            Search = search,
            Within = context.Where(Right.Read),
            Link = Words.Of<LinkState>(link, "link"),
            After = paging.After is [{ } name] ? name : null,
            Limit = paging.Fetched,
        };
        return await paging.PageAsync(
            await muster.Database.Platform.GroupPageAsync(revision, query, cancellationToken).ToListAsync(cancellationToken),
            GroupItem.Of,
            group => [group.Name],
            () => muster.Database.Platform.CountGroupsAsync(revision, query, cancellationToken),
            revision
        );
    }

    /// <summary>Shows a group.</summary>
    /// <param name="key">Number of the group.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<GroupItem> FindAsync(
        int key,
        HttpContext context,
        MusterInstance muster,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var revision = (await Moments.FindAsync(muster, at, cancellationToken)).Revision;
        var group = await Named.GroupAsync(muster, key, revision, cancellationToken);
        return Etags.Send(context, GroupItem.Of(group), TagOf(group));
    }

    /// <summary>Lists who is in a group, by display name.</summary>
    /// <param name="key">Number of the group.</param>
    /// <param name="relation">Members or owners; members when not given.</param>
    /// <param name="direct">Only who came directly, not through a nested group.</param>
    /// <param name="through">Only who came through a nested group.</param>
    /// <param name="search">Only people whose name, UPN or mail contains this.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<Page<MemberItem>> MembersAsync(
        int key,
        HttpContext context,
        MusterInstance muster,
        [Word(typeof(MembershipRelation))] string? relation,
        bool? direct,
        bool? through,
        string? search,
        string? at,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var revision = paging.Revision ?? (await Moments.FindAsync(muster, at, cancellationToken)).Revision;
        await Named.GroupAsync(muster, key, revision, cancellationToken);
        var query = new MemberQuery(key, Words.Of<MembershipRelation>(relation, "relation") ?? MembershipRelation.Member)
        {
            Direct = direct == true,
            Through = through == true,
            Search = search,
            After = paging.After is [var name, { } user, { } origin]
                ? new MemberPlace(name, int.Parse(user, CultureInfo.InvariantCulture), Enum.Parse<MembershipOrigin>(origin))
                : null,
            Limit = paging.Fetched,
        };
        var members = await muster.Database.Platform.MemberPageAsync(revision, query, cancellationToken).ToListAsync(cancellationToken);
        var sources = await SourcesAsync(muster, members.Select(member => member.Row.Via), cancellationToken);
        return await paging.PageAsync(
            members,
            member => MemberItem.Of(member, sources),
            member =>
                [member.User.Attributes.DisplayName, member.User.Key.ToString(CultureInfo.InvariantCulture), member.Row.Origin.ToString()],
            () => muster.Database.Platform.CountMembersAsync(revision, query, cancellationToken),
            revision
        );
    }

    /// <summary>The tag of what a person decided about a group; who is in it does not count.</summary>
    public static string TagOf(GroupRow group) =>
        Etags.Of(
            new
            {
                group.Key,
                group.Name,
                group.Id,
                group.Link,
                Settings = Core.Configuration.Settings.OfGroup.ToValues(group.Settings),
            }
        );

    /// <summary>Names of the directory groups through which people may have come.</summary>
    private static async Task<Dictionary<int, string>> SourcesAsync(
        MusterInstance muster,
        IEnumerable<int> sources,
        CancellationToken cancellationToken
    )
    {
        var keys = KeySet.Of(sources.Where(key => key != 0));
        var names = new Dictionary<int, string>();
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
        foreach (var group in await muster.Database.Mirror.GroupFactsAsync(connection.Key, keys, cancellationToken))
            names[group.Key] = group.Name;
        return names;
    }
}

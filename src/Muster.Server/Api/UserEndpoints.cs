using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Users of the platform.</summary>
internal static class UserEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users.MapGet("", ListAsync).As("listUsers", Right.Read).Narrowed();
        users.MapGet("/{user}", FindAsync).As("getUser", Right.Read);
        users.MapGet("/{user}/history", HistoryAsync).As("listUserHistory", Right.Read);
    }

    /// <summary>Lists users by UPN.</summary>
    /// <param name="search">Only users whose name, UPN or mail contains this.</param>
    /// <param name="state">Only users in this state.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<Page<UserItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        string? search,
        [Word(typeof(UserState))] string? state,
        string? at,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var revision = paging.Revision ?? (await Moments.FindAsync(muster, at, cancellationToken)).Revision;
        var query = new UserQuery
        {
            Search = search,
            Within = context.Where(Right.Read),
            After = paging.After is [var name, { } key] ? new UserPlace(name, int.Parse(key, CultureInfo.InvariantCulture)) : null,
            Limit = paging.Fetched,
        }.In(Words.Of<UserState>(state, "state"));
        return await paging.PageAsync(
            await muster.Database.Platform.UserPageAsync(revision, query, cancellationToken).ToListAsync(cancellationToken),
            UserItem.Of,
            user => [user.Attributes.UserPrincipalName, user.Key.ToString(CultureInfo.InvariantCulture)],
            () => muster.Database.Platform.CountUsersAsync(revision, query, cancellationToken),
            revision
        );
    }

    /// <summary>Shows a user and the groups the user is in.</summary>
    /// <param name="user">Object id, number such as <c>#17</c> (as <c>%2317</c>), UPN, mail or exact display name.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<UserDetail> FindAsync(
        string user,
        HttpContext context,
        MusterInstance muster,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var revision = (await Moments.FindAsync(muster, at, cancellationToken)).Revision;
        var found = await Named.UserAsync(muster, user, revision, cancellationToken);
        var rows = await muster
            .Database.Platform.MembershipRowsAsync(revision, null, found.Key, cancellationToken)
            .ToListAsync(cancellationToken);
        var groups = await muster.Database.History.GroupsByKeyAsync(
            await muster.WithinAsync(context.Where(Right.Read), [.. rows.Select(row => row.Group).Distinct()], cancellationToken),
            revision,
            cancellationToken
        );
        var shown = UserItem.Of(found);
        return Etags.Send(
            context,
            new UserDetail(
                shown,
                [
                    .. rows.Where(row => groups.ContainsKey(row.Group))
                        .Select(row => new UserMembership(row.Group, groups[row.Group].Name, row.Relation, row.Origin))
                        .OrderBy(row => row.Name, StringComparer.Ordinal)
                        .ThenBy(row => row.Relation),
                ]
            ),
            Etags.Of(shown)
        );
    }

    /// <summary>Lists what became of a user, the latest first.</summary>
    /// <param name="user">Object id, number such as <c>#17</c> (as <c>%2317</c>), UPN, mail or exact display name.</param>
    internal static async Task<Page<UserVersionItem>> HistoryAsync(
        string user,
        HttpContext context,
        MusterInstance muster,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var found = await Named.UserAsync(muster, user, revision, cancellationToken);
        var versions = await muster.Database.History.UserVersionsAsync(found.Key, cancellationToken);
        return paging.Slice(
            [.. versions.Reverse()],
            version => version.Since.Number.ToString(CultureInfo.InvariantCulture),
            UserVersionItem.Of
        );
    }
}

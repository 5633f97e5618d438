using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Platform;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;
using Muster.Server.Owning;

namespace Muster.Server.Api;

/// <summary>An exception that an owner of a group asks for.</summary>
/// <param name="Id">Number.</param>
/// <param name="Group">Number of the group.</param>
/// <param name="GroupName">Its name.</param>
/// <param name="User">Whom it is about, by handle.</param>
/// <param name="UserName">UPN or name.</param>
/// <param name="Kind">Whether the person shall count, or shall not.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">When the exception shall end.</param>
/// <param name="Asker">Who asks.</param>
/// <param name="AskedAt">When.</param>
/// <param name="State">How it stands.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="DecidedAt">When it was decided, or lapsed.</param>
/// <param name="Answer">Why it was refused, or lapsed.</param>
/// <param name="Run">The run that made the exception.</param>
internal sealed record RequestItem(
    long Id,
    int Group,
    string? GroupName,
    string? User,
    string? UserName,
    ExceptionKind Kind,
    string Reason,
    DateTimeOffset Until,
    string Asker,
    DateTimeOffset AskedAt,
    RequestState State,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? Answer,
    long? Run
)
{
    public static async Task<IReadOnlyList<RequestItem>> OfAsync(
        MusterInstance muster,
        IReadOnlyList<OwnerRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var history = muster.Database.History;
        var groups = await history.GroupsByKeyAsync([.. requests.Select(it => it.Group).Distinct()], revision, cancellationToken);
        var users = await history.UsersByKeyAsync([.. requests.Select(it => it.User).Distinct()], revision, cancellationToken);
        return
        [
            .. requests.Select(request =>
            {
                var user = users.GetValueOrDefault(request.User);
                return new RequestItem(
                    request.Id,
                    request.Group,
                    groups.GetValueOrDefault(request.Group)?.Name,
                    user?.Handle,
                    user?.Attributes.UserPrincipalName ?? user?.Attributes.DisplayName,
                    request.Kind,
                    request.Reason,
                    request.Until,
                    request.Asker,
                    request.AskedAt,
                    request.State,
                    request.DecidedBy,
                    request.DecidedAt,
                    request.Answer,
                    request.Run
                );
            }),
        ];
    }
}

/// <summary>An exception that shall be asked for.</summary>
/// <param name="Group">Number of a group that one owns.</param>
/// <param name="User">Object id, number, UPN, mail or exact display name.</param>
/// <param name="Kind">Whether the person shall count, or shall not.</param>
/// <param name="Reason">Why, 1 to 1500 characters.</param>
/// <param name="Until">When the exception shall end, within a year.</param>
internal sealed record NewRequest(int Group, string User, ExceptionKind Kind, string Reason, DateTimeOffset Until)
    : INamesGroup,
        INamesUser;

/// <summary>A group that one owns.</summary>
/// <param name="Group">The group.</param>
/// <param name="Connection">Name of the connection it follows.</param>
/// <param name="HeldPlans">Numbers of plans that are held and change nothing but groups one owns; one may release or reject them, unless one made them.</param>
internal sealed record OwnGroup(GroupItem Group, string Connection, IReadOnlyList<long> HeldPlans);

/// <summary>What owners of groups ask for, and their groups.</summary>
internal static class RequestEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me/groups", OwnAsync).As("listOwnGroups", Right.SignedIn).WithTags("Requests");
        var requests = api.MapGroup("/requests").WithTags("Requests");
        requests.MapGet("", ListAsync).As("listRequests", Right.Read).Narrowed().ForOwners();
        requests.MapPost("", AskAsync).As("askForException", Right.Ask).Narrowed().ForOwners().Idempotent();
        requests.MapGet("/{id:long}", FindAsync).As("getRequest", Right.Read).ForOwners();
        requests.MapPost("/{id:long}/take", TakeAsync).As("takeRequest", Right.Operate).Costly().Idempotent();
        requests.MapPost("/{id:long}/refuse", RefuseAsync).As("refuseRequest", Right.Operate).Idempotent();
        requests.MapPost("/{id:long}/withdraw", WithdrawAsync).As("withdrawRequest", Right.Ask).ForOwners().Idempotent();
    }

    /// <summary>Lists the groups one owns and manages for it, by name. Empty unless an Owner said which platform user one is, or one signs in with Entra.</summary>
    internal static async Task<Page<OwnGroup>> OwnAsync(
        HttpContext context,
        MusterInstance muster,
        OwnGroups own,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var caller = context.Caller();
        var plans = await own.HeldPlansAsync(caller, cancellationToken);
        var names = await Named.ConnectionNamesAsync(muster, cancellationToken);
        var (paging, platform) = (Paging.Of(context, page), muster.Database.Platform);
        var revision = paging.Revision ?? await platform.RevisionAsync(cancellationToken);
        var query = OwnGroups.Query(caller) with { After = paging.After is [var name] ? name : null, Limit = paging.Fetched };
        return await paging.PageAsync(
            await platform.GroupPageAsync(revision, query, cancellationToken).ToListAsync(cancellationToken),
            group => new OwnGroup(
                GroupItem.Of(group),
                names.GetValueOrDefault(caller.OwnGroups[group.Key], ""),
                [.. plans.Where(plan => plan.Groups.Contains(group.Key)).Select(plan => plan.Plan.Id)]
            ),
            group => [group.Name],
            () => platform.CountGroupsAsync(revision, query, cancellationToken),
            revision
        );
    }

    /// <summary>Lists what owners of groups asked for, the newest first: about groups of the connections one may see, and one's own requests.</summary>
    /// <param name="state">Only requests that stand so.</param>
    /// <param name="group">Only about this group, by number.</param>
    internal static async Task<Page<RequestItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        OwnerRequests requests,
        [Word(typeof(RequestState))] string? state,
        int? group,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var filter = new RequestFilter
        {
            Within = context.Where(Right.Read),
            Asker = context.Caller().Account,
            Group = group,
            State = Words.Of<RequestState>(state, "state"),
            Before = paging.AfterNumber,
            Limit = paging.Fetched,
        };
        return await paging.PageAsync(
            await RequestItem.OfAsync(muster, await requests.ListAsync(filter, cancellationToken), cancellationToken),
            request => request,
            request => [request.Id.ToString(CultureInfo.InvariantCulture)],
            () => requests.CountAsync(filter, cancellationToken)
        );
    }

    /// <summary>Shows a request.</summary>
    /// <param name="id">Number of the request.</param>
    internal static async Task<RequestItem> FindAsync(
        long id,
        MusterInstance muster,
        OwnerRequests requests,
        CancellationToken cancellationToken
    ) =>
        await requests.FindAsync(id, cancellationToken) is { } request
            ? (await RequestItem.OfAsync(muster, [request], cancellationToken))[0]
            : throw ApiException.NotFound(OwnerRequests.Missing(id));

    /// <summary>Asks for an exception in a group that one owns. It changes nothing until somebody who may work on the connection takes it.</summary>
    internal static async Task<Created<RequestItem>> AskAsync(
        NewRequest order,
        HttpContext context,
        MusterInstance muster,
        OwnerRequests requests,
        CancellationToken cancellationToken
    )
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var user = await Named.UserAsync(muster, order.User, revision, cancellationToken);
        var (request, faults) = await requests.AskAsync(
            context.Caller(),
            order.Group,
            user.Key,
            order.Kind,
            order.Reason,
            order.Until,
            cancellationToken
        );
        foreach (var (field, fault) in faults)
            throw ApiException.Invalid($"/{field}", fault);
        return TypedResults.Created(
            string.Create(CultureInfo.InvariantCulture, $"/api/v1/requests/{request!.Id}"),
            (await RequestItem.OfAsync(muster, [request], cancellationToken))[0]
        );
    }

    /// <summary>Makes the exception that was asked for. A guard rail may hold its run; the audit log has both names.</summary>
    /// <param name="id">Number of the request.</param>
    internal static async Task<Ok<RequestItem>> TakeAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        OwnerRequests requests,
        RequestTaking taking,
        CancellationToken cancellationToken
    )
    {
        await taking.TakeAsync(context.Caller(), id, Quiet.Observer, cancellationToken);
        return TypedResults.Ok(await FindAsync(id, muster, requests, cancellationToken));
    }

    /// <summary>Refuses a request, with a reason that the asker sees.</summary>
    /// <param name="id">Number of the request.</param>
    internal static async Task<Ok<RequestItem>> RefuseAsync(
        long id,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        OwnerRequests requests,
        CancellationToken cancellationToken
    )
    {
        await requests.RefuseAsync(context.Caller(), id, Named.Reason(decided.Reason), cancellationToken);
        return TypedResults.Ok(await FindAsync(id, muster, requests, cancellationToken));
    }

    /// <summary>Takes back what one asked for, while it waits.</summary>
    /// <param name="id">Number of the request.</param>
    internal static async Task<Ok<RequestItem>> WithdrawAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        OwnerRequests requests,
        CancellationToken cancellationToken
    )
    {
        await requests.WithdrawAsync(context.Caller(), id, cancellationToken);
        return TypedResults.Ok(await FindAsync(id, muster, requests, cancellationToken));
    }
}

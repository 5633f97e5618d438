using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">Id of the session.</param>
/// <param name="Who">Who sits there.</param>
/// <param name="StartedAt">Since when.</param>
/// <param name="SeenAt">When it was last seen.</param>
/// <param name="Address">Its network address.</param>
/// <param name="Browser">What the browser says of itself.</param>
internal sealed record SessionItem(Guid Id, string Who, DateTimeOffset StartedAt, DateTimeOffset SeenAt, string Address, string Browser)
{
    public static SessionItem Of(SessionRow row) => new(row.Id, row.Who, row.StartedAt, row.SeenAt, row.Address, row.Browser);
}

/// <summary>How many sessions ended.</summary>
/// <param name="Ended">How many.</param>
internal sealed record SessionsEnded(int Ended);

/// <summary>An Owner who comes in without Microsoft Entra.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Mail">What they sign in as.</param>
/// <param name="HasCode">Whether a code from an app is asked for beside the password.</param>
/// <param name="HasPasskey">Whether a passkey is kept.</param>
/// <param name="TriedAt">When they last came in so; null for never, or not within 90 days.</param>
/// <param name="IsStale">Whether nobody knows any more that it works: sign in with that account once a quarter.</param>
internal sealed record EmergencyItem(string Name, string Mail, bool HasCode, bool HasPasskey, DateTimeOffset? TriedAt, bool IsStale);

/// <summary>Who is signed in: the caller's own browsers, and the Owners who get in when Entra does not answer.</summary>
internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var own = api.MapGroup("/me/sessions").WithTags("Accounts");
        own.MapGet("", ListAsync).As("listOwnSessions", Right.SignedIn);
        own.MapPost("/end", EndAsync).As("endOwnSessions", Right.SignedIn);
        api.MapGet("/emergency-access", EmergencyAsync).As("listEmergencyAccess", Right.People).WithTags("Accounts");
    }

    /// <summary>Lists the browsers in which the caller is signed in, the latest sign-in first.</summary>
    internal static async Task<Page<SessionItem>> ListAsync(
        HttpContext context,
        SessionDesk sessions,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var after = paging.AfterInstant is var (started, last) ? new SessionPlace(started, last) : null;
        return await paging.PageAsync(
            await sessions.PageAsync(context.Caller().Account, after, paging.Fetched, cancellationToken),
            SessionItem.Of,
            row => Paging.PlaceOf(row.StartedAt, row.Id),
            () => sessions.CountAsync(context.Caller().Account, cancellationToken)
        );
    }

    /// <summary>Signs the caller out of browsers at once.</summary>
    /// <param name="session">Only this session; all but the one that asks when left out.</param>
    internal static async Task<SessionsEnded> EndAsync(
        HttpContext context,
        SessionDesk sessions,
        Guid? session,
        CancellationToken cancellationToken
    )
    {
        var caller = context.Caller();
        return new SessionsEnded(await sessions.EndAsync(caller, caller.Account, session, cancellationToken));
    }

    /// <summary>Lists the Owners who come in without Microsoft Entra, by name. Nobody else gets in while it does not answer.</summary>
    internal static async Task<Page<EmergencyItem>> EmergencyAsync(
        HttpContext context,
        EmergencyAccess emergency,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    ) =>
        Paging
            .Of(context, page)
            .Slice(
                await emergency.ListAsync(cancellationToken),
                account => account.Mail,
                account => new EmergencyItem(
                    account.Name,
                    account.Mail,
                    account.HasCode,
                    account.HasPasskey,
                    account.TriedAt,
                    emergency.IsStale(account)
                )
            );
}

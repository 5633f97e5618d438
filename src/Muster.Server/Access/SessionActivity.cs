using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Accounts;

namespace Muster.Server.Access;

/// <summary>Whoever clicks and types in an open page is at work, although the browser asks for no other page. A page that only watches is not.</summary>
/// <remarks>
/// The page tells of it at most once a minute (muster.js). What arrives on the page's own connection does not tell it:
/// Blazor also counts that a browser has drawn what was pushed to it.
/// </remarks>
internal static class SessionActivity
{
    /// <summary>Maps <c>POST /session/seen</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/session/seen", SeenAsync).RequireAuthorization(new NeedsRightAttribute(Right.SignedIn));

    private static async Task<IResult> SeenAsync(HttpContext context, Callers callers, SessionDesk sessions)
    {
        if ((await callers.FindAsync(context.User, context.RequestAborted))?.Session is { } session)
            await sessions.SeenAsync(session, context.RequestAborted);
        return Results.NoContent();
    }
}

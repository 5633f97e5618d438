using System.Security.Claims;
using Muster.Server.Accounts;

namespace Muster.Server.Access;

/// <summary>By what somebody is known: the account, and the session or the token they came with.</summary>
/// <param name="Account">Id of the account.</param>
/// <param name="Session">Number of the session; null with a token.</param>
/// <param name="Token">Id of the token; null with a session.</param>
internal readonly record struct SignedIn(Guid Account, Guid? Session, Guid? Token)
{
    /// <summary>What a principal carries; null when nobody is signed in.</summary>
    public static SignedIn? Of(ClaimsPrincipal principal) =>
        Claimed(principal, ClaimTypes.NameIdentifier) is { } account
            ? new(account, Claimed(principal, SessionClaims.Session), Claimed(principal, SessionClaims.Token))
            : null;

    private static Guid? Claimed(ClaimsPrincipal principal, string claim) =>
        Guid.TryParse(principal.FindFirstValue(claim), out var id) ? id : null;
}

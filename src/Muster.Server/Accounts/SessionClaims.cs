using Microsoft.AspNetCore.Identity;

namespace Muster.Server.Accounts;

/// <summary>Names of the claims of a session.</summary>
internal static class SessionClaims
{
    /// <summary>Id of the session in the list of sessions.</summary>
    public const string Session = "muster:session";

    /// <summary>The account's security stamp at the sign-in, which Identity adds: another one shuts out whoever came in with the one from before.</summary>
    public static readonly string Stamp = new ClaimsIdentityOptions().SecurityStampClaimType;

    /// <summary>Id of the token that a program came with.</summary>
    public const string Token = "muster:token";
}

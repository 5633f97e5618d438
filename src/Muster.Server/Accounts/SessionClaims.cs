namespace Muster.Server.Accounts;

/// <summary>Names of the claims that Muster itself adds.</summary>
internal static class SessionClaims
{
    /// <summary>Id of the session in the list of sessions.</summary>
    public const string Session = "muster:session";

    /// <summary>Id of the token that a program came with.</summary>
    public const string Token = "muster:token";
}

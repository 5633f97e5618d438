namespace Muster.Server.SignIn.Entra;

/// <summary>What a sign-in takes along on its way to Entra and back, in the encrypted state.</summary>
internal static class EntraWay
{
    /// <summary>Name of the scheme.</summary>
    public const string Scheme = "entra";

    /// <summary>Where Entra sends people back to.</summary>
    public const string Callback = "/sign-in/entra/done";

    /// <summary>When Muster asked, in seconds since 1970.</summary>
    public const string Begun = "muster:begun";

    /// <summary>The session whose owner is to confirm who they are; absent for a sign-in.</summary>
    public const string Session = "muster:session";
}

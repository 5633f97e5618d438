namespace Muster.Server.SignIn.Entra;

/// <summary>How people sign in with Microsoft Entra: one tenant, one app registration. Who of the tenant may come in is not said here; an Owner adds each.</summary>
internal sealed record EntraSignInOptions
{
    /// <summary>Where the authority is in the public cloud.</summary>
    public static readonly Uri PublicCloud = new("https://login.microsoftonline.com/");

    /// <summary>The only tenant whose people may sign in.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>Application (client) id of the app registration.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>Its client secret.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>The login host; another one in national clouds. It ends with a slash.</summary>
    public Uri Authority { get; init; } = PublicCloud;

    /// <summary>A private certificate of the login host that is trusted, in PEM form; null for the machine's own trust.</summary>
    public string? TrustedCertificatePem { get; init; }

    /// <summary>The authority of the tenant, where its metadata are.</summary>
    public Uri TenantAuthority => new(Authority, $"{TenantId:D}/v2.0");
}

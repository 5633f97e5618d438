namespace Muster.GraphEmulator.SignIn;

/// <summary>An application registered in the tenant beside the one that <see cref="EmulatorOptions"/> itself is about.</summary>
public sealed record EmulatedApp
{
    /// <summary>Application (client) id.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>Its secret; null makes one from the seed.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>When the secret stops working; null for never.</summary>
    public DateTimeOffset? SecretExpires { get; init; }

    /// <summary>Application permissions granted to it; without any, its tokens carry no roles.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Certificates in PEM form whose keys may sign its assertions.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>Outside identities that may sign in as it.</summary>
    public IReadOnlyList<FederatedTrust> FederatedTrusts { get; init; } = [];

    /// <summary>Sign-ins are refused with AADSTS7000112.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Registered as a public client: a credential is refused with AADSTS700025.</summary>
    public bool IsPublicClient { get; init; }
}

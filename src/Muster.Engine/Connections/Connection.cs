using Muster.Core.Importing;

namespace Muster.Engine.Connections;

/// <summary>A workspace's configured link to one directory. Holds no secret: those stay behind <see cref="IConnectionStore"/>.</summary>
public sealed record Connection
{
    /// <summary>Key in the workspace; 0 before it is stored.</summary>
    public int Key { get; init; }

    /// <summary>Name a person gave it, unique in the workspace without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant: its GUID or a verified domain name.</summary>
    public required string TenantId { get; init; }

    /// <summary>Application (client) id of the app registration.</summary>
    public required string ClientId { get; init; }

    /// <summary>How the application proves who it is.</summary>
    public required CredentialKind Credential { get; init; }

    /// <summary>Graph root with version, such as <c>https://graph.microsoft.com/v1.0</c>.</summary>
    public required Uri GraphUrl { get; init; }

    /// <summary>Login host, such as <c>https://login.microsoftonline.com/</c>.</summary>
    public required Uri Authority { get; init; }

    /// <summary>A private certificate trusted for this connection alone, PEM; null for the machine's trust.</summary>
    public string? TrustedCertificatePem { get; init; }

    /// <summary>Who becomes a user; null until a person has imported.</summary>
    public ImportRule? ImportRule { get; init; }

    /// <summary>Grows with every change of settings or rules; part of what a plan is bound to.</summary>
    public long ConfigurationVersion { get; init; } = 1;

    /// <summary>Version of the settings and rules that the last applied plan of the whole connection followed; 0 before the first.</summary>
    public long AppliedConfiguration { get; init; }

    /// <summary>Whether settings or rules were saved that no applied plan has followed yet.</summary>
    public bool HasUnappliedConfiguration => AppliedConfiguration < ConfigurationVersion;
}

/// <summary>Kinds of credentials of a connection.</summary>
public enum CredentialKind
{
    /// <summary>Client secret.</summary>
    Secret = 0,

    /// <summary>Certificate with its private key (PEM or PFX).</summary>
    Certificate = 1,

    /// <summary>The identity that Azure gives the machine; nothing is stored.</summary>
    ManagedIdentity = 2,

    /// <summary>A token of an outside identity that the application trusts (workload identity federation); nothing but its place is stored.</summary>
    Federated = 3,
}

/// <summary>A credential in the clear, for the moment of use only; never logged, never shown.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">
/// The secret; the certificate with its private key as PEM; <see cref="SystemIdentity"/> or <see cref="UserIdentity"/>; the path of the file with the outside token, empty for the one that the environment names.
/// </param>
public sealed record Credential(CredentialKind Kind, string Value)
{
    /// <summary>Value of the identity that belongs to the machine itself, of which there is one.</summary>
    public const string SystemIdentity = "system";

    /// <summary>Value of an identity that was assigned to the machine: the one with the connection's client id.</summary>
    public const string UserIdentity = "user";

    /// <summary>Variable that names the file with the outside token, as Azure's own workload identity sets it on Kubernetes.</summary>
    public const string FederatedTokenVariable = "AZURE_FEDERATED_TOKEN_FILE";

    /// <summary>Names the kind and hides the value.</summary>
    public override string ToString() => $"{Kind} (hidden)";
}

using Muster.Core.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>A configured link to one directory. Its credential is never shown.</summary>
/// <param name="Name">A name of your choice, unique without regard to case.</param>
/// <param name="Kind">Kind of directory: <c>entra</c>.</param>
/// <param name="TenantId">Tenant: its GUID or a verified domain.</param>
/// <param name="ClientId">Application (client) id of the app registration.</param>
/// <param name="Credential">How the application proves who it is.</param>
/// <param name="GraphUrl">Graph root with version.</param>
/// <param name="Authority">Login host.</param>
/// <param name="PrivateCertificate">Whether a private certificate is trusted for this connection alone.</param>
/// <param name="Mode">How it is followed: whether plans are only made, and whether syncs begin by themselves and put drift back.</param>
/// <param name="ImportRule">Whom it imports, in words; null until somebody has imported.</param>
/// <param name="Configuration">Version of its settings and rules.</param>
/// <param name="AppliedConfiguration">Version that the last applied plan of all of it followed.</param>
internal sealed record ConnectionItem(
    string Name,
    string Kind,
    string TenantId,
    string ClientId,
    CredentialKind Credential,
    Uri GraphUrl,
    Uri Authority,
    bool PrivateCertificate,
    ConnectionMode Mode,
    string? ImportRule,
    long Configuration,
    long AppliedConfiguration
)
{
    /// <summary>A connection as it is now, with the mode that its settings make.</summary>
    public static async Task<ConnectionItem> OfAsync(MusterInstance muster, Connection connection, CancellationToken cancellationToken)
    {
        var policies = await muster.Policies.OfConnectionAsync(connection.Key, cancellationToken);
        var notified = await muster.IsNotifiedAsync(connection, cancellationToken);
        return new(
            connection.Name,
            "entra",
            connection.TenantId,
            connection.ClientId,
            connection.Credential,
            connection.GraphUrl,
            connection.Authority,
            connection.TrustedCertificatePem is not null,
            ConnectionModes.Of(policies, notified),
            connection.ImportRule is { } rule ? ImportRuleWords.Of(rule) : null,
            connection.ConfigurationVersion,
            connection.AppliedConfiguration
        );
    }
}

/// <summary>A connection that shall be made. Send one credential: <c>managedIdentity</c>, <c>federated</c>, <c>certificatePem</c> or <c>clientSecret</c>; the former are better, for nothing is kept.</summary>
/// <param name="Name">A name of your choice, 1 to 64 characters without a slash; not <c>new</c>, <c>.</c> or <c>..</c>, whose page could not be opened.</param>
/// <param name="TenantId">Tenant: its GUID or a verified domain.</param>
/// <param name="ClientId">Application (client) id of the app registration, or client id of the managed identity.</param>
/// <param name="ClientSecret">Client secret. Kept encrypted, never shown again.</param>
/// <param name="CertificatePem">Certificate with its private key, PEM. Kept encrypted, never shown again.</param>
/// <param name="ManagedIdentity">In Azure: the managed identity with the client id (<c>user</c>), or the machine's own (<c>system</c>).</param>
/// <param name="Federated">True to sign in with the token of an outside identity, read from the file that <c>AZURE_FEDERATED_TOKEN_FILE</c> of the server names.</param>
/// <param name="GraphUrl">Graph root with version, for national clouds.</param>
/// <param name="Authority">Login host, for national clouds.</param>
/// <param name="TrustedCertificatePem">A private certificate to trust for this connection alone, PEM.</param>
internal sealed record NewConnection(
    string Name,
    string TenantId,
    string ClientId,
    string? ClientSecret = null,
    string? CertificatePem = null,
    ManagedIdentity? ManagedIdentity = null,
    bool? Federated = null,
    Uri? GraphUrl = null,
    Uri? Authority = null,
    string? TrustedCertificatePem = null
) : INamesCredential;

/// <summary>What shall change about a connection; what is left out stays. The tenant stays always.</summary>
/// <param name="ClientId">Application (client) id of the app registration.</param>
/// <param name="ClientSecret">A new client secret.</param>
/// <param name="CertificatePem">A new certificate with its private key, PEM.</param>
/// <param name="ManagedIdentity">The managed identity with the client id (<c>user</c>), or the machine's own (<c>system</c>), instead of what there was.</param>
/// <param name="Federated">True to sign in with the token of an outside identity instead of what there was.</param>
/// <param name="GraphUrl">Graph root with version.</param>
/// <param name="Authority">Login host.</param>
/// <param name="TrustedCertificatePem">A private certificate to trust for this connection alone, PEM.</param>
internal sealed record ConnectionChange(
    string? ClientId = null,
    string? ClientSecret = null,
    string? CertificatePem = null,
    ManagedIdentity? ManagedIdentity = null,
    bool? Federated = null,
    Uri? GraphUrl = null,
    Uri? Authority = null,
    string? TrustedCertificatePem = null
) : INamesCredential;

/// <summary>Ways to sign in, of which one may be sent.</summary>
internal interface INamesCredential
{
    string? ClientSecret { get; }
    string? CertificatePem { get; }
    ManagedIdentity? ManagedIdentity { get; }
    bool? Federated { get; }
}

/// <summary>Which managed identity of the machine.</summary>
internal enum ManagedIdentity
{
    /// <summary>The one with the connection's client id.</summary>
    User,

    /// <summary>The machine's own.</summary>
    System,
}

/// <summary>What real calls showed about a connection.</summary>
/// <param name="Connection">Name of the connection.</param>
/// <param name="Ok">Whether nothing that is needed is missing.</param>
/// <param name="Checks">Sign-in and each permission.</param>
internal sealed record ConnectionCheck(string Connection, bool Ok, IReadOnlyList<PermissionItem> Checks);

/// <summary>What a real call showed about one permission or step.</summary>
/// <param name="Name">Permission or step.</param>
/// <param name="NeededFor">What Muster does with it.</param>
/// <param name="Outcome">What the call showed.</param>
/// <param name="Detail">What is wrong and what to do, or what was seen.</param>
/// <param name="Without">What Muster cannot do without it.</param>
/// <param name="ShowsNothing">Whether it works but shows nothing, as in an empty tenant or a wrong one.</param>
/// <param name="Fault">Kind of fault that made it fail; null unless it is missing.</param>
internal sealed record PermissionItem(
    string Name,
    string NeededFor,
    CheckOutcome Outcome,
    string Detail,
    string Without,
    bool ShowsNothing,
    DirectoryFault? Fault
)
{
    public static PermissionItem Of(PermissionCheck check) =>
        new(check.Name, check.NeededFor, check.Outcome, check.Detail, check.Without, check.ShowsNothing, check.Fault);
}

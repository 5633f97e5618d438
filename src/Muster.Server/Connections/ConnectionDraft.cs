using Muster.Engine.Connections;

namespace Muster.Server.Connections;

/// <summary>What a person has typed of a new connection so far, as typed.</summary>
internal sealed class ConnectionDraft
{
    /// <summary>Graph of the worldwide cloud.</summary>
    public const string WorldwideGraph = "https://graph.microsoft.com/v1.0";

    /// <summary>Login host of the worldwide cloud.</summary>
    public const string WorldwideAuthority = "https://login.microsoftonline.com/";

    /// <summary>Name of the connection.</summary>
    public string Name { get; set; } = "";

    /// <summary>Tenant id.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>Application id.</summary>
    public string Client { get; set; } = "";

    /// <summary>Graph root.</summary>
    public string Graph { get; set; } = WorldwideGraph;

    /// <summary>Login host.</summary>
    public string Authority { get; set; } = WorldwideAuthority;

    /// <summary>Private certificates to trust, PEM; null for none.</summary>
    public string? Trusted { get; set; }

    /// <summary>How the application proves who it is.</summary>
    public CredentialKind Kind { get; set; } = CredentialKind.Certificate;

    /// <summary>The credential, held for this page alone: it is not remembered with the draft and never shown.</summary>
    public Credential? Credential { get; set; }

    /// <summary>The connection that the draft describes, once its fields are well.</summary>
    public Connection ToConnection() =>
        new()
        {
            Name = Name.Trim(),
            TenantId = ConnectionFields.Tenant(Tenant).Value!,
            ClientId = ConnectionFields.Client(Client).Value!,
            Credential = Credential?.Kind ?? Kind,
            GraphUrl = ConnectionFields.Address(Graph, slash: false).Url!,
            Authority = ConnectionFields.Address(Authority, slash: true).Url!,
            TrustedCertificatePem = Trusted,
        };

    /// <summary>A copy without the credential, to be remembered.</summary>
    public ConnectionDraft WithoutSecret() =>
        new()
        {
            Name = Name,
            Tenant = Tenant,
            Client = Client,
            Graph = Graph,
            Authority = Authority,
            Trusted = Trusted,
            Kind = Kind,
        };
}

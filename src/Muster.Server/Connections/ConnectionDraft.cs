using System.Text.Json.Serialization;
using Muster.Engine.Connections;
using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>What a person has typed of a new connection so far, as typed, and how far they came.</summary>
public sealed class ConnectionDraft
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

    /// <summary>Key of the connection once it is stored; 0 before.</summary>
    public int Connection { get; set; }

    /// <summary>The step at which the person was last.</summary>
    public string Step { get; set; } = "";

    /// <summary>Who shall be imported, as chosen and not kept yet; null for nothing chosen.</summary>
    public RuleDraft? Rule { get; set; }

    /// <summary>Settings that were typed and not saved, by path.</summary>
    public Dictionary<string, string> Settings { get; set; } = [];

    /// <summary>Guard rails that were typed and not saved, by path.</summary>
    public Dictionary<string, string> Limits { get; set; } = [];

    /// <summary>How much was chosen or typed and is not kept, apart from the fields of the first step.</summary>
    [JsonIgnore]
    public int Unsaved => (Rule is null ? 0 : 1) + Settings.Count + Limits.Count;

    /// <summary>The credential, held for an open page alone: it is not remembered with the draft and never shown.</summary>
    [JsonIgnore]
    public Credential? Credential { get; set; }

    /// <summary>Version of the kept draft; 0 while nothing is kept.</summary>
    [JsonIgnore]
    public int Version { get; set; }

    /// <summary>Whether nothing was typed yet.</summary>
    [JsonIgnore]
    public bool IsEmpty => Connection == 0 && Name.Length == 0 && Tenant.Length == 0 && Client.Length == 0;

    /// <summary>The connection that the draft describes, once its fields are well.</summary>
    internal Connection ToConnection(Texts T) =>
        new()
        {
            Name = Name.Trim(),
            TenantId = ConnectionFields.Tenant(T, Tenant).Value!,
            ClientId = ConnectionFields.Client(T, Client).Value!,
            Credential = Credential?.Kind ?? Kind,
            GraphUrl = ConnectionFields.Address(T, Graph, slash: false).Url!,
            Authority = ConnectionFields.Address(T, Authority, slash: true).Url!,
            TrustedCertificatePem = Trusted,
        };

    /// <summary>What is wrong with the fields of the tenant and the application, by field.</summary>
    internal IEnumerable<(string Field, string Fault)> Faults(Texts T)
    {
        if (ConnectionName.Fault(Name) is { } name)
            yield return ("name", T.Told(name));
        if (ConnectionFields.Tenant(T, Tenant).Fault is { } tenant)
            yield return ("tenant", tenant);
        if (ConnectionFields.Client(T, Client).Fault is { } client)
            yield return ("client", client);
        if (ConnectionFields.Address(T, Graph, slash: false).Fault is { } graph)
            yield return ("graph", graph);
        if (ConnectionFields.Address(T, Authority, slash: true).Fault is { } authority)
            yield return ("authority", authority);
    }
}

/// <summary>Who shall be imported, as somebody chose it.</summary>
/// <param name="Way">The way in use.</param>
/// <param name="Condition">The condition as typed.</param>
/// <param name="MemberCondition">The condition for members of groups as typed.</param>
/// <param name="Groups">Object ids of the picked groups.</param>
/// <param name="People">Object ids of the picked people.</param>
public sealed record RuleDraft(
    string Way,
    string Condition,
    string MemberCondition,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> People
);

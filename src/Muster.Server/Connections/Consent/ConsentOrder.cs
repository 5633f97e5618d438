namespace Muster.Server.Connections.Consent;

/// <summary>What an administrator is asked to consent to.</summary>
/// <param name="Tenant">Tenant id, or a verified domain name.</param>
/// <param name="Client">Application id.</param>
/// <param name="Authority">Login host, with a slash at the end.</param>
/// <param name="Graph">Graph root of the same cloud.</param>
/// <param name="ReturnTo">Where in Muster the person goes on.</param>
internal sealed record ConsentOrder(string Tenant, string Client, Uri Authority, Uri Graph, string ReturnTo)
{
    /// <summary>The page of the login host that asks: all application permissions that the app registration names.</summary>
    /// <remarks>Source: "Admin consent on the Microsoft identity platform".</remarks>
    public Uri Page(Uri callback, string state) =>
        new(
            Authority,
            $"{Uri.EscapeDataString(Tenant)}/v2.0/adminconsent?client_id={Uri.EscapeDataString(Client)}"
                + $"&scope={Uri.EscapeDataString(Graph.GetLeftPart(UriPartial.Authority) + "/.default")}"
                + $"&redirect_uri={Uri.EscapeDataString(callback.ToString())}&state={Uri.EscapeDataString(state)}"
        );
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Muster.GraphEmulator.SignIn;

/// <summary>The part of the address space that belongs to the login host.</summary>
internal sealed class SignInService(AppRegistration app, TokenEndpoint tokenEndpoint, DiscoveryDocuments documents)
{
    /// <summary>Answers when the path is one of the login host's.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> TryAnswerAsync(
        HttpContext context,
        IReadOnlyList<string> path,
        string authority,
        CancellationToken cancellationToken
    )
    {
        switch (path)
        {
            case [var tenant, "oauth2", "v2.0", "token"]:
                await tokenEndpoint.AnswerAsync(context, tenant, authority, cancellationToken);
                return true;
            case [_, "discovery", "instance"]:
                await WriteAsync(context, DiscoveryDocuments.Instances(authority, TenantOf(context)), cancellationToken);
                return true;
            case [var tenant, "v2.0", ".well-known", "openid-configuration"]:
                await WriteForTenantAsync(context, tenant, () => documents.OpenIdConfiguration(authority, tenant), cancellationToken);
                return true;
            case [var tenant, "discovery", "v2.0", "keys"]:
                await WriteForTenantAsync(context, tenant, documents.Keys, cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private async Task WriteForTenantAsync(HttpContext context, string tenant, Func<object> document, CancellationToken cancellationToken)
    {
        if (tenant.ToLowerInvariant() is "common" or "organizations" || tenant.Equals(app.TenantId, StringComparison.OrdinalIgnoreCase))
            await WriteAsync(context, document(), cancellationToken);
        else
            await tokenEndpoint.RefuseAsync(context, SignInError.UnknownTenant(tenant), cancellationToken);
    }

    private static Task WriteAsync(HttpContext context, object document, CancellationToken cancellationToken) =>
        context.Response.WriteAsJsonAsync(document, JsonSerializerOptions.Default, cancellationToken);

    private string TenantOf(HttpContext context)
    {
        var query = QueryHelpers.ParseQuery(context.Request.QueryString.Value);
        query.TryGetValue("authorization_endpoint", out var asked);
        return Uri.TryCreate(asked, UriKind.Absolute, out var endpoint) && endpoint.Segments.Length > 1
            ? endpoint.Segments[1].TrimEnd('/')
            : app.TenantId;
    }
}

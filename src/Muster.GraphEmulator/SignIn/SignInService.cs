using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.SignIn;

/// <summary>The part of the address space that belongs to the login host.</summary>
internal sealed class SignInService(
    string tenantId,
    TenantNames names,
    TokenEndpoint tokenEndpoint,
    DiscoveryDocuments documents,
    TimeProvider clock
)
{
    /// <returns>The answer, or null when the path is none of the login host's.</returns>
    public async Task<GraphAnswer?> AnswerAsync(
        HttpContext context,
        IReadOnlyList<string> path,
        GraphRequestId id,
        CancellationToken cancellationToken
    )
    {
        var authority = $"https://{context.Request.Host}/";
        return path switch
        {
            [var tenant, "oauth2", "v2.0", "token"] => await tokenEndpoint.AnswerAsync(
                context.Request,
                tenant,
                authority,
                id,
                cancellationToken
            ),
            [_, "discovery", "instance"] => SignInAnswer.Document(DiscoveryDocuments.Instances(authority, TenantOf(context))),
            [_, "v2.0", ".well-known", "openid-configuration"] or [_, ".well-known", "openid-configuration"] => OfTenant(
                path[0],
                id,
                () => documents.OpenIdConfiguration(authority, path[0])
            ),
            [_, "discovery", "v2.0", "keys"] or [_, "discovery", "keys"] => OfTenant(path[0], id, documents.Keys),
            _ => null,
        };
    }

    private GraphAnswer OfTenant(string tenant, GraphRequestId id, Func<object> document) =>
        tenant.ToLowerInvariant() is "common" or "organizations" || names.IsThis(tenant)
            ? SignInAnswer.Document(document())
            : SignInAnswer.Refusal(SignInError.UnknownTenant(tenant), id, clock.GetUtcNow());

    private string TenantOf(HttpContext context)
    {
        var query = QueryHelpers.ParseQuery(context.Request.QueryString.Value);
        query.TryGetValue("authorization_endpoint", out var asked);
        return Uri.TryCreate(asked, UriKind.Absolute, out var endpoint) && endpoint.Segments.Length > 1
            ? endpoint.Segments[1].TrimEnd('/')
            : tenantId;
    }
}

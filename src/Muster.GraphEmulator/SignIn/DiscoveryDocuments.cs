using System.Buffers.Text;

namespace Muster.GraphEmulator.SignIn;

/// <summary>The documents that sign-in libraries read before they ask for a token.</summary>
internal sealed class DiscoveryDocuments(string tenantId, AccessTokens tokens)
{
    public object OpenIdConfiguration(string authority, string tenant)
    {
        var named = tenant.ToLowerInvariant() is "common" or "organizations" ? "{tenantid}" : tenantId;
        var endpoint = $"{authority}{tenant}";
        return new
        {
            token_endpoint = $"{endpoint}/oauth2/v2.0/token",
            token_endpoint_auth_methods_supported = new[] { "client_secret_post", "private_key_jwt", "client_secret_basic" },
            jwks_uri = $"{endpoint}/discovery/v2.0/keys",
            response_modes_supported = new[] { "query", "fragment", "form_post" },
            subject_types_supported = new[] { "pairwise" },
            id_token_signing_alg_values_supported = new[] { "RS256" },
            http_logout_supported = true,
            response_types_supported = new[] { "code", "id_token", "code id_token", "token id_token", "token" },
            scopes_supported = new[] { "openid" },
            issuer = $"{authority}{named}/v2.0",
            authorization_endpoint = $"{endpoint}/oauth2/v2.0/authorize",
            claims_supported = new[] { "sub", "iss", "aud", "exp", "iat", "nonce" },
            tenant_region_scope = (string?)null,
            cloud_instance_name = new Uri(authority).Authority,
        };
    }

    public static object Instances(string authority, string tenant)
    {
        var host = new Uri(authority).Authority;
        return new Dictionary<string, object>
        {
            ["tenant_discovery_endpoint"] = $"{authority}{tenant}/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = new[]
            {
                new
                {
                    preferred_network = host,
                    preferred_cache = host,
                    aliases = new[] { host },
                },
            },
        };
    }

    public object Keys()
    {
        var key = tokens.PublicKey;
        return new
        {
            keys = new[]
            {
                new
                {
                    kty = "RSA",
                    use = "sig",
                    kid = tokens.KeyId,
                    x5t = tokens.KeyId,
                    n = Base64Url.EncodeToString(key.Modulus),
                    e = Base64Url.EncodeToString(key.Exponent),
                },
            },
        };
    }
}

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Muster.Server.SignIn.Entra;

/// <summary>OpenID Connect with one tenant of Entra: code flow with PKCE, state and nonce, ID token checked in full.</summary>
internal static class EntraScheme
{
    /// <summary>Registers it.</summary>
    public static void Add(AuthenticationBuilder authentication, EntraSignInOptions entra, bool isSecure)
    {
        authentication.Services.AddSingleton(entra).AddScoped<EntraPeople>().AddScoped<EntraEvents>();
        authentication.AddOpenIdConnect(EntraWay.Scheme, connect => Shape(connect, entra, isSecure));
    }

    private static void Shape(OpenIdConnectOptions connect, EntraSignInOptions entra, bool isSecure)
    {
        connect.Authority = entra.TenantAuthority.ToString();
        connect.ClientId = entra.ClientId.ToString("D");
        connect.ClientSecret = entra.ClientSecret;
        connect.CallbackPath = EntraWay.Callback;
        connect.SignInScheme = IdentityConstants.ExternalScheme;
        connect.EventsType = typeof(EntraEvents);
        connect.ResponseType = OpenIdConnectResponseType.Code;
        // The answer comes by a plain redirect, so that cookies need not be sent along with other sites' forms.
        connect.ResponseMode = OpenIdConnectResponseMode.Query;
        connect.UsePkce = true;
        connect.RequireHttpsMetadata = true;
        connect.MapInboundClaims = false;
        connect.GetClaimsFromUserInfoEndpoint = false;
        connect.SaveTokens = false;
        connect.RemoteAuthenticationTimeout = EntraEvents.Longest;
        connect.Scope.Clear();
        connect.Scope.Add("openid");
        // Without it Entra leaves the object id out.
        connect.Scope.Add("profile");
        connect.ProtocolValidator.RequireNonce = true;
        connect.ProtocolValidator.NonceLifetime = EntraEvents.Longest;
        connect.TokenValidationParameters = new()
        {
            ValidAudience = entra.ClientId.ToString("D"),
            ValidateAudience = true,
            ValidateIssuer = true,
            ValidateIssuerSigningKey = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidateLifetime = true,
            ClockSkew = EntraPeople.Skew,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            NameClaimType = "oid",
        };
        foreach (var (cookie, name) in new[] { (connect.CorrelationCookie, "entra-way."), (connect.NonceCookie, "entra-once.") })
        {
            cookie.Name = (isSecure ? "__Host-muster-" : "muster-") + name;
            cookie.Path = "/";
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        }
        connect.BackchannelTimeout = TimeSpan.FromSeconds(30);
        connect.BackchannelHttpHandler = Handler(entra);
    }

    /// <summary>TLS always checked, no redirects; perhaps with one private certificate trusted.</summary>
    private static SocketsHttpHandler Handler(EntraSignInOptions entra)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (entra.TrustedCertificatePem is { } pem)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPem(pem);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }
        return handler;
    }
}

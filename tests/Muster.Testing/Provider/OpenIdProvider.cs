using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Muster.Server.Hosting;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Muster.Testing.Provider;

/// <summary>A real OpenID provider on loopback, shaped as one tenant of Entra: addresses, and the claims <c>tid</c> and <c>oid</c>. It can be told to misbehave.</summary>
public sealed class OpenIdProvider : IAsyncDisposable
{
    /// <summary>Secret of the app registration.</summary>
    public const string ClientSecret = "a-secret-of-the-app-registration";

    private static readonly Lazy<RsaSecurityKey> Key = new(() => new(RSA.Create(2048)) { KeyId = "provider-key" });
    private static readonly Lazy<RsaSecurityKey> ForeignKey = new(() => new(RSA.Create(2048)) { KeyId = "provider-key" });

    private readonly SqliteConnection _store = new("Data Source=:memory:");
    private readonly X509Certificate2 _certificate = LoopbackCertificate.Make(TimeProvider.System.GetUtcNow());
    private WebApplication? _web;

    public Guid TenantId { get; } = Guid.NewGuid();

    public Guid ClientId { get; } = Guid.NewGuid();

    /// <summary>The login host, with a slash at the end.</summary>
    public Uri Address { get; private set; } = null!;

    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>Who is signed in at the provider already; null makes it ask by a page.</summary>
    public ProviderPerson? Person { get; set; }

    /// <summary>When the person signed in there.</summary>
    public DateTimeOffset SignedInAt { get; set; } = TimeProvider.System.GetUtcNow();

    /// <summary>Whether it takes no notice of being asked to let the person sign in anew.</summary>
    public bool IgnoresPrompt { get; set; }

    /// <summary>Whether the person says no.</summary>
    public bool Declines { get; set; }

    /// <summary>Changes what an ID token says before it is signed.</summary>
    public Action<JsonObject>? Forge { get; set; }

    /// <summary>Signs with a key that is not the provider's, or not at all.</summary>
    public string? ForgedSignature { get; set; }

    /// <summary>Whether the addresses of the tenant answer with something else.</summary>
    public bool IsBroken { get; set; }

    /// <summary>What was asked for, the last at the end.</summary>
    public ConcurrentQueue<OpenIddictRequest> Requests { get; } = new();

    public static async Task<OpenIdProvider> StartAsync(CancellationToken cancellationToken)
    {
        var provider = new OpenIdProvider();
        await provider._store.OpenAsync(cancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder
            .WebHost.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
                kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(provider._certificate))
            );
        provider.Add(builder.Services);
        provider._web = builder.Build();
        provider.Use(provider._web);
        await provider._web.StartAsync(cancellationToken);
        provider.Address = provider.Listening();
        await using var scope = provider._web.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DbContext>().Database.EnsureCreatedAsync(cancellationToken);
        return provider;
    }

    /// <summary>Registers the app with the addresses to which people may be sent back.</summary>
    public async Task RegisterAsync(CancellationToken cancellationToken, params Uri[] redirects)
    {
        await using var scope = _web!.Services.CreateAsyncScope();
        var app = new OpenIddictApplicationDescriptor
        {
            ClientId = ClientId.ToString("D"),
            ClientSecret = ClientSecret,
            ClientType = ClientTypes.Confidential,
            ConsentType = ConsentTypes.Implicit,
            Permissions =
            {
                Permissions.Endpoints.Authorization,
                Permissions.Endpoints.Token,
                Permissions.GrantTypes.AuthorizationCode,
                Permissions.ResponseTypes.Code,
                Permissions.Scopes.Profile,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
        app.RedirectUris.UnionWith(redirects);
        await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(app, cancellationToken);
    }

    /// <summary>Stops answering.</summary>
    public async Task StopAsync()
    {
        if (_web is null)
            return;
        await _web.StopAsync(CancellationToken.None);
        await _web.DisposeAsync();
        _web = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _store.DisposeAsync();
        _certificate.Dispose();
    }

    private void Add(IServiceCollection services)
    {
        services.AddDbContext<DbContext>(context => context.UseSqlite(_store).UseOpenIddict());
        services
            .AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(server =>
            {
                server
                    .SetConfigurationEndpointUris($"{TenantId:D}/v2.0/.well-known/openid-configuration")
                    .SetJsonWebKeySetEndpointUris($"{TenantId:D}/discovery/v2.0/keys")
                    .SetAuthorizationEndpointUris($"{TenantId:D}/oauth2/v2.0/authorize")
                    .SetTokenEndpointUris($"{TenantId:D}/oauth2/v2.0/token");
                server.AllowAuthorizationCodeFlow().RegisterScopes(Scopes.Profile);
                server.AddSigningKey(Key.Value).AddEphemeralEncryptionKey();
                server.UseAspNetCore().EnableAuthorizationEndpointPassthrough();
            });
        // The port is known only once it listens, which is before anybody asks.
        services
            .AddOptions<OpenIddictServerOptions>()
            .Configure<IServer>((options, server) => options.Issuer = new Uri(Listening(), $"{TenantId:D}/v2.0"));
    }

    private Uri Listening() =>
        new(_web!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");

    private void Use(WebApplication web)
    {
        web.Use(
            (http, next) =>
            {
                if (!IsBroken)
                    return next(http);
                http.Response.ContentType = "text/html";
                return http.Response.WriteAsync("<html><body>Some other server</body></html>");
            }
        );
        web.Use(ForgeAsync);
        web.UseAuthentication();
        web.MapGet("/favicon.ico", () => Results.NoContent());
        web.MapMethods($"/{TenantId:D}/oauth2/v2.0/authorize", ["GET", "POST"], Authorize);
    }

    private IResult Authorize(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        Requests.Enqueue(request);
        if (Declines || request.GetParameter("cancel") is not null)
            return Results.Forbid(
                new AuthenticationProperties(
                    new Dictionary<string, string?>
                    {
                        [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied,
                        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "<b>AADSTS65004</b>: the person said no",
                    }
                ),
                [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]
            );
        var typed = request.GetParameter("as")?.ToString() is "ada" ? ProviderPerson.Ada : null;
        var person = typed ?? Person;
        if (person is null)
            return LoginPage(http.Request);
        if (typed is not null || (!IgnoresPrompt && (request.HasPromptValue(PromptValues.Login) || request.MaxAge == 0)))
            SignedInAt = TimeProvider.System.GetUtcNow();
        return Results.SignIn(Principal(person), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private ClaimsPrincipal Principal(ProviderPerson person)
    {
        var identity = new ClaimsIdentity("provider", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, $"pairwise-{person.ObjectId:N}");
        identity.SetClaim("tid", TenantId.ToString("D"));
        identity.SetClaim("oid", person.ObjectId.ToString("D"));
        identity.SetClaim(Claims.Name, person.Name);
        identity.SetClaim("preferred_username", person.Mail);
        identity.SetClaim(Claims.Email, person.Mail);
        identity.SetClaim("auth_time", SignedInAt.ToUnixTimeSeconds());
        identity.SetScopes(Scopes.OpenId, Scopes.Profile);
        identity.SetDestinations(_ => [Destinations.IdentityToken]);
        return new(identity);
    }

    private static IResult LoginPage(HttpRequest request)
    {
        var hidden = string.Concat(
            request.Query.Select(part => $"<input type=\"hidden\" name=\"{Html(part.Key)}\" value=\"{Html(part.Value.ToString())}\" />")
        );
        return Results.Content(
            $"<!DOCTYPE html><html lang=\"en\"><title>Sign in to your account</title><main><h1>Sign in to your account</h1><form>{hidden}"
                + "<button name=\"as\" value=\"ada\">Ada Lovelace</button><button name=\"cancel\" value=\"yes\">Cancel</button></form></main></html>",
            "text/html"
        );
    }

    private static string Html(string text) => System.Net.WebUtility.HtmlEncode(text);

    /// <summary>Hands out another ID token than the provider made.</summary>
    private async Task ForgeAsync(HttpContext http, RequestDelegate next)
    {
        if ((Forge is null && ForgedSignature is null) || !http.Request.Path.Value!.EndsWith("/token", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }
        var body = http.Response.Body;
        using var held = new MemoryStream();
        http.Response.Body = held;
        await next(http);
        http.Response.Body = body;
        var answer = JsonNode.Parse(held.ToArray())!.AsObject();
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(((string)answer["id_token"]!).Split('.')[1]))!.AsObject();
        Forge?.Invoke(claims);
        answer["id_token"] = Signed(claims.ToJsonString());
        var changed = System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString());
        http.Response.ContentLength = changed.Length;
        await body.WriteAsync(changed, http.RequestAborted);
    }

    private string Signed(string claims)
    {
        var writer = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return ForgedSignature switch
        {
            "none" => writer.CreateToken(claims),
            "foreign" => writer.CreateToken(claims, new SigningCredentials(ForeignKey.Value, SecurityAlgorithms.RsaSha256)),
            "shared secret" => writer.CreateToken(
                claims,
                new SigningCredentials(new SymmetricSecurityKey(new byte[64]) { KeyId = "provider-key" }, SecurityAlgorithms.HmacSha256)
            ),
            _ => writer.CreateToken(claims, new SigningCredentials(Key.Value, SecurityAlgorithms.RsaSha256)),
        };
    }
}

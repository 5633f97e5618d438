using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Muster.GraphEmulator.SignIn;

/// <summary>Answers <c>POST /{tenant}/oauth2/v2.0/token</c>: client credentials with a secret.</summary>
internal sealed class TokenEndpoint(EmulatorOptions options, AppRegistration app, AccessTokens tokens, TimeProvider clock)
{
    public async Task AnswerAsync(HttpContext context, string tenant, string authority, CancellationToken cancellationToken)
    {
        var (error, resource) = await JudgeAsync(context.Request, tenant, cancellationToken);
        context.Response.Headers.CacheControl = "no-store, no-cache";
        if (error is null)
            await GrantAsync(context, resource, authority, cancellationToken);
        else
            await RefuseAsync(context, error, cancellationToken);
    }

    private async Task<(SignInError? Error, string Resource)> JudgeAsync(
        HttpRequest request,
        string tenant,
        CancellationToken cancellationToken
    )
    {
        if (!HttpMethods.IsPost(request.Method))
            return (SignInError.WrongVerb(request.Method), "");
        if (tenant.ToLowerInvariant() is "common" or "consumers")
            return (SignInError.NoTenant, "");
        if (!tenant.Equals(app.TenantId, StringComparison.OrdinalIgnoreCase))
            return (SignInError.UnknownTenant(tenant), "");
        if (!request.HasFormContentType)
            return (SignInError.Malformed, "");
        var form = await request.ReadFormAsync(cancellationToken);
        return Judge(form, request.Headers.Authorization.ToString());
    }

    private (SignInError? Error, string Resource) Judge(IFormCollection form, string authorization)
    {
        var (basicId, basicSecret) = ReadBasic(authorization);
        string grant = form["grant_type"].ToString(),
            clientId = basicId ?? form["client_id"].ToString(),
            secret = basicSecret ?? form["client_secret"].ToString(),
            scope = form["scope"].ToString().Trim();
        if (grant.Length == 0)
            return (SignInError.MissingField("grant_type"), "");
        if (grant != "client_credentials")
            return (SignInError.UnsupportedGrant(grant), "");
        if (clientId.Length == 0)
            return (SignInError.MissingField("client_id"), "");
        if (scope.Length == 0)
            return (SignInError.MissingField("scope"), "");
        if (!clientId.Equals(app.ClientId, StringComparison.OrdinalIgnoreCase))
            return (SignInError.UnknownApp(clientId, app.TenantId), "");
        if (form.ContainsKey("client_assertion"))
            return (SignInError.UnknownCertificate, "");
        if (secret.Length == 0)
            return (SignInError.NoCredential, "");
        if (!IsSecret(secret))
            return (SignInError.WrongSecret(clientId), "");
        var resource = GraphResources.OfScope(scope);
        return GraphResources.IsGraph(resource) ? (null, resource!) : (SignInError.WrongScope(scope), "");
    }

    private bool IsSecret(string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(app.ClientSecret));

    private static (string? ClientId, string? Secret) ReadBasic(string authorization)
    {
        if (
            !AuthenticationHeaderValue.TryParse(authorization, out var header)
            || !string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
        )
            return (null, null);
        var bytes = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length))
            return (null, null);
        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return pair.Length == 2 ? (Decode(pair[0]), Decode(pair[1])) : (null, null);
    }

    /// <summary>Both parts are form-encoded before they are joined (RFC 6749, 2.3.1).</summary>
    private static string Decode(string part) => Uri.UnescapeDataString(part.Replace('+', ' '));

    private async Task GrantAsync(HttpContext context, string resource, string authority, CancellationToken cancellationToken)
    {
        var life = (long)options.AccessTokenLife.TotalSeconds;
        await context.Response.WriteAsJsonAsync(
            new
            {
                token_type = "Bearer",
                expires_in = life,
                ext_expires_in = life,
                access_token = tokens.Issue(resource, $"{authority}{app.TenantId}/", options.AccessTokenLife),
            },
            JsonSerializerOptions.Default,
            cancellationToken
        );
    }

    public async Task RefuseAsync(HttpContext context, SignInError error, CancellationToken cancellationToken)
    {
        var (trace, correlation) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        if (Guid.TryParse(context.Request.Headers["client-request-id"], out var given))
            correlation = given.ToString();
        var timestamp = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        context.Response.StatusCode =
            error is { Error: "invalid_client" } && options.Quirks.Service.InvalidClientIs400 ? 400 : error.Status;
        await context.Response.WriteAsJsonAsync(
            new
            {
                error = error.Error,
                error_description = $"AADSTS{error.Code}: {error.Message}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {timestamp}",
                error_codes = new[] { error.Code },
                timestamp,
                trace_id = trace,
                correlation_id = correlation,
                error_uri = $"https://login.microsoftonline.com/error?code={error.Code}",
            },
            JsonSerializerOptions.Default,
            cancellationToken
        );
    }
}

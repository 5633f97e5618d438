using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;

namespace Muster.GraphEmulator.SignIn;

/// <summary>Answers <c>POST /{tenant}/oauth2/v2.0/token</c>: client credentials with a secret, a certificate or a federated assertion.</summary>
internal sealed class TokenEndpoint(
    AppRegistrations apps,
    TenantNames names,
    AccessTokens tokens,
    TokenLives lives,
    ClientAssertions assertions,
    ServiceQuirks quirks,
    TimeProvider clock
)
{
    private static readonly TimeSpan LongLife = TimeSpan.FromHours(2);

    public async Task<GraphAnswer> AnswerAsync(
        HttpRequest request,
        string tenant,
        string authority,
        GraphRequestId id,
        CancellationToken cancellationToken
    )
    {
        var error = JudgeAddress(request, tenant);
        if (error is not null)
            return Refusal(error, id);
        if (await ReadFormAsync(request, cancellationToken) is not { } form)
            return Refusal(SignInError.Malformed, id);
        var asked = TokenRequest.Read(form, request.Headers.Authorization.ToString());
        var app = apps.Find(asked.ClientId);
        error = asked.FindProblem() ?? (app is null ? Unknown(asked) : JudgeApp(app, asked, authority));
        return error is null ? Grant(app!, asked.Resource, authority) : Refusal(error, id);
    }

    /// <returns>The fields; null when they are no form, or more or longer ones than a form may have.</returns>
    private static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private GraphAnswer Refusal(SignInError error, GraphRequestId id)
    {
        var told = error.Error == "invalid_client" && quirks.InvalidClientIs400 ? error with { Status = 400 } : error;
        return SignInAnswer.Refusal(told, id, clock.GetUtcNow());
    }

    private SignInError? JudgeAddress(HttpRequest request, string tenant)
    {
        if (!HttpMethods.IsPost(request.Method))
            return SignInError.WrongVerb(request.Method);
        if (tenant.ToLowerInvariant() is "common" or "consumers")
            return SignInError.NoTenant;
        if (!names.IsThis(tenant))
            return SignInError.UnknownTenant(tenant);
        return request.HasFormContentType ? null : SignInError.Malformed;
    }

    private SignInError Unknown(TokenRequest asked) => SignInError.UnknownApp(asked.ClientId, apps.Main.TenantId);

    private SignInError? JudgeApp(AppRegistration app, TokenRequest asked, string authority)
    {
        if (app.IsDisabled)
            return SignInError.DisabledApp(app.ClientId);
        if (asked is { Assertion: null, Secret.Length: 0 })
            return SignInError.NoCredential;
        if (app.IsPublicClient)
            return SignInError.PublicClient;
        var error = asked.Assertion is { } assertion
            ? assertions.Judge(app, assertion, address => IsEndpoint(address, authority))
            : JudgeSecret(app, asked.Secret);
        return error ?? asked.FindScopeProblem();
    }

    private SignInError? JudgeSecret(AppRegistration app, string secret)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(app.ClientSecret)))
            return SignInError.WrongSecret(app.ClientId);
        return clock.GetUtcNow() >= app.SecretExpires ? SignInError.ExpiredSecret(app.ClientId) : null;
    }

    /// <summary>This machine has several names, as the tenant has: all of them are the endpoint that was asked.</summary>
    private bool IsEndpoint(string address, string authority)
    {
        var own = new Uri(authority);
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || (uri.Scheme, uri.Port) != (own.Scheme, own.Port)
            || (!uri.IsLoopback && !uri.Host.Equals(own.Host, StringComparison.OrdinalIgnoreCase))
        )
            return false;
        var path = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path is [_, "oauth2", "v2.0", "token"] or [_, "v2.0"] && names.IsThis(path[0]);
    }

    private GraphAnswer Grant(AppRegistration app, string resource, string authority)
    {
        var life = lives.Next();
        var seconds = (long)life.TotalSeconds;
        var answer = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = seconds,
            ["ext_expires_in"] = seconds,
        };
        if (life >= LongLife)
            answer["refresh_in"] = seconds / 2;
        answer["access_token"] = tokens.Issue(app, resource, $"{authority}{app.TenantId}/", life);
        return SignInAnswer.Private(SignInAnswer.Document(answer));
    }
}

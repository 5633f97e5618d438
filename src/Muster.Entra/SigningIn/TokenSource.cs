using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Identity;
using Microsoft.Identity.Client;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Http;

namespace Muster.Entra.SigningIn;

/// <summary>Keeps one access token for Graph and fetches the next one shortly before it runs out.</summary>
internal sealed partial class TokenSource(
    Connection connection,
    EntraCredential credential,
    GraphRoot root,
    GraphHandler handler,
    TimeProvider clock
) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _one = new(1, 1);
    private TokenCredential? _credential;
    private AccessToken? _token;

    /// <summary>The token to send.</summary>
    /// <exception cref="DirectoryReadException">The sign-in was refused, or the certificate of the login host is not trusted.</exception>
    /// <exception cref="TokenUnavailableException">The login host does not answer, or not sensibly; trying again may help.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is { } kept && clock.GetUtcNow() < kept.ExpiresOn - Margin)
                return kept.Token;
            credential.EnsureInDate();
            _credential = credential.Create();
            var fresh = await FetchAsync(_credential, cancellationToken).ConfigureAwait(false);
            // The library hands on whatever the answer held, nothing at all included.
            if (string.IsNullOrEmpty(fresh.Token) || fresh.Token.AsSpan().ContainsAnyExceptInRange('!', '~'))
                throw new DirectoryReadException(
                    DirectoryFault.UnexpectedAnswer,
                    NoLoginHost(connection.Authority.GetLeftPart(UriPartial.Authority))
                );
            _token = fresh;
            return fresh.Token;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Forgets a token that Graph refused, unless another request has replaced it already.</summary>
    public async Task ForgetAsync(string refused, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is { } kept && kept.Token == refused)
                _token = null;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _one.Dispose();
        credential.Dispose();
    }

    private async Task<AccessToken> FetchAsync(TokenCredential from, CancellationToken cancellationToken)
    {
        try
        {
            return await from.GetTokenAsync(new TokenRequestContext([root.Scope]), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is AuthenticationFailedException or MsalException or HttpRequestException or Azure.RequestFailedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Translate(e);
        }
    }

    private Exception Translate(Exception failure)
    {
        var host = connection.Authority.GetLeftPart(UriPartial.Authority);
        if (Find<DirectoryReadException>(failure) is { } own)
            return own;
        if (credential.Kind == CredentialKind.ManagedIdentity)
            return OfIdentity(failure);
        if (Find<HttpRequestException>(failure) is { } network)
            return NetworkFault.Of(network, host, handler);
        if (Find<MsalServiceException>(failure) is not { } answer)
            return new DirectoryReadException(DirectoryFault.UnexpectedAnswer, NoLoginHost(host), failure);
        var code = Code(answer);
        if (SignInRefusal.IsTransient(code))
            return new TokenUnavailableException(
                $"{SignInRefusal.Explain(code, connection.TenantId, connection.ClientId)} (AADSTS{code})",
                failure
            );
        if (code == 0 && (RetryRules.IsTransient(answer.StatusCode) || answer.ErrorCode == MsalError.RequestTimeout))
            return new TokenUnavailableException($"The login host {host} answered {answer.StatusCode}", failure);
        if (code == 0 && !IsOAuth(answer))
            return new DirectoryReadException(DirectoryFault.UnexpectedAnswer, NoLoginHost(host), failure);
        var why = SignInRefusal.Explain(code, connection.TenantId, connection.ClientId);
        return new DirectoryReadException(
            DirectoryFault.SignInRefused,
            $"{why} ({(code == 0 ? Safe.Excerpt(answer.ErrorCode ?? "no code", 60) : $"AADSTS{code}")})",
            failure
        );
    }

    private static DirectoryReadException OfIdentity(Exception failure) =>
        new(
            DirectoryFault.SignInRefused,
            failure is CredentialUnavailableException
                ? "This machine has no managed identity, or not the one that is meant. In Azure, turn on the system-assigned identity, or assign the one whose client id the connection has; elsewhere use federation or a certificate."
                : "The managed identity gave no token for Graph. Check that the identity is assigned to this machine, and its client id.",
            failure
        );

    private static string NoLoginHost(string host) =>
        $"{host} did not answer as a login host does: no token and no error that Muster knows. Check --authority.";

    private static T? Find<T>(Exception failure)
        where T : Exception
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
            if (at is T found)
                return found;
        return null;
    }

    private static bool IsOAuth(MsalServiceException answer) =>
        answer.ErrorCode?.StartsWith("invalid_", StringComparison.Ordinal) == true || answer.ErrorCode == "unauthorized_client";

    /// <summary>The first of <c>error_codes</c>; only a body without them is searched for its text.</summary>
    private static int Code(MsalServiceException answer)
    {
        try
        {
            using var body = JsonDocument.Parse(answer.ResponseBody ?? "");
            if (body.RootElement.TryGetProperty("error_codes", out var codes) && codes.ValueKind == JsonValueKind.Array)
                foreach (var code in codes.EnumerateArray())
                    if (code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number))
                        return number;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON: the text may still name the code.
        }
        return AadSts().Match(answer.Message) is { Success: true } match && int.TryParse(match.Groups["code"].ValueSpan, out var named)
            ? named
            : 0;
    }

    [GeneratedRegex(
        "AADSTS(?<code>[0-9]{4,8})",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex AadSts();
}

/// <summary>No token for now; the request that needed it may be tried again.</summary>
internal sealed class TokenUnavailableException(string message, Exception inner) : Exception(message, inner);

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.SignIn;

/// <summary>Issues and checks access tokens: JSON web tokens signed with a key of this emulator's own.</summary>
internal sealed class AccessTokens(byte[]? signingKey, TimeProvider clock) : IDisposable
{
    private const string Empty = "Access token is empty.";
    private const string Malformed = "CompactToken parsing failed with error code: 80049217";
    private const string BadSignature = "CompactToken validation failed with reason code: 80049228.";
    private const string OutOfDate = "Access token has expired or is not yet valid.";
    private const string WrongAudience = "Access token validation failure. Invalid audience.";
    private readonly RSA _key = KeyFrom(signingKey);
    private readonly Lock _lock = new();
    private volatile Checked? _last;

    /// <summary>Names the signing key in tokens and in the key document.</summary>
    public string KeyId { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    public RSAParameters PublicKey => _key.ExportParameters(includePrivateParameters: false);

    public string Issue(AppRegistration app, string resource, string issuer, TimeSpan life)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var header = Encode(
            new
            {
                typ = "JWT",
                alg = "RS256",
                kid = KeyId,
                x5t = KeyId,
            }
        );
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["aud"] = resource,
            ["iss"] = issuer,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + (long)life.TotalSeconds,
            ["appid"] = app.ClientId,
            ["azp"] = app.ClientId,
            ["idtyp"] = "app",
            ["oid"] = app.ServicePrincipalId,
            ["sub"] = app.ServicePrincipalId,
            ["tid"] = app.TenantId,
            ["ver"] = "1.0",
        };
        // Where nothing was consented to, the claim is not empty but absent.
        if (app.Roles.Count > 0)
            claims["roles"] = app.Roles;
        var signed = $"{header}.{Encode(claims)}";
        lock (_lock)
        {
            var signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{signed}.{Base64Url.EncodeToString(signature)}";
        }
    }

    /// <returns>Who the token was given to.</returns>
    /// <exception cref="GraphErrorException">The header is missing, or the token is not one to accept now.</exception>
    public Caller Check(string? authorization)
    {
        const string scheme = "Bearer ";
        if (authorization?.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) != true)
            throw Refused(Empty);
        var token = authorization[scheme.Length..].Trim();
        // One client asks again and again with one token: its signature need not be worked out for each page.
        var last = _last;
        if (last?.Token != token)
            _last = last = Verify(token);
        if (clock.GetUtcNow() >= last.Expires)
            throw Refused(OutOfDate);
        return last.Caller;
    }

    public void Dispose() => _key.Dispose();

    private static RSA KeyFrom(byte[]? signingKey)
    {
        if (signingKey is null)
            return RSA.Create(2048);
        var key = RSA.Create();
        key.ImportRSAPrivateKey(signingKey, out _);
        return key;
    }

    private Checked Verify(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !parts.All(part => Base64Url.IsValid(part)))
            throw Refused(token.Length == 0 ? Empty : Malformed);
        lock (_lock)
        {
            var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            var signature = Base64Url.DecodeFromChars(parts[2]);
            if (!_key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                throw Refused(BadSignature);
        }
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        if (!GraphResources.IsGraph(claims.RootElement.GetProperty("aud").GetString()))
            throw Refused(WrongAudience);
        var expires = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("exp").GetInt64());
        return new(token, expires, CallerOf(claims.RootElement));
    }

    private static Caller CallerOf(JsonElement claims)
    {
        var roles = claims.TryGetProperty("roles", out var list) ? list.EnumerateArray().Select(role => role.GetString()!) : [];
        return new(claims.GetProperty("appid").GetString()!, roles.ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    private static GraphErrorException Refused(string message) => new(GraphError.Unauthorized(message));

    private static string Encode<T>(T part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    private sealed record Checked(string Token, DateTimeOffset Expires, Caller Caller);
}

/// <param name="ClientId">Application that asks.</param>
/// <param name="Roles">Permissions its token carries.</param>
internal sealed record Caller(string ClientId, IReadOnlySet<string> Roles);

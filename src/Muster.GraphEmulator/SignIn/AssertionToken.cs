using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Muster.GraphEmulator.SignIn;

/// <summary>A signed JSON web token that a client sends in place of a secret; nothing in it is checked yet.</summary>
internal sealed class AssertionToken
{
    private readonly JsonElement _header;
    private readonly JsonElement _claims;
    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private AssertionToken(JsonElement header, JsonElement claims, byte[] signed, byte[] signature) =>
        (_header, _claims, _signed, _signature) = (header, claims, signed, signature);

    /// <returns>Null for what is no such token.</returns>
    public static AssertionToken? Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3 || !parts.All(part => Base64Url.IsValid(part)))
            return null;
        try
        {
            var (header, claims) = (Document(parts[0]), Document(parts[1]));
            return header.ValueKind == JsonValueKind.Object && claims.ValueKind == JsonValueKind.Object
                ? new(header, claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string? Header(string name) => Text(_header, name);

    public string? Claim(string name) => Text(_claims, name);

    /// <summary>Whether one of the audiences, of which there may be several, is as wanted.</summary>
    public bool IsFor(Predicate<string> audience)
    {
        if (!_claims.TryGetProperty("aud", out var stated))
            return false;
        return stated.ValueKind == JsonValueKind.Array
            ? stated.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && audience(one.GetString()!))
            : stated.ValueKind == JsonValueKind.String && audience(stated.GetString()!);
    }

    /// <summary>A time in seconds since 1970, which the vendor's own library writes as text; null when it is left out or neither.</summary>
    public DateTimeOffset? Time(string name) =>
        _claims.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0 and < 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>Whether the signature is of that key, by RS256 or PS256 as the header says.</summary>
    public bool IsSignedBy(RSAParameters publicKey)
    {
        var padding = Header("alg") switch
        {
            "RS256" => RSASignaturePadding.Pkcs1,
            "PS256" => RSASignaturePadding.Pss,
            _ => null,
        };
        if (padding is null)
            return false;
        using var key = RSA.Create(publicKey);
        return key.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, padding);
    }

    private static JsonElement Document(string part)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
        return document.RootElement.Clone();
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

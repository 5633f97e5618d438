using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Muster.GraphEmulator.SignIn;

/// <summary>An identity of an outside provider that may sign in as an application (workload identity federation).</summary>
/// <remarks>Issuer, subject and audience are compared character for character.</remarks>
public sealed record FederatedTrust
{
    /// <summary>Claim <c>iss</c> of its tokens, an absolute address.</summary>
    public required string Issuer { get; init; }

    /// <summary>Claim <c>sub</c> of its tokens.</summary>
    public required string Subject { get; init; }

    /// <summary>Claim <c>aud</c> of its tokens.</summary>
    public string Audience { get; init; } = "api://AzureADTokenExchange";

    /// <summary>The provider's public RSA keys: a JSON Web Key Set, <c>{"keys":[…]}</c>.</summary>
    public required JsonElement Keys { get; init; }

    /// <returns>What makes no sense about it, or null.</returns>
    internal string? FindProblem()
    {
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out _))
            return $"The issuer of a federated trust is an absolute address, not '{Issuer}'.";
        if (Subject.Length == 0 || Audience.Length == 0)
            return "A federated trust needs a subject and an audience.";
        try
        {
            return KeysFor(null).Any() ? null : "A federated trust needs keys: a JSON Web Key Set with RSA keys.";
        }
        catch (Exception problem) when (problem is FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return "The keys of a federated trust are not a JSON Web Key Set with members kty, n and e.";
        }
    }

    /// <summary>Keys of that id, or all when the token names none.</summary>
    internal IEnumerable<RSAParameters> KeysFor(string? keyId)
    {
        if (Keys.ValueKind != JsonValueKind.Object || !Keys.TryGetProperty("keys", out var all))
            yield break;
        foreach (var key in all.EnumerateArray())
        {
            var isOther = keyId is not null && key.TryGetProperty("kid", out var id) && id.GetString() != keyId;
            if (!isOther && key.GetProperty("kty").GetString() == "RSA")
                yield return new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") };
        }
    }

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString() ?? "");
}

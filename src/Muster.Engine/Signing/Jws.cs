using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Muster.Engine.Signing;

/// <summary>JSON Web Signatures in their compact form (RFC 7515) with ES256 and nothing else, whatever a header says.</summary>
public static class Jws
{
    private const string Algorithm = "ES256";

    /// <summary>Signs.</summary>
    /// <param name="signer">Signs it.</param>
    /// <param name="type">What it is about; one kind of document is never taken for another.</param>
    /// <param name="payload">The document.</param>
    public static string Sign(ISigner signer, string type, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                alg = Algorithm,
                kid = signer.KeyId,
                typ = type,
            }
        );
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(signer.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The document, if it was signed with a key.</summary>
    /// <param name="text">The signature with its document.</param>
    /// <param name="type">What it must be about.</param>
    /// <param name="publicKeyPem">The key.</param>
    /// <exception cref="FormatException">It was not; the message says why.</exception>
    public static byte[] Open(string text, string type, string publicKeyPem)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Trim().Split('.') is not [var head, var body, var signature])
            throw new FormatException("it is no compact JSON Web Signature of three parts");
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(head));
            if (Of(header, "alg") != Algorithm || Of(header, "typ") != type || header.RootElement.TryGetProperty("crit", out _))
                throw new FormatException($"its header does not say {Algorithm} and {type}");
            using var key = ECDsa.Create();
            key.ImportFromPem(publicKeyPem);
            if (!key.VerifyData(Encoding.ASCII.GetBytes($"{head}.{body}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256))
                throw new FormatException("it was changed, or signed with another key");
            return Base64Url.DecodeFromChars(body);
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or CryptographicException or InvalidOperationException)
        {
            throw new FormatException("it is no compact JSON Web Signature, or the key is no public key in PEM", wrong);
        }
    }

    private static string? Of(JsonDocument header, string name) =>
        header.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
}

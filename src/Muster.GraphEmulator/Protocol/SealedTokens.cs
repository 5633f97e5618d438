using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Muster.GraphEmulator.Protocol;

/// <summary>Wraps what a link has to remember so that nobody can read or change it.</summary>
/// <remarks>
/// The key comes from the tenant id and the client secret, so links outlive a restart of the emulator with the same options.
/// </remarks>
internal sealed class SealedTokens : IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly AesGcm _cipher;
    private readonly Lock _lock = new();

    public SealedTokens(string tenantId, string clientSecret)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"links\n{tenantId}\n{clientSecret}"));
        _cipher = new AesGcm(key, TagLength);
    }

    public string Seal(string purpose, ReadOnlySpan<byte> content)
    {
        var token = new byte[NonceLength + content.Length + TagLength];
        var nonce = token.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        lock (_lock)
            _cipher.Encrypt(
                nonce,
                content,
                token.AsSpan(NonceLength, content.Length),
                token.AsSpan(NonceLength + content.Length),
                Encoding.UTF8.GetBytes(purpose)
            );
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The content of a token that this emulator made for that purpose; null for anything else.</summary>
    public byte[]? Open(string purpose, string token)
    {
        if (!Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length < NonceLength + TagLength)
            return null;
        var content = new byte[bytes.Length - NonceLength - TagLength];
        try
        {
            lock (_lock)
                _cipher.Decrypt(
                    bytes.AsSpan(0, NonceLength),
                    bytes.AsSpan(NonceLength, content.Length),
                    bytes.AsSpan(NonceLength + content.Length),
                    content,
                    Encoding.UTF8.GetBytes(purpose)
                );
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return content;
    }

    public void Dispose() => _cipher.Dispose();
}

using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Muster.Storage.Connections;

/// <summary>Encrypts keys of the ring with the wrap key (AES-256-GCM) before they are stored.</summary>
internal sealed class WrappedKeyEncryptor(WrapKey wrapKey) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(WrappedXml.Close(plaintextElement, wrapKey.Bytes), typeof(WrappedKeyDecryptor));
}

/// <summary>Decrypts keys of the ring. Made by Data Protection, which finds it by the name in what is stored.</summary>
internal sealed class WrappedKeyDecryptor : IXmlDecryptor
{
    private readonly WrapKey _wrapKey;

    public WrappedKeyDecryptor(IServiceProvider services) => _wrapKey = services.GetRequiredService<WrapKey>();

    public XElement Decrypt(XElement encryptedElement) => WrappedXml.Open(encryptedElement, _wrapKey.Bytes);
}

/// <summary>An element as it is stored: nonce, tag and cipher text in Base64.</summary>
internal static class WrappedXml
{
    public const string Name = "wrapped";

    public static XElement Close(XElement element, byte[] key)
    {
        var clear = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var cipher = new byte[clear.Length];
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        using (var aes = new AesGcm(key, tag.Length))
            aes.Encrypt(nonce, clear, cipher, tag);
        CryptographicOperations.ZeroMemory(clear);
        return new XElement(Name, Convert.ToBase64String([.. nonce, .. tag, .. cipher]));
    }

    /// <exception cref="CryptographicException">Another key closed it, or it was changed.</exception>
    public static XElement Open(XElement wrapped, byte[] key)
    {
        var bytes = Convert.FromBase64String(wrapped.Value).AsSpan();
        var nonce = bytes[..AesGcm.NonceByteSizes.MaxSize];
        var tag = bytes.Slice(nonce.Length, AesGcm.TagByteSizes.MaxSize);
        var cipher = bytes[(nonce.Length + tag.Length)..];
        var clear = new byte[cipher.Length];
        using (var aes = new AesGcm(key, tag.Length))
            aes.Decrypt(nonce, cipher, tag, clear);
        return XElement.Parse(Encoding.UTF8.GetString(clear));
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Muster.Storage.Connections;

/// <summary>Encrypts keys of the ring with the wrap key (AES-256-GCM) before they are written to files.</summary>
internal sealed class WrappedKeyEncryptor(WrapKey wrapKey) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var clear = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var cipher = new byte[clear.Length];
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        using (var aes = new AesGcm(wrapKey.Bytes, tag.Length))
            aes.Encrypt(nonce, clear, cipher, tag);
        CryptographicOperations.ZeroMemory(clear);
        var wrapped = new XElement("wrapped", Convert.ToBase64String([.. nonce, .. tag, .. cipher]));
        return new EncryptedXmlInfo(wrapped, typeof(WrappedKeyDecryptor));
    }
}

/// <summary>Decrypts keys of the ring. Made by Data Protection, which finds it by the name in the file.</summary>
internal sealed class WrappedKeyDecryptor : IXmlDecryptor
{
    private readonly WrapKey _wrapKey;

    public WrappedKeyDecryptor(IServiceProvider services) => _wrapKey = services.GetRequiredService<WrapKey>();

    public XElement Decrypt(XElement encryptedElement)
    {
        var bytes = Convert.FromBase64String(encryptedElement.Value).AsSpan();
        var nonce = bytes[..AesGcm.NonceByteSizes.MaxSize];
        var tag = bytes.Slice(nonce.Length, AesGcm.TagByteSizes.MaxSize);
        var cipher = bytes[(nonce.Length + tag.Length)..];
        var clear = new byte[cipher.Length];
        using (var aes = new AesGcm(_wrapKey.Bytes, tag.Length))
            aes.Decrypt(nonce, cipher, tag, clear);
        return XElement.Parse(Encoding.UTF8.GetString(clear));
    }
}

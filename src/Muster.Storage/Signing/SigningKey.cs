using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Muster.Engine.Connections;
using Muster.Engine.Signing;
using Muster.Storage.Connections;

namespace Muster.Storage.Signing;

/// <summary>The key of this installation: made when it is first needed, kept where the key ring of credentials is, encrypted by it.</summary>
internal sealed class SigningKey(IKeyStore keys, CredentialVault vault) : ISigner
{
    private const string Name = "signing.key";
    private const string Purpose = "Muster.Signing.v1";

    private readonly Lazy<ECDsa> _key = new(() => Load(keys, vault));

    /// <inheritdoc />
    public string KeyId
    {
        get
        {
            var point = _key.Value.ExportParameters(includePrivateParameters: false).Q;
            // The members in the order that RFC 7638 asks for.
            var jwk =
                $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
            return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(jwk)));
        }
    }

    /// <inheritdoc />
    public string PublicKeyPem => _key.Value.ExportSubjectPublicKeyInfoPem();

    /// <inheritdoc />
    public byte[] Sign(ReadOnlySpan<byte> data) => _key.Value.SignData(data, HashAlgorithmName.SHA256);

    private static ECDsa Load(IKeyStore keys, CredentialVault vault)
    {
        var protector = vault.For(Purpose);
        var stored = keys.Find(Name) ?? Make(keys, protector);
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(protector.Unprotect(stored), out _);
            return key;
        }
        catch (CryptographicException fault)
        {
            key.Dispose();
            throw new CredentialUnreadableException(
                $"The signing key {Name} in {keys.Place} cannot be decrypted: the key that encrypted it is not there any more. "
                    + "Restore that from the backup that belongs to this database. To begin with a new signing key, move it away and give the new public key to whoever verifies.",
                fault
            );
        }
    }

    /// <returns>What is kept: of two processes at once, the key of the faster one.</returns>
    private static byte[] Make(IKeyStore keys, IDataProtector protector)
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        keys.Add(Name, protector.Protect(made.ExportPkcs8PrivateKey()));
        return keys.Find(Name)!;
    }
}

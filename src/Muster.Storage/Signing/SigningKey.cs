using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Muster.Engine.Connections;
using Muster.Engine.Signing;
using Muster.Storage.Connections;

namespace Muster.Storage.Signing;

/// <summary>The key of this installation: made when it is first needed, kept in the data folder like credentials, encrypted.</summary>
internal sealed class SigningKey(string folder, CredentialVault vault) : ISigner
{
    private const string FileName = "signing.key";
    private const string Purpose = "Muster.Signing.v1";

    private readonly Lazy<ECDsa> _key = new(() => Load(folder, vault));

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

    private static ECDsa Load(string folder, CredentialVault vault)
    {
        var file = Path.Combine(folder, FileName);
        var protector = vault.For(Purpose);
        if (!File.Exists(file))
            Make(file, protector);
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(protector.Unprotect(File.ReadAllBytes(file)), out _);
            return key;
        }
        catch (CryptographicException fault)
        {
            key.Dispose();
            throw new CredentialUnreadableException(
                $"The signing key {file} cannot be decrypted: the key that encrypted it is not in {folder} any more. "
                    + "Restore that folder from the backup that belongs to this database. To begin with a new signing key, move the file away and give the new public key to whoever verifies.",
                fault
            );
        }
    }

    private static void Make(string file, IDataProtector protector)
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            PrivateFiles.Write(file, protector.Protect(made.ExportPkcs8PrivateKey()));
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process was faster; its key counts.
        }
    }
}

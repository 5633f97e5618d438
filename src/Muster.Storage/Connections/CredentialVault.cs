using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Muster.Engine.Connections;

namespace Muster.Storage.Connections;

/// <summary>Encrypts credentials with ASP.NET Core Data Protection; the key ring lies in the data folder or in the database, itself encrypted.</summary>
/// <param name="folder">Folder of the wrap key.</param>
/// <param name="keyFile">File with the wrap key, when it is kept elsewhere.</param>
/// <param name="keys">Where the key ring lies.</param>
internal sealed class CredentialVault(string folder, string? keyFile, IKeyStore keys)
{
    /// <summary>Name of the ring, and of the signing key beside it, among the keys of a database.</summary>
    public const string Store = "credentials";

    private IDataProtectionProvider? _provider;

    /// <summary>Whether the wrap key opens the ring. Where there is none yet, none is made for the look: the first credential makes it.</summary>
    public bool Opens
    {
        get
        {
            if (!keys.HasRing)
                return true;
            try
            {
                var look = For("Muster.Look.v1");
                _ = look.Unprotect(look.Protect([1]));
                return true;
            }
            catch (Exception fault) when (fault is CryptographicException or CredentialUnreadableException)
            {
                return false;
            }
        }
    }

    /// <summary>Encrypts a credential so that only the same connection of the same workspace can decrypt it.</summary>
    /// <exception cref="CredentialUnreadableException">The key file is gone, so that a new credential could not be decrypted later.</exception>
    public byte[] Protect(int workspace, int connection, Credential credential) =>
        For(workspace, connection).Protect(Encoding.UTF8.GetBytes(credential.Value));

    /// <summary>Decrypts a credential.</summary>
    /// <exception cref="CredentialUnreadableException">The key that encrypted it is not there any more.</exception>
    public Credential Unprotect(int workspace, int connection, CredentialKind kind, byte[] stored)
    {
        try
        {
            return new Credential(kind, Encoding.UTF8.GetString(For(workspace, connection).Unprotect(stored)));
        }
        catch (CryptographicException fault)
        {
            throw new CredentialUnreadableException(
                $"The stored credential cannot be decrypted: the key that encrypted it is not in {keys.Place} any more. "
                    + "Restore that from the backup that belongs to this database, or give the credential again: muster connection update NAME --certificate FILE (or --secret-env VAR).",
                fault
            );
        }
    }

    /// <summary>Encrypts something else with the same ring, so that nothing but the same purpose can decrypt it.</summary>
    /// <exception cref="CredentialUnreadableException">The key file is gone.</exception>
    public IDataProtector For(string purpose) => (_provider ??= Create()).CreateProtector(purpose);

    private IDataProtector For(int workspace, int connection) =>
        For("Muster.Credential.v1").CreateProtector(string.Create(CultureInfo.InvariantCulture, $"{workspace}/{connection}"));

    private IDataProtectionProvider Create() =>
        DataProtectionProvider.Create(
            new DirectoryInfo(folder),
            builder => builder.SetApplicationName("Muster").KeepWrapped(folder, keyFile, keys)
        );
}

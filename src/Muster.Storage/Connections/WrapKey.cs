using System.Security.Cryptography;
using Muster.Engine.Connections;

namespace Muster.Storage.Connections;

/// <summary>The key that encrypts the key ring: 32 random bytes in a file of this account, so that a copy of the ring alone is worth nothing.</summary>
internal sealed class WrapKey(string folder, string? elsewhere)
{
    private const int Size = 32;

    private readonly string _file = string.IsNullOrEmpty(elsewhere) ? Path.Combine(folder, "wrap.key") : Path.GetFullPath(elsewhere);
    private byte[]? _key;

    /// <summary>The key; made on first use when there is nothing yet that it should be able to decrypt.</summary>
    /// <exception cref="CredentialUnreadableException">The file is gone or unreadable.</exception>
    public byte[] Bytes => _key ??= Read();

    private byte[] Read()
    {
        try
        {
            if (!File.Exists(_file) && !Directory.EnumerateFiles(folder, "*.xml").Any())
                PrivateFiles.Write(
                    _file,
                    System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size)))
                );
            var key = Convert.FromBase64String(File.ReadAllText(_file).Trim());
            return key.Length == Size ? key : throw Unreadable($"it has {key.Length} bytes instead of {Size}", null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Unreadable(fault.Message, fault);
        }
    }

    private CredentialUnreadableException Unreadable(string why, Exception? fault) =>
        new(
            $"The key file {_file} cannot be used: {why} Stored credentials cannot be decrypted without it. Put it back (or name it in MUSTER_KEY_FILE), "
                + $"or remove {folder} and the connection, and add the connection with its credential again.",
            fault
        );
}

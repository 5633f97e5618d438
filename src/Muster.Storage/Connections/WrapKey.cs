using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Muster.Engine.Connections;

namespace Muster.Storage.Connections;

/// <summary>The key that encrypts other keys: 32 random bytes in a file of this account, so that a copy of those alone, or of the database they lie in, is worth nothing.</summary>
/// <param name="folder">Folder of the file.</param>
/// <param name="elsewhere">The file, when it is kept elsewhere.</param>
/// <param name="keys">What it encrypts.</param>
internal sealed class WrapKey(string folder, string? elsewhere, IKeyStore keys)
{
    /// <summary>Name of the file, where it lies in the folder.</summary>
    public const string FileName = "wrap.key";

    private const int Size = 32;

    private readonly string _file = string.IsNullOrEmpty(elsewhere) ? Path.Combine(folder, FileName) : Path.GetFullPath(elsewhere);
    private byte[]? _key;

    /// <summary>The key; made on first use when there is nothing yet that it should be able to decrypt.</summary>
    /// <exception cref="CredentialUnreadableException">The file is gone or unreadable, or another key encrypted the ring.</exception>
    public byte[] Bytes => _key ??= Read();

    /// <summary>The file that is used in place of those in folders; null for none.</summary>
    public static string? Elsewhere =>
        Environment.GetEnvironmentVariable("MUSTER_KEY_FILE") is { Length: > 0 } file ? Path.GetFullPath(file) : null;

    /// <summary>The key that the content of a file is.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static byte[] Parse(ReadOnlySpan<byte> content)
    {
        var key = Convert.FromBase64String(Encoding.ASCII.GetString(content).Trim());
        return key.Length == Size ? key : throw new FormatException($"it has {key.Length} bytes instead of {Size}.");
    }

    private byte[] Read()
    {
        try
        {
            if (!File.Exists(_file) && !keys.HasRing)
                Make();
            var key = Parse(File.ReadAllBytes(_file));
            CheckOpens(key);
            return key;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException or XmlException)
        {
            throw Unreadable(fault.Message, fault);
        }
    }

    private void Make()
    {
        try
        {
            PrivateFiles.Write(_file, Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size))));
        }
        catch (IOException) when (File.Exists(_file))
        {
            // Another server that begins in this instant has made it: theirs counts.
        }
    }

    /// <summary>Another key would begin a second ring beside the one that is there, and nobody could read with it what that encrypted: sessions and second factors in silence.</summary>
    private void CheckOpens(byte[] key)
    {
        foreach (var wrapped in keys.RingKeys.Descendants(WrappedXml.Name))
            try
            {
                WrappedXml.Open(wrapped, key);
            }
            catch (CryptographicException fault)
            {
                throw Unreadable($"another one encrypted the keys in {keys.Place}.", fault);
            }
    }

    private CredentialUnreadableException Unreadable(string why, Exception? fault) =>
        new(
            $"The key file {_file} cannot be used: {why} What those keys encrypted cannot be decrypted without it. Put it back (or name it in MUSTER_KEY_FILE), "
                + (
                    keys.Ring is null
                        ? $"or remove {folder} and give again what its keys encrypted: of the folder keys the credentials of connections, of keys/web second factors, and everybody signs in again."
                        : $"on every node the same: copy it from one that works with {keys.Place}."
                ),
            fault
        );
}

using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Muster.Storage.Connections;

namespace Muster.Storage.Backups;

/// <summary>A key in a backup, encrypted by a wrap key.</summary>
/// <param name="Store">Which keys it belongs to; <see cref="WrapStore"/> for a wrap key itself.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Content">The key as it is stored.</param>
internal sealed record BackupKey(string Store, string Name, byte[] Content)
{
    /// <summary>Store of the wrap key of sessions, where sessions have one of their own.</summary>
    public const string WrapStore = "wrap";

    /// <summary>The keys of an installation.</summary>
    /// <param name="stored">Those that are encrypted.</param>
    /// <param name="folder">Folder of the keys.</param>
    public static IReadOnlyList<BackupKey> Of(IEnumerable<(string Store, string Name, byte[] Content)> stored, string folder)
    {
        var keys = stored.Select(key => new BackupKey(key.Store, key.Name, key.Content)).ToList();
        var web = Path.Combine(folder, WrappedKeys.Web, WrapKey.FileName);
        if (WrapKey.Elsewhere is null && File.Exists(web))
            keys.Add(new(WrapStore, WrappedKeys.Web, File.ReadAllBytes(web)));
        return keys;
    }

    /// <summary>Sees that all keys open with the key file, or with that of sessions among them.</summary>
    /// <exception cref="StorageException">One does not.</exception>
    public static void Check(IReadOnlyList<BackupKey> keys, byte[] wrapKey) => _ = UnderOne(keys, wrapKey);

    /// <summary>The keys that are encrypted, all of them by the key file alone.</summary>
    /// <exception cref="StorageException">One does not open with the key file, nor with that of sessions among them.</exception>
    public static IReadOnlyList<BackupKey> UnderOne(IReadOnlyList<BackupKey> keys, byte[] wrapKey)
    {
        var own = keys.FirstOrDefault(key => key.Store == WrapStore);
        return [.. keys.Where(key => key != own).Select(key => key.Under(wrapKey, key.Store == WrappedKeys.Web ? own : null))];
    }

    private BackupKey Under(byte[] wrapKey, BackupKey? own)
    {
        if (!Name.EndsWith(".xml", StringComparison.Ordinal))
            return this;
        try
        {
            var before = own is null ? wrapKey : WrapKey.Parse(own.Content);
            using var content = new MemoryStream(Content);
            var key = XElement.Load(content);
            foreach (var wrapped in key.Descendants(WrappedXml.Name))
                wrapped.Value = WrappedXml.Close(WrappedXml.Open(wrapped, before), wrapKey).Value;
            return this with { Content = Encoding.UTF8.GetBytes(key.ToString(SaveOptions.DisableFormatting)) };
        }
        catch (Exception fault) when (fault is CryptographicException or XmlException or FormatException)
        {
            throw new StorageException(
                StorageFault.Other,
                $"The key {Name} of {Store} does not open with the key file of this machine, so a backup made here could not be used. Make it where a server of this installation runs, or name the key file in MUSTER_KEY_FILE.",
                fault
            );
        }
    }

    /// <summary>Whether the key is there already, in the folder of keys.</summary>
    /// <exception cref="StorageException">There is another one in its place.</exception>
    public bool IsIn(string folder)
    {
        var file = FileIn(folder);
        if (!File.Exists(file))
            return false;
        return File.ReadAllBytes(file).AsSpan().SequenceEqual(Content)
            ? true
            : throw new StorageException(
                StorageFault.Contradiction,
                $"{file} is another key file than that of the backup. Name another data folder with --data; nothing was changed."
            );
    }

    /// <summary>Puts a key where a data folder has it.</summary>
    /// <returns>The file.</returns>
    public string Put(string folder)
    {
        var file = FileIn(folder);
        PrivateFiles.MakeFolder(Path.GetDirectoryName(file)!);
        PrivateFiles.Write(file, Content);
        return file;
    }

    private string FileIn(string folder) =>
        Store switch
        {
            WrapStore => Path.Combine(folder, WrappedKeys.Web, WrapKey.FileName),
            WrappedKeys.Web => Path.Combine(folder, WrappedKeys.Web, Name),
            _ => Path.Combine(folder, Name),
        };
}

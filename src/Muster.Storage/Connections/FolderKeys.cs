using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Muster.Storage.Connections;

/// <summary>Keys in a folder that only this account can read.</summary>
internal sealed class FolderKeys(string folder) : IKeyStore
{
    /// <summary>Names of the files of a key ring.</summary>
    public const string RingFiles = "*.xml";

    public string Place => folder;

    public IXmlRepository? Ring => null;

    public IReadOnlyCollection<XElement> RingKeys =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, RingFiles).Select(file => XElement.Load(file))] : [];

    public bool HasRing => Directory.EnumerateFiles(folder, RingFiles).Any();

    public byte[]? Find(string name) => File.Exists(Path.Combine(folder, name)) ? File.ReadAllBytes(Path.Combine(folder, name)) : null;

    public void Add(string name, ReadOnlySpan<byte> content)
    {
        var file = Path.Combine(folder, name);
        try
        {
            PrivateFiles.Write(file, content);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process was faster; its key counts.
        }
    }
}

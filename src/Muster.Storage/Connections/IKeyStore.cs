using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Muster.Storage.Connections;

/// <summary>Where keys lie that are encrypted by a <see cref="WrapKey"/>: the files of a folder, or rows of a database that several nodes share. The wrap key itself is never among them.</summary>
internal interface IKeyStore
{
    /// <summary>Where they lie, for messages.</summary>
    string Place { get; }

    /// <summary>The key ring as Data Protection reads and writes it; null where its own files of the folder are right.</summary>
    IXmlRepository? Ring { get; }

    /// <summary>The keys of the ring as they are stored.</summary>
    /// <exception cref="System.Xml.XmlException">One is damaged.</exception>
    IReadOnlyCollection<XElement> RingKeys { get; }

    /// <summary>Whether there is a key ring, which only the wrap key that encrypted it can open.</summary>
    bool HasRing { get; }

    /// <summary>A key of another kind; null when there is none of this name.</summary>
    byte[]? Find(string name);

    /// <summary>Keeps a key whole or not at all, unless there is one of this name: then that one counts.</summary>
    void Add(string name, ReadOnlySpan<byte> content);
}

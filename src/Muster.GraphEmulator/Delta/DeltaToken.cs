using System.Text;

namespace Muster.GraphEmulator.Delta;

/// <summary>What a delta or next link remembers.</summary>
internal sealed record DeltaToken(DeltaPosition Position, string? Select, IReadOnlyList<Guid> Ids)
{
    /// <summary>When it was given, in seconds since 1970.</summary>
    public long IssuedAt { get; init; }

    /// <summary>Counts how often all tokens were made to expire.</summary>
    public int Generation { get; init; }

    /// <summary>Pages without rows that come first.</summary>
    public int Empty { get; init; }

    /// <summary>When the initial round began, in seconds since 1970.</summary>
    public long StartedAt { get; init; }

    /// <summary>Changes of memberships are not told.</summary>
    public bool Blind { get; init; }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Position.From);
        writer.Write(Position.To);
        writer.Write(Position.Next);
        writer.Write(Position.Slice);
        writer.Write(IssuedAt);
        writer.Write(Generation);
        writer.Write(Empty);
        writer.Write(StartedAt);
        writer.Write(Blind);
        writer.Write(Select ?? "");
        writer.Write((byte)Ids.Count);
        foreach (var id in Ids)
            writer.Write(id.ToByteArray());
        writer.Flush();
        return stream.ToArray();
    }

    public static DeltaToken FromBytes(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var position = new DeltaPosition(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32());
        var issuedAt = reader.ReadInt64();
        var generation = reader.ReadInt32();
        var (empty, startedAt, blind) = (reader.ReadInt32(), reader.ReadInt64(), reader.ReadBoolean());
        var select = reader.ReadString();
        var ids = new Guid[reader.ReadByte()];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = new(reader.ReadBytes(16));
        return new(position, select.Length == 0 ? null : select, ids)
        {
            IssuedAt = issuedAt,
            Generation = generation,
            Empty = empty,
            StartedAt = startedAt,
            Blind = blind,
        };
    }
}

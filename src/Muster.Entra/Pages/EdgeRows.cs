using System.Text;
using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Entra.Pages;

/// <summary>Reads the entries of <c>members@delta</c> and <c>owners@delta</c>: the hot path, a million of them in a tenant, nothing allocated for any.</summary>
internal static class EdgeRows
{
    private enum TargetType
    {
        NotStated,
        User,
        Group,
        Other,
    }

    /// <summary>Reads one array of entries.</summary>
    /// <param name="reader">Stands on the value of the property.</param>
    /// <param name="name">Name of the property, for messages.</param>
    /// <param name="owners">Whether the entries are owners.</param>
    /// <param name="edges">Takes the edges.</param>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, bool owners, List<EdgeChange> edges)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw JsonValues.Wrong(in reader, name, "an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw JsonValues.Wrong(in reader, name, "an array of objects");
            ReadEntry(ref reader, owners, edges);
        }
    }

    /// <summary>Reads one entry; the reader stands on its opening brace.</summary>
    public static void ReadEntry(ref Utf8JsonReader reader, bool owners, List<EdgeChange> edges)
    {
        ObjectId id = default;
        var type = TargetType.NotStated;
        var removed = false;
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (reader.ValueTextEquals("@odata.type"u8))
            {
                JsonValues.Once(ref seen, 0, "@odata.type"u8);
                JsonValues.ToValue(ref reader);
                type = Type(ref reader);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                JsonValues.Once(ref seen, 1, "id"u8);
                JsonValues.ToValue(ref reader);
                id = JsonValues.Id(ref reader);
            }
            else if (reader.ValueTextEquals("@removed"u8))
            {
                JsonValues.Once(ref seen, 2, "@removed"u8);
                JsonValues.ToValue(ref reader);
                removed = JsonValues.Removed(ref reader);
            }
            else
                reader.Skip();
        if ((seen & 2) == 0)
            throw new PageFormatException(owners ? "an owner has no id" : "a member has no id");
        Add(owners, type, id, removed, edges);
    }

    private static void Add(bool owners, TargetType type, ObjectId id, bool removed, List<EdgeChange> edges)
    {
        if (type != TargetType.NotStated)
            edges.Add(new EdgeChange(Kind(owners, type), id, removed));
        else if (!removed)
            throw new PageFormatException(owners ? "an owner has no @odata.type" : "a member has no @odata.type");
        else
            AddRemovalOfAnyKind(owners, id, edges);
    }

    /// <summary>Without a type it is still certain that the edge is gone, whichever of them it was.</summary>
    private static void AddRemovalOfAnyKind(bool owners, ObjectId id, List<EdgeChange> edges)
    {
        ReadOnlySpan<EdgeKind> kinds = owners
            ? [EdgeKind.UserOwner, EdgeKind.OtherOwner]
            : [EdgeKind.UserMember, EdgeKind.GroupMember, EdgeKind.OtherMember];
        foreach (var kind in kinds)
            edges.Add(new EdgeChange(kind, id, true));
    }

    private static EdgeKind Kind(bool owners, TargetType type) =>
        (owners, type) switch
        {
            (true, TargetType.User) => EdgeKind.UserOwner,
            (true, _) => EdgeKind.OtherOwner,
            (false, TargetType.User) => EdgeKind.UserMember,
            (false, TargetType.Group) => EdgeKind.GroupMember,
            _ => EdgeKind.OtherMember,
        };

    private static TargetType Type(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return TargetType.NotStated;
        if (reader.TokenType != JsonTokenType.String)
            throw JsonValues.Wrong(in reader, "@odata.type"u8, "text");
        return reader.ValueIsEscaped ? Type(Encoding.UTF8.GetBytes(reader.GetString()!)) : Type(reader.ValueSpan);
    }

    /// <summary>The service writes type names in more than one case.</summary>
    private static TargetType Type(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "#microsoft.graph.user"u8) ? TargetType.User
        : Ascii.EqualsIgnoreCase(name, "#microsoft.graph.group"u8) ? TargetType.Group
        : TargetType.Other;
}

using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Entra.Pages;

/// <summary>Reads the entries of <c>manager@delta</c>.</summary>
internal static class ManagerEntries
{
    /// <summary>The property that holds them, once <c>manager</c> is selected.</summary>
    public const string Property = "manager@delta";

    private static ReadOnlySpan<byte> Name => "manager@delta"u8;

    /// <summary>Reads the array.</summary>
    /// <param name="reader">Stands on the value of the property.</param>
    /// <returns>The entries: those that take a manager away first, since an entry beside them says who came after.</returns>
    /// <exception cref="PageFormatException">It is not a list of object ids.</exception>
    public static IEnumerable<ManagerChange> Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return [];
        if (reader.TokenType != JsonTokenType.StartArray)
            throw JsonValues.Wrong(in reader, Name, "an array");
        var entries = new List<ManagerChange>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            entries.Add(
                reader.TokenType == JsonTokenType.StartObject
                    ? Entry(ref reader)
                    : throw JsonValues.Wrong(in reader, Name, "an array of objects")
            );
        return entries.OrderByDescending(entry => entry.Removed);
    }

    private static ManagerChange Entry(ref Utf8JsonReader reader)
    {
        ObjectId? id = null;
        var removed = false;
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (reader.ValueTextEquals("id"u8))
            {
                JsonValues.Once(ref seen, 0, "id"u8);
                JsonValues.ToValue(ref reader);
                id = JsonValues.Id(ref reader);
            }
            else if (reader.ValueTextEquals("@removed"u8))
            {
                JsonValues.Once(ref seen, 1, "@removed"u8);
                JsonValues.ToValue(ref reader);
                removed = JsonValues.Removed(ref reader);
            }
            else
                reader.Skip();
        return new ManagerChange(id ?? throw new PageFormatException("a manager has no id"), removed);
    }
}

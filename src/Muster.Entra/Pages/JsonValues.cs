using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Entra.Http;

namespace Muster.Entra.Pages;

/// <summary>Reads single values, loudly: a value of another type is an error, never a null.</summary>
internal static class JsonValues
{
    /// <summary>Longest text taken, in bytes; real ones are below 2,000.</summary>
    public const int MaxText = 64 * 1024;

    private const int IdLength = 36;

    /// <summary>A text, or null.</summary>
    public static string? Text(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.String)
            throw Wrong(in reader, name, "text");
        if (reader.ValueSpan.Length > MaxText)
            throw new PageFormatException($"property “{Words(name)}” is {reader.ValueSpan.Length} bytes long");
        return reader.GetString();
    }

    /// <summary>True, false, or null.</summary>
    public static bool? Flag(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Null => null,
            _ => throw Wrong(in reader, name, "true or false"),
        };

    /// <summary>An object id. Anything but a GUID fails, since an id that is not understood would hide a removal.</summary>
    public static ObjectId Id(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw Wrong(in reader, "id"u8, "a GUID");
        return reader.ValueIsEscaped ? Id(Encoding.UTF8.GetBytes(Text(ref reader, "id"u8)!)) : Id(reader.ValueSpan);
    }

    private static ObjectId Id(ReadOnlySpan<byte> text) =>
        text.Length == IdLength && Utf8Parser.TryParse(text, out Guid value, out var used, 'D') && used == IdLength && value != Guid.Empty
            ? new ObjectId(value)
            : throw new PageFormatException($"an id is not a GUID: “{Safe.Excerpt(text, 40)}”");

    /// <summary>Whether an <c>@removed</c> takes the entry away. It is its presence that counts; the reason may be any.</summary>
    public static bool Removed(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return false;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Wrong(in reader, "@removed"u8, "an object");
        reader.Skip();
        return true;
    }

    /// <summary>Refuses a property that comes twice: which of the two holds is anybody's guess.</summary>
    public static void Once(ref int seen, int property, ReadOnlySpan<byte> name)
    {
        var bit = 1 << property;
        if ((seen & bit) != 0)
            throw new PageFormatException($"property “{Words(name)}” comes twice in one object");
        seen |= bit;
    }

    /// <summary>Moves to the value of the property the reader stands on.</summary>
    public static void ToValue(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new PageFormatException("the JSON ends in the middle");
    }

    public static PageFormatException Wrong(in Utf8JsonReader reader, ReadOnlySpan<byte> name, string wanted) =>
        new($"property “{Words(name)}” should be {wanted} and is {Kind(reader.TokenType)}");

    private static string Words(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name);

    private static string Kind(JsonTokenType token) =>
        token switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "text",
            JsonTokenType.Number => "a number",
            JsonTokenType.True or JsonTokenType.False => "true or false",
            JsonTokenType.Null => "null",
            _ => "something else",
        };
}

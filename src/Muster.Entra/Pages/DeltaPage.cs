using System.Text.Json;
using System.Text.Unicode;

namespace Muster.Entra.Pages;

/// <summary>The two links a page may carry.</summary>
internal readonly record struct PageLinks(string? Next, string? Delta);

/// <summary>Walks over a page of a delta round, byte by byte, without building a document.</summary>
internal static class DeltaPage
{
    private const int ValueProperty = 0;
    private const int NextProperty = 1;
    private const int DeltaProperty = 2;

    /// <summary>Reads the whole page and hands its rows on.</summary>
    /// <exception cref="PageFormatException">The page is not one of Graph's.</exception>
    public static PageLinks Read(ReadOnlySpan<byte> json, IRows rows)
    {
        if (!Utf8.IsValid(json))
            throw new PageFormatException("the body is not UTF-8");
        try
        {
            var reader = Open(json);
            var links = Walk(ref reader, rows, untilValue: false);
            // Text after the closing brace makes the reader throw here.
            while (reader.Read()) { }
            return links;
        }
        catch (JsonException e)
        {
            throw new PageFormatException($"the JSON is broken or cut short at line {e.LineNumber + 1}, byte {e.BytePositionInLine}");
        }
        catch (InvalidOperationException)
        {
            throw new PageFormatException("a text in the JSON has half a character");
        }
    }

    /// <summary>The next link, if it stands before <c>value</c> as it usually does, so that the next request can leave before this page is parsed.</summary>
    public static string? PeekNext(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = Open(json);
            return Walk(ref reader, null, untilValue: true).Next;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or PageFormatException)
        {
            return null;
        }
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 32 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new PageFormatException("the JSON is not an object");
        return reader;
    }

    private static PageLinks Walk(ref Utf8JsonReader reader, IRows? rows, bool untilValue)
    {
        PageLinks links = default;
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = reader.ValueTextEquals("value"u8);
            if (isValue && untilValue)
                return links;
            if (isValue)
                ReadValue(ref reader, rows!, ref seen);
            else if (reader.ValueTextEquals("@odata.nextLink"u8))
                links = links with { Next = Link(ref reader, ref seen, NextProperty, "@odata.nextLink"u8) };
            else if (reader.ValueTextEquals("@odata.deltaLink"u8))
                links = links with { Delta = Link(ref reader, ref seen, DeltaProperty, "@odata.deltaLink"u8) };
            else
                reader.Skip();
        }
        return (seen & (1 << ValueProperty)) != 0 ? links : throw new PageFormatException("“value” is missing");
    }

    private static string? Link(ref Utf8JsonReader reader, ref int seen, int property, ReadOnlySpan<byte> name)
    {
        JsonValues.Once(ref seen, property, name);
        JsonValues.ToValue(ref reader);
        return JsonValues.Text(ref reader, name);
    }

    private static void ReadValue(ref Utf8JsonReader reader, IRows rows, ref int seen)
    {
        JsonValues.Once(ref seen, ValueProperty, "value"u8);
        JsonValues.ToValue(ref reader);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw JsonValues.Wrong(in reader, "value"u8, "an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw JsonValues.Wrong(in reader, "value"u8, "an array of objects");
            rows.Read(ref reader);
        }
    }
}

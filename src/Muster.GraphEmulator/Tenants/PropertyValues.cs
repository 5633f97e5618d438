using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Muster.GraphEmulator.Tenants;

/// <summary>Turns the property values of a history into the JSON that is kept and sent.</summary>
internal static class PropertyValues
{
    public static readonly byte[] Null = "null"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] False = "false"u8.ToArray();
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <exception cref="InvalidDataException">The value does not fit the property.</exception>
    public static byte[] Encode(DirectoryProperty property, object? value)
    {
        var json = (property.Type, value) switch
        {
            (_, null) => Null,
            (PropertyType.Boolean, bool flag) => flag ? True : False,
            (PropertyType.Text or PropertyType.Instant or PropertyType.Open, string text) => EncodeText(text),
            (PropertyType.Open, bool flag) => flag ? True : False,
            (PropertyType.Open, int or long) => EncodeNumber(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
            (PropertyType.Open, decimal number) => EncodeNumber(number),
            (PropertyType.Open, DateTimeOffset at) => EncodeText(
                at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            ),
            (PropertyType.TextList or PropertyType.Open, IEnumerable<string> texts) => EncodeList(texts),
            (PropertyType.ExtensionAttributes, IReadOnlyDictionary<string, object?> texts) => ExtensionAttributes.Encode(texts),
            _ => throw new InvalidDataException($"'{property.Name}' takes {Describe(property.Type)}, not {value.GetType().Name} '{value}'"),
        };
        return json.Length <= ushort.MaxValue
            ? json
            : throw new InvalidDataException($"the value of '{property.Name}' is longer than 65,535 bytes");
    }

    private static byte[] EncodeText(string text) => Write(writer => writer.WriteStringValue(text));

    private static byte[] EncodeNumber(decimal number) => Write(writer => writer.WriteNumberValue(number));

    private static byte[] EncodeList(IEnumerable<string> texts) =>
        Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var text in texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        });

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private static string Describe(PropertyType type) =>
        type switch
        {
            PropertyType.Boolean => "true or false",
            PropertyType.TextList => "a list of strings",
            PropertyType.Open => "a string, a number, true or false",
            PropertyType.Complex => "nothing",
            PropertyType.ExtensionAttributes => "strings named extensionAttribute1 to 15",
            _ => "a string",
        };
}

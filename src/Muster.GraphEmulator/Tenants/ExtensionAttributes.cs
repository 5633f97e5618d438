using System.Text.Json;

namespace Muster.GraphEmulator.Tenants;

/// <summary>The property <c>onPremisesExtensionAttributes</c>: fifteen texts that are read together and written one by one.</summary>
internal static class ExtensionAttributes
{
    public const string PropertyName = "onPremisesExtensionAttributes";
    private const int Count = 15;

    /// <summary>What a user shows that never had one.</summary>
    public static readonly byte[] Unset = Encode(new Dictionary<string, object?>(StringComparer.Ordinal));

    /// <exception cref="InvalidDataException">A name or value that is none of the fifteen texts.</exception>
    public static byte[] Encode(IReadOnlyDictionary<string, object?> texts)
    {
        foreach (var (name, value) in texts)
        {
            if (!Names.Contains(name, StringComparer.Ordinal) || value is not (null or string))
                throw new InvalidDataException($"'{PropertyName}' takes strings named extensionAttribute1 to {Count}, not '{name}'");
        }
        return PropertyValues.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var name in Names)
                writer.WriteString(name, texts.GetValueOrDefault(name) as string);
            writer.WriteEndObject();
        });
    }

    /// <summary>Attributes that are not given keep what they were; other properties are as given.</summary>
    public static object? Merge(DirectoryProperty property, PropertyBag before, object? value)
    {
        if (property.Type != PropertyType.ExtensionAttributes || value is not IReadOnlyDictionary<string, object?> given)
            return value;
        var merged = Read(before, property.Number);
        foreach (var (name, text) in given)
            merged[name] = text;
        return merged;
    }

    /// <summary>The attribute's name in its own spelling, or null.</summary>
    public static string? Find(string name) => Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Names => Enumerable.Range(1, Count).Select(number => $"extensionAttribute{number}");

    private static Dictionary<string, object?> Read(PropertyBag bag, byte number)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (!bag.TryGet(number, out var json) || json is not [(byte)'{', ..])
            return values;
        foreach (var (name, text) in JsonSerializer.Deserialize<Dictionary<string, string?>>(json)!)
            values[name] = text;
        return values;
    }
}

using System.Text.Json;

namespace Muster.GraphEmulator.Tenants;

/// <summary>One property of a user or group, under the number its values are stored by.</summary>
internal sealed record DirectoryProperty(byte Number, string Name, PropertyType Type, PropertyUse Use)
{
    public JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(Name);

    public bool IsDefault => Use.HasFlag(PropertyUse.Default);

    public bool IsIndexed => Use.HasFlag(PropertyUse.Indexed);
}

internal enum PropertyType
{
    Text,
    Boolean,
    TextList,
    Instant,

    /// <summary>The fifteen texts <c>extensionAttribute1</c> to <c>15</c>, set one by one and shown together.</summary>
    ExtensionAttributes,
}

[Flags]
internal enum PropertyUse
{
    /// <summary>Returned only when selected.</summary>
    SelectOnly = 0,

    /// <summary>Part of the set that comes without <c>$select</c>.</summary>
    Default = 1,

    /// <summary>May stand in <c>$filter</c>.</summary>
    Indexed = 2,
}

using System.Text.Json;

namespace Muster.GraphEmulator.Tenants;

/// <summary>One property of a user or group, under the number its values are stored by.</summary>
internal sealed record DirectoryProperty(byte Number, string Name, PropertyType Type, PropertyUse Use)
{
    public JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(Name);

    public bool IsDefault => Use.HasFlag(PropertyUse.Default);

    public bool IsIndexed => Use.HasFlag(PropertyUse.Indexed);

    public bool IsSingleOnly => Use.HasFlag(PropertyUse.SingleOnly);
}

internal enum PropertyType
{
    Text,
    Boolean,
    TextList,
    Instant,

    /// <summary>The fifteen texts <c>extensionAttribute1</c> to <c>15</c>, set one by one and shown together.</summary>
    ExtensionAttributes,

    /// <summary>A directory extension: a text, a number or a boolean as its application writes it; dates are texts.</summary>
    Open,

    /// <summary>A structure that the tenant never holds; it can be selected and is null.</summary>
    Complex,
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

    /// <summary>Kept elsewhere in Graph, so that a read of one object alone can show it.</summary>
    SingleOnly = 4,
}

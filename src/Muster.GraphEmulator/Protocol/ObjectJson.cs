using System.Globalization;
using System.Text.Json;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Protocol;

/// <summary>Writes users and groups the way lists and single reads show them: what is unset is <c>null</c>.</summary>
internal static class ObjectJson
{
    private static readonly JsonEncodedText IdName = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText TypeName = JsonEncodedText.Encode("@odata.type");
    private static readonly JsonEncodedText UserType = JsonEncodedText.Encode("#microsoft.graph.user");
    private static readonly JsonEncodedText GroupType = JsonEncodedText.Encode("#microsoft.graph.group");

    private static readonly JsonEncodedText DeviceType = JsonEncodedText.Encode("#microsoft.graph.device");
    private static readonly JsonEncodedText ServicePrincipalType = JsonEncodedText.Encode("#microsoft.graph.servicePrincipal");
    private static readonly JsonEncodedText ContactType = JsonEncodedText.Encode("#microsoft.graph.orgContact");

    public static JsonEncodedText TypeOf(ObjectKind kind) =>
        kind switch
        {
            ObjectKind.User => UserType,
            ObjectKind.Group => GroupType,
            ObjectKind.Device => DeviceType,
            ObjectKind.ServicePrincipal => ServicePrincipalType,
            _ => ContactType,
        };

    public static void WriteType(Utf8JsonWriter writer, ObjectKind kind) => writer.WriteString(TypeName, TypeOf(kind));

    public static void WriteId(Utf8JsonWriter writer, DirectoryObject subject) => writer.WriteString(IdName, subject.Id);

    /// <summary>The members of one row, without its braces.</summary>
    public static void WriteRow(Utf8JsonWriter writer, DirectoryObject subject, Selection selection, bool readable = true)
    {
        if (subject.Kind != ObjectKind.User)
            WriteId(writer, subject);
        if (selection.DeletedDateTime)
            WriteDeleted(writer, subject);
        var values = subject.Properties.GetEnumerator();
        var more = values.MoveNext();
        foreach (var property in selection.Catalog.Properties)
        {
            while (more && values.Current.Number < property.Number)
                more = values.MoveNext();
            if (!selection[property.Number])
                continue;
            var isSet = readable && more && values.Current.Number == property.Number && !IsEmpty(property, values.Current.Json);
            // A directory extension without a value is not there at all.
            if (!isSet && property.Type == PropertyType.Open)
                continue;
            writer.WritePropertyName(property.EncodedName);
            if (isSet)
                writer.WriteRawValue(values.Current.Json, skipInputValidation: true);
            else
                WriteUnset(writer, property, readable);
        }
        if (subject.Kind == ObjectKind.User)
            WriteId(writer, subject);
    }

    private static bool IsEmpty(DirectoryProperty property, ReadOnlySpan<byte> json) =>
        property.Type is PropertyType.TextList or PropertyType.Open && json.SequenceEqual("null"u8);

    private static void WriteUnset(Utf8JsonWriter writer, DirectoryProperty property, bool readable)
    {
        if (property.Type == PropertyType.TextList && readable)
        {
            writer.WriteStartArray();
            writer.WriteEndArray();
        }
        else if (property.Type == PropertyType.ExtensionAttributes && readable)
            writer.WriteRawValue(ExtensionAttributes.Unset, skipInputValidation: true);
        else
            writer.WriteNullValue();
    }

    private static void WriteDeleted(Utf8JsonWriter writer, DirectoryObject subject)
    {
        if (subject.DeletedAt is { } at)
            writer.WriteString("deletedDateTime", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        else
            writer.WriteNull("deletedDateTime");
    }
}

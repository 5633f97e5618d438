using System.Text;
using System.Text.Json;
using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Delta;

/// <summary>Writes delta rows: what was never set is absent, what was cleared is <c>null</c>.</summary>
internal static class DeltaJson
{
    private const int GuidLength = 36;

    /// <summary>Where the name of the type begins in an entry, behind the number sign.</summary>
    private const int TypeStart = 17;

    public static void WriteRow(Utf8JsonWriter writer, DeltaPage page, DeltaRow row, DeltaSpelling spelling, bool minimal)
    {
        if (row.Object.IsAlive && !minimal && spelling.IsOlderFirst())
            WriteOlder(writer, row.Object, spelling);
        writer.WriteStartObject();
        if (row.Object.IsAlive)
        {
            WriteProperties(writer, row, spelling.Selection, minimal);
            WriteId(writer, row.Object, spelling);
            if (spelling.AddsUnknown())
                WriteUnknown(writer);
            if (spelling.Selection.Manager && row.Object.Kind == ObjectKind.User)
                WriteManager(writer, row, spelling.Tenant);
            WriteEdges(writer, page, row, spelling);
        }
        else
            WriteTombstone(writer, row.Object, spelling);
        writer.WriteEndObject();
    }

    /// <summary>The object as it might have been before: another name, and nothing about its edges.</summary>
    private static void WriteOlder(Utf8JsonWriter writer, DirectoryObject subject, DeltaSpelling spelling)
    {
        var selection = spelling.Selection;
        writer.WriteStartObject();
        foreach (var entry in subject.Properties)
        {
            if (!selection[entry.Number])
                continue;
            var property = selection.Catalog.Properties[entry.Number];
            writer.WritePropertyName(property.EncodedName);
            if (property.Name == "displayName")
                writer.WriteStringValue("As it was before");
            else
                writer.WriteRawValue(entry.Json, skipInputValidation: true);
        }
        WriteId(writer, subject, spelling);
        writer.WriteEndObject();
    }

    private static void WriteUnknown(Utf8JsonWriter writer)
    {
        writer.WriteString("@odata.etag", "W/\"1\"");
        writer.WriteStartObject("somethingNew");
        writer.WriteStartArray("id");
        writer.WriteNumberValue(1e30);
        writer.WriteNullValue();
        writer.WriteEndArray();
        writer.WriteString("@removed", "not at all");
        writer.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter writer, DirectoryObject subject, DeltaSpelling spelling)
    {
        if (spelling.CapitalIds)
            writer.WriteString("id", subject.Id.ToString().ToUpperInvariant());
        else
            ObjectJson.WriteId(writer, subject);
    }

    private static void WriteProperties(Utf8JsonWriter writer, DeltaRow row, Selection selection, bool minimal)
    {
        var only = minimal ? row.Changed : null;
        var properties = selection.Catalog.Properties;
        foreach (var entry in row.Object.Properties)
        {
            if (!selection[entry.Number] || only?.Contains(entry.Number) == false)
                continue;
            writer.WritePropertyName(properties[entry.Number].EncodedName);
            writer.WriteRawValue(entry.Json, skipInputValidation: true);
        }
    }

    private static void WriteTombstone(Utf8JsonWriter writer, DirectoryObject subject, DeltaSpelling spelling)
    {
        WriteId(writer, subject, spelling);
        writer.WriteStartObject("@removed");
        writer.WriteString("reason", spelling.Tenant.ReasonOf(subject) == TombstoneReason.Deleted ? "deleted" : "changed");
        writer.WriteEndObject();
    }

    private static void WriteManager(Utf8JsonWriter writer, DeltaRow row, Tenant tenant)
    {
        var manager = ManagerLinks.ManagerOf(tenant, row.Object);
        var former = (row.FormerManagers ?? []).Where(index => index != manager?.Index).Select(index => tenant[index]).ToList();
        if (manager is null && former.Count == 0)
            return;
        writer.WriteStartArray("manager@delta");
        if (manager is not null)
            WriteManager(writer, manager, removed: false);
        foreach (var one in former)
            WriteManager(writer, one, removed: true);
        writer.WriteEndArray();
    }

    private static void WriteManager(Utf8JsonWriter writer, DirectoryObject manager, bool removed)
    {
        writer.WriteStartObject();
        ObjectJson.WriteType(writer, ObjectKind.User);
        ObjectJson.WriteId(writer, manager);
        if (removed)
        {
            writer.WriteStartObject("@removed");
            writer.WriteString("reason", "deleted");
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteEdges(Utf8JsonWriter writer, DeltaPage page, DeltaRow row, DeltaSpelling spelling)
    {
        var edges = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(page.Edges).Slice(row.FirstEdge, row.EdgeCount);
        var members = 0;
        while (members < edges.Length && !edges[members].IsOwner)
            members++;
        WriteEdges(writer, "members@delta", edges[..members], spelling, spelling.Selection.Members);
        WriteEdges(writer, "owners@delta", edges[members..], spelling, spelling.Selection.Owners);
    }

    private static void WriteEdges(
        Utf8JsonWriter writer,
        string name,
        ReadOnlySpan<EdgeEntry> edges,
        DeltaSpelling spelling,
        bool isSelected
    )
    {
        if (edges.IsEmpty)
        {
            WriteNoEdges(writer, name, isSelected ? spelling.Empty() : EmptyEdges.Absent);
            return;
        }
        writer.WriteStartArray(name);
        Span<byte> entry = stackalloc byte[160];
        foreach (var edge in edges)
            writer.WriteRawValue(entry[..Format(entry, spelling.Tenant[edge.Other], edge.IsRemoved, spelling)], skipInputValidation: true);
        writer.WriteEndArray();
    }

    private static void WriteNoEdges(Utf8JsonWriter writer, string name, EmptyEdges how)
    {
        if (how == EmptyEdges.Null)
            writer.WriteNull(name);
        else if (how == EmptyEdges.List)
        {
            writer.WriteStartArray(name);
            writer.WriteEndArray();
        }
    }

    /// <summary>Puts an entry together by hand: a large tenant has millions of them.</summary>
    private static int Format(Span<byte> entry, DirectoryObject other, bool isRemoved, DeltaSpelling spelling)
    {
        var head = other.Kind switch
        {
            ObjectKind.User => "{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\""u8,
            ObjectKind.Group => "{\"@odata.type\":\"#microsoft.graph.group\",\"id\":\""u8,
            ObjectKind.Device => "{\"@odata.type\":\"#microsoft.graph.device\",\"id\":\""u8,
            ObjectKind.ServicePrincipal => "{\"@odata.type\":\"#microsoft.graph.servicePrincipal\",\"id\":\""u8,
            _ => "{\"@odata.type\":\"#microsoft.graph.orgContact\",\"id\":\""u8,
        };
        var tail = isRemoved ? "\",\"@removed\":{\"reason\":\"deleted\"}}"u8 : "\"}"u8;
        head.CopyTo(entry);
        if (spelling.CapitalTypes)
            Capitalise(entry[TypeStart..head.Length]);
        other.Id.TryFormat(entry[head.Length..], out _);
        if (spelling.CapitalIds)
            Ascii.ToUpperInPlace(entry.Slice(head.Length, GuidLength), out _);
        tail.CopyTo(entry[(head.Length + GuidLength)..]);
        return head.Length + GuidLength + tail.Length;
    }

    /// <summary><c>microsoft.graph.user</c> as <c>Microsoft.Graph.User</c>.</summary>
    private static void Capitalise(Span<byte> type)
    {
        Ascii.ToUpperInPlace(type[..1], out _);
        for (var i = 1; i < type.Length; i++)
            if (type[i - 1] == (byte)'.')
                Ascii.ToUpperInPlace(type.Slice(i, 1), out _);
    }
}

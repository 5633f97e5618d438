using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Delta;

/// <summary>Writes delta rows: what was never set is absent, what was cleared is <c>null</c>.</summary>
internal static class DeltaJson
{
    private const int GuidLength = 36;

    public static void WriteRow(Utf8JsonWriter writer, DeltaPage page, DeltaRow row, Selection selection, Tenant tenant, bool minimal)
    {
        writer.WriteStartObject();
        if (row.Object.IsAlive)
        {
            WriteProperties(writer, row, selection, minimal);
            ObjectJson.WriteId(writer, row.Object);
            if (selection.Manager && row.Object.Kind == ObjectKind.User)
                WriteManager(writer, row.Object, selection, tenant);
            WriteEdges(writer, page, row, tenant);
        }
        else
            WriteTombstone(writer, row.Object, tenant);
        writer.WriteEndObject();
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

    private static void WriteTombstone(Utf8JsonWriter writer, DirectoryObject subject, Tenant tenant)
    {
        ObjectJson.WriteId(writer, subject);
        writer.WriteStartObject("@removed");
        writer.WriteString("reason", tenant.ReasonOf(subject) == TombstoneReason.Deleted ? "deleted" : "changed");
        writer.WriteEndObject();
    }

    private static void WriteManager(Utf8JsonWriter writer, DirectoryObject user, Selection selection, Tenant tenant)
    {
        if (
            !selection.Catalog.TryFind(PropertyCatalog.ManagerName, out var property)
            || !Guid.TryParse(user.Properties.Text(property.Number), out var id)
            || !tenant.TryFind<DirectoryUser>(id, out var manager)
            || !manager.IsAlive
        )
            return;
        writer.WriteStartArray("manager@delta");
        writer.WriteStartObject();
        ObjectJson.WriteType(writer, ObjectKind.User);
        ObjectJson.WriteId(writer, manager);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteEdges(Utf8JsonWriter writer, DeltaPage page, DeltaRow row, Tenant tenant)
    {
        var edges = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(page.Edges).Slice(row.FirstEdge, row.EdgeCount);
        var members = 0;
        while (members < edges.Length && !edges[members].IsOwner)
            members++;
        WriteEdges(writer, "members@delta", edges[..members], tenant);
        WriteEdges(writer, "owners@delta", edges[members..], tenant);
    }

    private static void WriteEdges(Utf8JsonWriter writer, string name, ReadOnlySpan<EdgeEntry> edges, Tenant tenant)
    {
        if (edges.IsEmpty)
            return;
        writer.WriteStartArray(name);
        Span<byte> entry = stackalloc byte[160];
        foreach (var edge in edges)
            writer.WriteRawValue(entry[..Format(entry, tenant[edge.Other], edge.IsRemoved)], skipInputValidation: true);
        writer.WriteEndArray();
    }

    /// <summary>Puts an entry together by hand: a large tenant has millions of them.</summary>
    private static int Format(Span<byte> entry, DirectoryObject other, bool isRemoved)
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
        other.Id.TryFormat(entry[head.Length..], out _);
        tail.CopyTo(entry[(head.Length + GuidLength)..]);
        return head.Length + GuidLength + tail.Length;
    }
}

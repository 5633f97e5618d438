using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Puts into words what a subscription is told.</summary>
/// <remarks>The shape of a group's notification was seen by users (OBS 21); no page shows one.</remarks>
internal sealed class NotificationWriter(string ownTenantId, Func<NotificationQuirks> quirks)
{
    public Notification OfChange(Subscription subscription, DirectoryChange change) =>
        OfChange(subscription, change, subscription.ClientState, ownTenantId);

    /// <summary>One that a stranger could have made up.</summary>
    public Notification WithClientState(Subscription subscription, DirectoryChange change, string clientState) =>
        OfChange(subscription, change, clientState, ownTenantId);

    /// <summary>One that speaks of another tenant.</summary>
    public Notification WithTenant(Subscription subscription, DirectoryChange change, string tenantId) =>
        OfChange(subscription, change, subscription.ClientState, tenantId);

    private Notification OfChange(Subscription subscription, DirectoryChange change, string? clientState, string tenantId)
    {
        var word = change.IsPurged ? "deleted" : "updated";
        var resource = PathOf(subscription.Resource, change);
        var json = Write(entry =>
        {
            entry.WriteString("id", Guid.NewGuid());
            entry.WriteString("changeType", word);
            WriteEnvelope(entry, subscription, clientState, tenantId);
            entry.WriteString("resource", resource);
            entry.WriteStartObject("resourceData");
            WriteResource(entry, subscription, change);
            entry.WriteEndObject();
        });
        return new(subscription.Id, subscription.NotificationUrl, json, word, resource);
    }

    public Notification OfLifecycle(Subscription subscription, Uri address, string lifecycleEvent)
    {
        var json = Write(entry =>
        {
            WriteEnvelope(entry, subscription, subscription.ClientState, ownTenantId);
            entry.WriteString("lifecycleEvent", lifecycleEvent);
        });
        return new(subscription.Id, address, json, lifecycleEvent, null);
    }

    /// <summary>The body of a request with these entries.</summary>
    public static byte[] Body(IEnumerable<Notification> notifications) =>
        Write(body =>
        {
            body.WriteStartArray("value");
            foreach (var notification in notifications)
                body.WriteRawValue(notification.Json, skipInputValidation: true);
            body.WriteEndArray();
        });

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, GraphAnswer.WriterOptions))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteEnvelope(Utf8JsonWriter json, Subscription subscription, string? clientState, string tenantId)
    {
        json.WriteString("subscriptionId", subscription.Id);
        json.WriteString("subscriptionExpirationDateTime", SubscriptionJson.Time(subscription.Expires));
        json.WriteString("tenantId", tenantId);
        json.WriteString("clientState", clientState);
    }

    private static string PathOf(DirectoryChange change) =>
        string.Create(CultureInfo.InvariantCulture, $"{(change.Kind == ObjectKind.User ? "Users" : "Groups")}/{change.Id}");

    private static string PathOf(SubscribedResource resource, DirectoryChange change) =>
        resource.Part == ResourcePart.Whole ? PathOf(change) : $"{PathOf(change)}/{resource.Part}";

    private void WriteResource(Utf8JsonWriter json, Subscription subscription, DirectoryChange change)
    {
        json.WriteString("@odata.type", change.Kind == ObjectKind.User ? "#Microsoft.Graph.User" : "#Microsoft.Graph.Group");
        json.WriteString("@odata.id", PathOf(change));
        json.WriteString("id", change.Id);
        json.WriteString("organizationId", ownTenantId);
        if (subscription.Resource.Part == ResourcePart.Owners)
            WriteEdges(json, "owners@delta", change.Owners);
        else if (subscription.SeesHiddenMembers || !change.HidesMembers)
            WriteEdges(json, "members@delta", change.Members);
    }

    private void WriteEdges(Utf8JsonWriter json, string name, IReadOnlyList<ChangedEdge> edges)
    {
        if (edges.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var edge in edges)
        {
            json.WriteStartObject();
            ObjectJson.WriteType(json, edge.Kind);
            json.WriteString("id", edge.Id);
            if (edge.IsRemoved)
                WriteRemoval(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteRemoval(Utf8JsonWriter json)
    {
        if (quirks().RemovalIsAWord)
        {
            json.WriteString("@removed", "deleted");
            return;
        }
        json.WriteStartObject("@removed");
        json.WriteString("reason", "deleted");
        json.WriteEndObject();
    }
}

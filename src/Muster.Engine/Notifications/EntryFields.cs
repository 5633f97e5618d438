using System.Text.Json;

namespace Muster.Engine.Notifications;

/// <summary>The fields of one entry, gathered while it is read.</summary>
internal struct EntryFields
{
    private int _seen;
    private bool _bad;
    private Guid? _subscription;
    private Guid? _tenant;
    private string? _clientState;
    private LifecycleEvent? _lifecycle;

    /// <summary>Fields that are looked at.</summary>
    public enum Field
    {
        SubscriptionId,
        TenantId,
        ClientState,
        LifecycleEvent,
    }

    /// <summary>The entry; null when a field is missing, of another type, or there twice.</summary>
    public readonly ChangeNotification? Entry =>
        _bad || _subscription is not { } subscription ? null : new ChangeNotification(subscription, _tenant, _clientState, _lifecycle);

    /// <summary>Which field the reader stands on; null for one that is of no interest.</summary>
    public static Field? Named(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("subscriptionId"u8) ? Field.SubscriptionId
        : reader.ValueTextEquals("tenantId"u8) ? Field.TenantId
        : reader.ValueTextEquals("clientState"u8) ? Field.ClientState
        : reader.ValueTextEquals("lifecycleEvent"u8) ? Field.LifecycleEvent
        : null;

    /// <summary>Takes the value that the reader stands on.</summary>
    public void Take(Field field, ref Utf8JsonReader reader)
    {
        var bit = 1 << (int)field;
        _bad |= (_seen & bit) != 0;
        _seen |= bit;
        // No client state, or no lifecycle event, may be written as null; an id may not.
        if (reader.TokenType == JsonTokenType.Null && field is (Field.ClientState or Field.LifecycleEvent))
            return;
        if (reader.TokenType != JsonTokenType.String)
            _bad = true;
        else if (reader.ValueSpan.Length <= NotificationParser.MaxText)
            Take(field, reader.GetString()!);
        else
            // A client state without end is a wrong one; nothing else may be so long.
            _bad |= field != Field.ClientState;
    }

    private void Take(Field field, string text)
    {
        switch (field)
        {
            case Field.SubscriptionId:
                _subscription = Id(text);
                break;
            case Field.TenantId:
                _tenant = Id(text);
                break;
            case Field.ClientState:
                _clientState = text;
                break;
            default:
                _lifecycle = Lifecycle(text);
                break;
        }
    }

    private Guid? Id(string text)
    {
        if (Guid.TryParseExact(text, "D", out var id))
            return id;
        _bad = true;
        return null;
    }

    private static LifecycleEvent Lifecycle(string text) =>
        text switch
        {
            "reauthorizationRequired" => Notifications.LifecycleEvent.ReauthorizationRequired,
            "subscriptionRemoved" => Notifications.LifecycleEvent.SubscriptionRemoved,
            "missed" => Notifications.LifecycleEvent.Missed,
            _ => Notifications.LifecycleEvent.Unknown,
        };
}

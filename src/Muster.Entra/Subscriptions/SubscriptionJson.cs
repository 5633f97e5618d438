using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Entra.Http;

namespace Muster.Entra.Subscriptions;

/// <summary>One page of the list of subscriptions.</summary>
internal sealed record SubscriptionPage(IReadOnlyList<DirectorySubscription> Subscriptions, string? NextLink);

/// <summary>Subscriptions as JSON.</summary>
internal static class SubscriptionJson
{
    /// <summary>Body of a creation.</summary>
    public static byte[] Order(SubscriptionOrder order) =>
        Write(json =>
        {
            // Creation and soft deletion arrive as "updated"; "created" is accepted by the directory, and seen not to deliver.
            json.WriteString("changeType", "updated,deleted");
            json.WriteString("notificationUrl", order.Url.AbsoluteUri);
            // It cannot be added later.
            json.WriteString("lifecycleNotificationUrl", order.Url.AbsoluteUri);
            json.WriteString("resource", order.Stream == DirectoryStream.Users ? "/users" : "/groups");
            json.WriteString("expirationDateTime", Moment(order.ExpiresAt));
            json.WriteString("clientState", order.ClientState);
            json.WriteString("latestSupportedTlsVersion", "v1_2");
        });

    /// <summary>Body of a renewal.</summary>
    public static byte[] Renewal(DateTimeOffset expiresAt) => Write(json => json.WriteString("expirationDateTime", Moment(expiresAt)));

    /// <summary>Reads one subscription.</summary>
    /// <exception cref="DirectoryReadException">The answer is none.</exception>
    public static DirectorySubscription Read(GraphAnswer answer, string where)
    {
        using var document = Parse(answer, where);
        return Read(document.RootElement) ?? throw NoSubscription(where);
    }

    /// <summary>Reads a page of the list; entries of other kinds than Muster's are passed over if they cannot be read.</summary>
    /// <exception cref="DirectoryReadException">The answer is none.</exception>
    public static SubscriptionPage ReadPage(GraphAnswer answer, string where)
    {
        using var document = Parse(answer, where);
        if (
            document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("value", out var rows)
            || rows.ValueKind != JsonValueKind.Array
        )
            throw NoSubscription(where);
        return new([.. rows.EnumerateArray().Select(Read).OfType<DirectorySubscription>()], Text(document.RootElement, "@odata.nextLink"));
    }

    private static DirectorySubscription? Read(JsonElement row) =>
        row.ValueKind == JsonValueKind.Object
        && Guid.TryParse(Text(row, "id"), out var id)
        && DateTimeOffset.TryParse(
            Text(row, "expirationDateTime"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var expiresAt
        )
            ? new DirectorySubscription(id, Text(row, "notificationUrl") ?? "", expiresAt)
            : null;

    private static JsonDocument Parse(GraphAnswer answer, string where)
    {
        try
        {
            var reader = new Utf8JsonReader(answer.Body.Bytes);
            return answer.Body.TooLong ? throw NoSubscription(where) : JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException e)
        {
            throw NoSubscription(where, e);
        }
    }

    private static string? Text(JsonElement row, string name)
    {
        try
        {
            return row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Text with half a surrogate pair.
            return null;
        }
    }

    private static DirectoryReadException NoSubscription(string where, Exception? cause = null) =>
        new(DirectoryFault.UnexpectedAnswer, $"{where}: the answer is not a subscription. Check --graph-url and any proxy.", cause);

    private static string Moment(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}

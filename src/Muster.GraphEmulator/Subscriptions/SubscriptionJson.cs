using System.Globalization;
using System.Text.Json;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>A subscription on the wire.</summary>
internal static class SubscriptionJson
{
    /// <summary>The members of a subscription within an object that is open.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="subscription">What to write.</param>
    /// <param name="withClientState">Only the answer to a change repeats the secret; reads say null.</param>
    public static void Write(Utf8JsonWriter json, Subscription subscription, bool withClientState)
    {
        json.WriteString("id", subscription.Id);
        json.WriteString("resource", subscription.Resource.Text);
        json.WriteString("applicationId", subscription.ApplicationId);
        json.WriteString("changeType", subscription.ChangeTypes.Text);
        json.WriteString("clientState", withClientState ? subscription.ClientState : null);
        json.WriteString("notificationUrl", subscription.NotificationUrl.OriginalString);
        json.WriteNull("notificationQueryOptions");
        json.WriteString("lifecycleNotificationUrl", subscription.LifecycleNotificationUrl?.OriginalString);
        json.WriteString("expirationDateTime", Time(subscription.Expires));
        json.WriteString("creatorId", subscription.CreatorId);
        if (subscription.IncludeResourceData is { } include)
            json.WriteBoolean("includeResourceData", include);
        else
            json.WriteNull("includeResourceData");
        json.WriteString("latestSupportedTlsVersion", subscription.LatestSupportedTlsVersion);
        json.WriteNull("encryptionCertificate");
        json.WriteNull("encryptionCertificateId");
        json.WriteString("notificationContentType", "application/json");
        json.WriteNull("notificationUrlAppId");
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>What Graph says to a subscription it does not take.</summary>
internal static class SubscriptionError
{
    private const string Code = "InvalidRequest";

    public static GraphErrorException Invalid(string message) => new(new(400, Code, message));

    public static GraphErrorException Unsupported(string resource) => Invalid($"Resource '{resource}' is not supported for subscriptions.");

    public static GraphErrorException Missing(string property) => Invalid($"'{property}' is a required property of a subscription.");

    public static GraphErrorException NotFound(string id) => new(GraphError.NotFound(id));

    public static GraphErrorException QuotaReached(string limit, int most) =>
        new(
            new(
                403,
                "ExtensionError",
                $"Operation: Create; Exception: the number of subscriptions has reached its limit of {most} {limit}."
            )
        );

    public static GraphErrorException NotValidated(Uri url, string why) =>
        Invalid($"Subscription validation request failed for '{url.GetLeftPart(UriPartial.Path)}'. {why}");
}

using System.Globalization;
using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Writing;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>The JSON of a subscription to create or change, read member by member.</summary>
internal sealed class SubscriptionBody
{
    /// <summary>Longest life of a subscription to users, groups and other directory resources.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(41_760);

    private const int LongestClientState = 128;

    private static readonly string[] TlsVersions = ["v1_0", "v1_1", "v1_2", "v1_3"];

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "id",
        "resource",
        "changeType",
        "notificationUrl",
        "lifecycleNotificationUrl",
        "expirationDateTime",
        "clientState",
        "latestSupportedTlsVersion",
        "includeResourceData",
        "encryptionCertificate",
        "encryptionCertificateId",
        "applicationId",
        "creatorId",
        "notificationContentType",
        "notificationQueryOptions",
        "notificationUrlAppId",
    };

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="GraphErrorException">No JSON object, or one with a member that subscriptions do not have.</exception>
    public SubscriptionBody(GraphRequest request)
    {
        if (request.Body is not { ValueKind: JsonValueKind.Object } json)
            throw WriteError.NoJson;
        foreach (var member in json.EnumerateObject().Where(member => !member.Name.Contains('@', StringComparison.Ordinal)))
        {
            if (!Known.Contains(member.Name))
                throw new GraphErrorException(
                    GraphError.BadRequest(
                        $"The property '{member.Name}' does not exist on type 'microsoft.graph.subscription'. Make sure to only use property names that are defined by the type."
                    )
                );
            _members[member.Name] = member.Value;
        }
    }

    public IEnumerable<string> Names => _members.Keys;

    /// <summary>The text of a member; null when it is not there or null.</summary>
    /// <exception cref="GraphErrorException">It is no text.</exception>
    public string? Text(string name) =>
        !_members.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw SubscriptionError.Invalid($"Invalid value specified for property '{name}' of a subscription.");

    public string Required(string name) => Text(name) is { Length: > 0 } text ? text : throw SubscriptionError.Missing(name);

    public bool Has(string name) => _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public ChangeTypes ChangeTypes()
    {
        var text = Required("changeType");
        string[] types = [.. text.Split(',').Select(type => type.Trim().ToLowerInvariant())];
        if (!types.All(type => type is "created" or "updated" or "deleted"))
            throw SubscriptionError.Invalid($"'changeType' must be a list of 'created', 'updated' and 'deleted', but was '{text}'.");
        return new(text, types.Contains("updated"), types.Contains("deleted"));
    }

    public string? ClientState() =>
        Text("clientState") is var state && state is null or { Length: <= LongestClientState }
            ? state
            : throw SubscriptionError.Invalid($"'clientState' must not be longer than {LongestClientState} characters.");

    public string TlsVersion() =>
        Text("latestSupportedTlsVersion") is not { } version ? "v1_2"
        : TlsVersions.Contains(version, StringComparer.OrdinalIgnoreCase) ? version
        : throw SubscriptionError.Invalid("'latestSupportedTlsVersion' must be one of v1_0, v1_1, v1_2 and v1_3.");

    /// <summary>Rich notifications exist for other resources alone.</summary>
    public bool? IncludeResourceData()
    {
        if (!Has("includeResourceData"))
            return null;
        return _members["includeResourceData"].ValueKind switch
        {
            JsonValueKind.False => false,
            JsonValueKind.True => throw SubscriptionError.Invalid("'includeResourceData' is not supported for this resource."),
            _ => throw SubscriptionError.Invalid("Invalid value specified for property 'includeResourceData' of a subscription."),
        };
    }

    /// <summary>Whole seconds, as Graph was seen to answer.</summary>
    public DateTimeOffset Expires(DateTimeOffset now)
    {
        var text = Required("expirationDateTime");
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var expires))
            throw SubscriptionError.Invalid("'expirationDateTime' must be a date and time in UTC, such as 2026-11-20T18:23:45Z.");
        expires = expires.AddTicks(-(expires.Ticks % TimeSpan.TicksPerSecond));
        if (expires <= now)
            throw SubscriptionError.Invalid("Subscription expiration must be in the future.");
        if (expires > now + LongestLife)
            throw SubscriptionError.Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Subscription expiration can only be {LongestLife.TotalMinutes} minutes in the future."
                )
            );
        return expires;
    }

    /// <summary>An address that notifications can go to; null when there is none.</summary>
    public Uri? Address(string name, bool allowPlainHttpOnLoopback)
    {
        if (Text(name) is not { } text)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            throw SubscriptionError.Invalid($"'{name}' must be an absolute https address.");
        var isPlain = url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && allowPlainHttpOnLoopback;
        return url.Scheme == Uri.UriSchemeHttps || isPlain ? url : throw SubscriptionError.Invalid($"'{name}' must use the https scheme.");
    }
}

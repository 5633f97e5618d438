using System.Text.Json.Nodes;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Subscriptions;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Subscriptions;

/// <summary>Short ways to subscribe.</summary>
internal static class Subscriber
{
    public const string Secret = "shared secret";

    public static TestHistory Company() =>
        new TestHistory().User(1, "Ada").User(2, "Grace").Group(100, "Crew").Group(101, "Club").Member(100, 1).Owner(100, 1);

    public static Task<TestEmulator> StartAsync(
        TestHistory? history = null,
        NotificationOptions? options = null,
        NotificationQuirks? quirks = null,
        params string[] permissions
    ) =>
        TestEmulator.StartAsync(
            history ?? Company(),
            new()
            {
                Permissions = permissions.Length > 0 ? permissions : Writer.All,
                AccessTokenLife = TimeSpan.FromDays(365),
                Notifications = options ?? new(),
                Quirks = new() { Notifications = quirks ?? new() },
            }
        );

    public static JsonObject Body(this TestEmulator emulator, string url, string resource = "/groups") =>
        new()
        {
            ["changeType"] = "updated,deleted",
            ["notificationUrl"] = url,
            ["resource"] = resource,
            ["expirationDateTime"] = emulator.In(TimeSpan.FromDays(2)),
            ["clientState"] = Secret,
        };

    /// <summary>A time as requests write it.</summary>
    public static string In(this TestEmulator emulator, TimeSpan time) =>
        (emulator.Clock.GetUtcNow() + time).UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'",
            System.Globalization.CultureInfo.InvariantCulture
        );

    public static Task<JsonObject> SubscribeAsync(this TestEmulator emulator, TestReceiver receiver, string resource = "/groups") =>
        emulator.SubscribeAsync(emulator.Body(receiver.Url, resource));

    public static async Task<JsonObject> SubscribeAsync(this TestEmulator emulator, JsonObject body)
    {
        var (status, answer) = await emulator.DoAsync("POST", "/subscriptions", body);
        Assert.True(status == 201, $"The subscription was answered with {status}: {answer.ToJsonString()}");
        return answer;
    }

    public static async Task<JsonObject> NotificationsAsync(this TestEmulator emulator) =>
        (await emulator.ControlAsync(HttpMethod.Get, "notifications")).Body;

    /// <summary>Looks until the control endpoint counts so many.</summary>
    public static async Task CountedAsync(this TestEmulator emulator, string name, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await emulator.NotificationsAsync())["counts"]![name]!.GetValue<int>() < count)
            patience.Token.ThrowIfCancellationRequested();
    }
}

using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Subscriptions;

public sealed class SubscriptionTests
{
    [Fact]
    public async Task A_subscription_is_answered_in_full_and_read_without_its_secret()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();

        var made = await emulator.SubscribeAsync(receiver, "groups");
        var read = await emulator.GetAsync($"/subscriptions/{made.Text("id")}");
        var listed = Assert.Single((await emulator.AllAsync("/subscriptions")).Rows);

        Assert.Equal("groups", made.Text("resource"));
        Assert.Equal(emulator.Host.ClientId, made.Text("applicationId"));
        Assert.Equal("v1_2", made.Text("latestSupportedTlsVersion"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", made.Text("expirationDateTime"));
        Assert.Equal(Subscriber.Secret, made.Text("clientState"));
        Assert.Null(read["clientState"]);
        Assert.Null(listed["clientState"]);
        Assert.Equal(made.Text("id"), listed.Text("id"));
        Assert.Contains(
            made.Text("creatorId"),
            (await emulator.AllAsync("/servicePrincipals")).Rows.Select(row => row.Text("id")),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task A_deleted_subscription_is_gone_and_hears_nothing()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var made = await emulator.SubscribeAsync(receiver);

        await emulator.DoneAsync("DELETE", $"/subscriptions/{made.Text("id")}");
        await emulator.DoneAsync("POST", $"/groups/{TestHistory.Id(100)}/members/$ref", Writer.Reference(2));

        Assert.Equal(404, (await emulator.FailAsync($"/subscriptions/{made.Text("id")}")).Status);
        Assert.Equal(0, (await emulator.NotificationsAsync())["counts"]!["due"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("resource", null, "'resource' is a required property")]
    [InlineData("resource", "/me/messages", "is not supported")]
    [InlineData("resource", "https://graph.microsoft.com/v1.0/groups", "is not supported")]
    [InlineData("resource", "groups/delta/members/1", "is not supported")]
    [InlineData("changeType", null, "'changeType' is a required property")]
    [InlineData("changeType", "updated,renamed", "must be a list of")]
    [InlineData("notificationUrl", null, "'notificationUrl' is a required property")]
    [InlineData("notificationUrl", "http://127.0.0.1:1/", "must use the https scheme")]
    [InlineData("notificationUrl", "/notifications", "must")]
    [InlineData("lifecycleNotificationUrl", "http://127.0.0.1:1/", "must use the https scheme")]
    [InlineData("expirationDateTime", null, "'expirationDateTime' is a required property")]
    [InlineData("expirationDateTime", "tomorrow", "must be a date and time")]
    [InlineData("expirationDateTime", "2016-03-20T11:00:00.0000000Z", "must be in the future")]
    [InlineData("expirationDateTime", "9999-03-20T11:00:00.0000000Z", "can only be 41760 minutes in the future")]
    [InlineData("latestSupportedTlsVersion", "v9", "must be one of")]
    [InlineData("encryptionCertificate", "MII", "does not offer")]
    [InlineData("colour", "red", "does not exist on type 'microsoft.graph.subscription'")]
    public async Task A_subscription_with_a_wrong_property_is_refused_by_name(string name, string? value, string message)
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var body = emulator.Body(receiver.Url);
        body[name] = value;

        var refusal = await emulator.RefusedAsync("POST", "/subscriptions", body);

        Assert.Equal(400, refusal.Status);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(receiver.Validations);
    }

    [Fact]
    public async Task A_client_state_has_128_characters_at_most_and_rich_notifications_are_refused()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var fits = emulator.Body(receiver.Url);
        fits["clientState"] = new string('x', 128);
        var tooLong = emulator.Body(receiver.Url);
        tooLong["clientState"] = new string('x', 129);
        var rich = emulator.Body(receiver.Url);
        rich["includeResourceData"] = true;

        await emulator.SubscribeAsync(fits);
        Assert.Contains("128", (await emulator.RefusedAsync("POST", "/subscriptions", tooLong)).Message, StringComparison.Ordinal);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", "/subscriptions", rich)).Status);
    }

    [Fact]
    public async Task A_life_of_41760_minutes_is_the_longest()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var longest = emulator.Body(receiver.Url);
        longest["expirationDateTime"] = emulator.In(TimeSpan.FromMinutes(41_760));
        var longer = emulator.Body(receiver.Url);
        longer["expirationDateTime"] = emulator.In(TimeSpan.FromMinutes(41_761));

        await emulator.SubscribeAsync(longest);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", "/subscriptions", longer)).Status);
    }

    [Theory]
    [InlineData("users", "users")]
    [InlineData("/users", "/users")]
    [InlineData("/users/00000000-0000-4000-8000-000000000001", "/users/00000000-0000-4000-8000-000000000001")]
    [InlineData("Groups", "Groups")]
    [InlineData("groups/00000000-0000-4000-8000-000000000100/members", "groups/00000000-0000-4000-8000-000000000100/members")]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100/owners", "/groups/00000000-0000-4000-8000-000000000100/owners")]
    public async Task Every_form_of_a_resource_is_taken_and_repeated_as_it_was_written(string resource, string answered)
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();

        Assert.Equal(answered, (await emulator.SubscribeAsync(receiver, resource)).Text("resource"));
    }

    [Fact]
    public async Task An_object_that_is_not_there_cannot_be_subscribed_to()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();

        var refusal = await emulator.RefusedAsync(
            "POST",
            "/subscriptions",
            emulator.Body(receiver.Url, $"/groups/{TestHistory.Id(999)}/members")
        );

        Assert.Equal((404, "Request_ResourceNotFound"), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task The_quota_of_an_application_is_a_403_that_names_it()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        for (var number = 0; number < 100; number++)
            await emulator.SubscribeAsync(receiver);

        var refusal = await emulator.RefusedAsync("POST", "/subscriptions", emulator.Body(receiver.Url));

        Assert.Equal(403, refusal.Status);
        Assert.Contains("limit of 100 per application and tenant", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(100, (await emulator.AllAsync("/subscriptions")).Rows.Count);
    }

    [Theory]
    [InlineData("/users", true, 201)]
    [InlineData("/groups", true, 403)]
    [InlineData("/groups", false, 201)]
    public async Task A_subscription_needs_the_permission_to_read_all_it_tells(string resource, bool needsGroupReadAll, int status)
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(
            options: new() { GroupsNeedGroupReadAll = needsGroupReadAll },
            permissions: ["User.Read.All", "GroupMember.Read.All"]
        );

        Assert.Equal(status, (await emulator.DoAsync("POST", "/subscriptions", emulator.Body(receiver.Url, resource))).Status);
    }

    [Fact]
    public async Task A_renewal_moves_the_end_and_repeats_the_secret()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var made = await emulator.SubscribeAsync(receiver);
        var later = new JsonObject { ["expirationDateTime"] = emulator.In(TimeSpan.FromDays(20)) };

        var (status, renewed) = await emulator.DoAsync("PATCH", $"/subscriptions/{made.Text("id")}", later);
        emulator.Clock.Advance(TimeSpan.FromDays(19));

        Assert.Equal(200, status);
        Assert.Equal(later.Text("expirationDateTime")[..19] + "Z", renewed.Text("expirationDateTime"));
        Assert.Equal(made.Text("id"), (await emulator.GetAsync($"/subscriptions/{made.Text("id")}")).Text("id"));
    }

    [Theory]
    [InlineData("""{"lifecycleNotificationUrl":"https://127.0.0.1:1/"}""", "'lifecycleNotificationUrl' cannot be changed")]
    [InlineData("""{"resource":"/users"}""", "'resource' cannot be changed")]
    [InlineData("""{"expirationDateTime":"2016-03-20T11:00:00Z"}""", "must be in the future")]
    [InlineData("""{"expirationDateTime":"9999-03-20T11:00:00Z"}""", "41760")]
    [InlineData("{}", "'expirationDateTime' is a required property")]
    public async Task A_change_that_subscriptions_do_not_have_is_refused(string body, string message)
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var made = await emulator.SubscribeAsync(receiver);

        var refusal = await emulator.RefusedAsync("PATCH", $"/subscriptions/{made.Text("id")}", JsonNode.Parse(body));

        Assert.Equal(400, refusal.Status);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_that_has_ended_is_gone_and_makes_room()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(options: new() { MostPerApplication = 1 });
        var made = await emulator.SubscribeAsync(receiver);

        emulator.Clock.Advance(TimeSpan.FromDays(3));

        Assert.Empty((await emulator.AllAsync("/subscriptions")).Rows);
        Assert.Equal(404, (await emulator.RefusedAsync("PATCH", $"/subscriptions/{made.Text("id")}", emulator.Body(receiver.Url))).Status);
        Assert.Equal(404, (await emulator.RefusedAsync("POST", $"/subscriptions/{made.Text("id")}/reauthorize")).Status);
        await emulator.SubscribeAsync(receiver);
    }

    [Theory]
    [InlineData("PUT", "/subscriptions", 405)]
    [InlineData("DELETE", "/subscriptions", 405)]
    [InlineData("POST", "/subscriptions/1", 405)]
    [InlineData("GET", "/subscriptions/1", 404)]
    [InlineData("DELETE", "/subscriptions/00000000-0000-4000-8000-000000000001", 404)]
    [InlineData("POST", "/subscriptions/1/nonsense", 400)]
    public async Task What_subscriptions_do_not_know_is_graphs_error(string method, string path, int status)
    {
        await using var emulator = await Subscriber.StartAsync();

        Assert.Equal(status, (await emulator.RefusedAsync(method, path, new JsonObject())).Status);
    }
}

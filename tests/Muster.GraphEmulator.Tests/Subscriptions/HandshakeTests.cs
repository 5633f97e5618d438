using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Subscriptions;

public sealed class HandshakeTests
{
    [Fact]
    public async Task Both_addresses_are_asked_and_keep_their_query()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var body = emulator.Body($"{receiver.Url}/changes?key=1");
        body["lifecycleNotificationUrl"] = $"{receiver.Url}/lifecycle";

        await emulator.SubscribeAsync(body);
        await emulator.DoneAsync("POST", $"/groups/{TestHistory.Id(100)}/members/$ref", Writer.Reference(2));

        Assert.Equal(2, receiver.Validations.Count);
        Assert.StartsWith("/changes?key=1&validationToken=Validation%3A%20", receiver.Validations[0].Target, StringComparison.Ordinal);
        Assert.StartsWith("/lifecycle?validationToken=", receiver.Validations[1].Target, StringComparison.Ordinal);
        Assert.All(receiver.Validations, one => Assert.Equal("text/plain; charset=utf-8", one.ContentType));
        Assert.Equal("/changes?key=1", (await receiver.NextAsync()).Text("path"));
    }

    public static TheoryData<string, Func<HttpContext, string, Task>> WrongAnswers =>
        new()
        {
            { "200 OK", (context, token) => TestReceiver.TextAsync(context, token, status: 202) },
            { "200 OK", (context, _) => Task.Run(() => context.Response.Redirect("/elsewhere")) },
            { "text/plain", (context, token) => TestReceiver.TextAsync(context, token, "text/html") },
            { "nothing else", (context, token) => TestReceiver.TextAsync(context, Uri.EscapeDataString(token)) },
            { "nothing else", (context, token) => TestReceiver.TextAsync(context, $"\"{token}\"") },
            { "nothing else", (context, token) => TestReceiver.TextAsync(context, $"{token}\n") },
            { "nothing else", (context, _) => TestReceiver.TextAsync(context, "") },
            { "timed out", (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted) },
        };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(WrongAnswers))]
    public async Task An_address_that_does_not_repeat_the_token_makes_no_subscription(string why, Func<HttpContext, string, Task> answer)
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(options: new() { ValidationTime = TimeSpan.FromSeconds(1) });
        receiver.Validate = answer;

        var refusal = await emulator.RefusedAsync("POST", "/subscriptions", emulator.Body(receiver.Url));

        Assert.Equal(400, refusal.Status);
        Assert.StartsWith("Subscription validation request failed", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await emulator.AllAsync("/subscriptions")).Rows);
    }

    [Fact]
    public async Task An_address_nobody_listens_at_makes_no_subscription()
    {
        await using var emulator = await Subscriber.StartAsync();

        var refusal = await emulator.RefusedAsync("POST", "/subscriptions", emulator.Body("https://127.0.0.1:1/"));

        Assert.Equal(400, refusal.Status);
    }

    [Fact]
    public async Task A_lifecycle_address_that_does_not_answer_makes_no_subscription_either()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var body = emulator.Body(receiver.Url);
        body["lifecycleNotificationUrl"] = "https://127.0.0.1:1/";

        Assert.Equal(400, (await emulator.RefusedAsync("POST", "/subscriptions", body)).Status);
    }

    [Fact]
    public async Task Plain_http_on_this_machine_is_taken_when_an_option_says_so()
    {
        await using var receiver = await TestReceiver.StartAsync(isPlain: true);
        await using var emulator = await Subscriber.StartAsync(options: new() { AllowPlainHttpOnLoopback = true });

        await emulator.SubscribeAsync(receiver);
        var elsewhere = await emulator.RefusedAsync("POST", "/subscriptions", emulator.Body("http://contoso.com/"));

        Assert.Contains("https", elsewhere.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_are_checked_when_an_option_says_so()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync(options: new() { CheckCertificates = true });

        Assert.Equal(400, (await emulator.RefusedAsync("POST", "/subscriptions", emulator.Body(receiver.Url))).Status);
    }

    [Fact]
    public async Task A_new_address_has_to_prove_itself_too()
    {
        await using var receiver = await TestReceiver.StartAsync();
        await using var emulator = await Subscriber.StartAsync();
        var made = await emulator.SubscribeAsync(receiver);
        var moved = new JsonObject { ["notificationUrl"] = $"{receiver.Url}/moved" };

        var (status, answer) = await emulator.DoAsync("PATCH", $"/subscriptions/{made.Text("id")}", moved);

        Assert.Equal(HttpStatusCode.OK, (HttpStatusCode)status);
        Assert.Equal($"{receiver.Url}/moved", answer.Text("notificationUrl"));
        Assert.StartsWith("/moved?validationToken=", receiver.Validations[1].Target, StringComparison.Ordinal);
    }
}

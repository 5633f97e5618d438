using System.Text.Json;
using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.Subscriptions;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class SubscriptionTests
{
    private static readonly Guid Id = Guid.Parse("7f105c7d-2dc5-4530-97cd-4e7ae6534c07");
    private static readonly DateTimeOffset End = new(2026, 3, 22, 11, 0, 0, TimeSpan.Zero);
    private static readonly SubscriptionOrder Order = new(
        DirectoryStream.Groups,
        new Uri("https://muster.example/notifications/0"),
        "secret",
        End
    );

    private static string Row(Guid? id = null) =>
        $$"""{"id":"{{id ?? Id}}","resource":"groups","notificationUrl":"https://muster.example/x","clientState":null,"expirationDateTime":"2026-03-22T11:00:00Z"}""";

    [Fact]
    public async Task A_creation_says_what_graph_asks_for()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var subscriptions = Open(reading);
        reading.Graph.Say(ScriptedAnswer.Json(Row(), 201));

        var answer = Assert.IsType<SubscriptionAnswer.Accepted>(await subscriptions.CreateAsync(Order, default));

        Assert.Equal(new DirectorySubscription(Id, "https://muster.example/x", End), answer.Subscription);
        var request = Assert.Single(reading.Graph.Requests);
        Assert.Equal(("POST", "/v1.0/subscriptions"), (request.Method, request.Target));
        var body = JsonDocument.Parse(request.Body).RootElement;
        Assert.Equal(
            ["updated,deleted", "https://muster.example/notifications/0", "https://muster.example/notifications/0", "/groups", "secret"],
            new[] { "changeType", "notificationUrl", "lifecycleNotificationUrl", "resource", "clientState" }.Select(name =>
                body.GetProperty(name).GetString()
            )
        );
        Assert.Equal(End, body.GetProperty("expirationDateTime").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_creation_that_may_have_been_carried_out_is_not_sent_again()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var subscriptions = Open(reading);
        foreach (var answer in new[] { ScriptedAnswer.Error(503, "x"), ScriptedAnswer.Json(Row(), 201) with { CutAfter = 10 } })
        {
            reading.Graph.Requests.Clear();
            reading.Graph.Say(answer);
            var failure = await Assert.ThrowsAsync<DirectoryReadException>(() => subscriptions.CreateAsync(Order, default));
            Assert.Contains("not known", failure.Message, StringComparison.Ordinal);
            Assert.Single(reading.Graph.Requests);
        }
    }

    [Fact]
    public async Task A_creation_that_is_not_answered_in_time_is_not_sent_again()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var subscriptions = Open(reading);
        reading.Graph.Say(ScriptedAnswer.Json(Row(), 201));
        await subscriptions.CreateAsync(Order, default);
        reading.Graph.Requests.Clear();
        reading.Clock.AttemptsTimeOut = true;
        var holding = new TaskCompletionSource();
        reading.Graph.Say(ScriptedAnswer.Json(Row(), 201) with { Before = _ => holding.Task }, ScriptedAnswer.Json(Row(), 201));

        var failure = await Assert.ThrowsAsync<DirectoryReadException>(() => subscriptions.CreateAsync(Order, default));

        holding.SetResult();
        Assert.Contains("not known", failure.Message, StringComparison.Ordinal);
        Assert.Single(reading.Graph.Answers);
    }

    [Fact]
    public async Task A_creation_that_was_throttled_or_had_an_old_token_is_sent_again()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var subscriptions = Open(reading);
        reading.Graph.Say(
            ScriptedAnswer.Error(429, "TooManyRequests").With("Retry-After", "3"),
            ScriptedAnswer.Error(401, "InvalidAuthenticationToken"),
            ScriptedAnswer.Json(Row(), 201)
        );
        Assert.IsType<SubscriptionAnswer.Accepted>(await subscriptions.CreateAsync(Order, default));
        Assert.Equal(2, reading.Graph.TokenRequests.Count);
    }

    [Fact]
    public async Task A_renewal_is_repeated_and_one_of_nothing_says_gone()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var subscriptions = Open(reading);
        reading.Graph.Say(
            ScriptedAnswer.Error(503, "x"),
            ScriptedAnswer.Json(Row()) with
            {
                CutAfter = 10,
            },
            ScriptedAnswer.Json(Row()),
            ScriptedAnswer.Error(404, "ResourceNotFound")
        );
        Assert.IsType<SubscriptionAnswer.Accepted>(await subscriptions.RenewAsync(Id, End, default));
        Assert.IsType<SubscriptionAnswer.Gone>(await subscriptions.RenewAsync(Id, End, default));
        Assert.All(reading.Graph.Requests, request => Assert.Equal("PATCH", request.Method));
    }

    [Fact]
    public async Task Ending_what_is_gone_is_as_good_and_a_refusal_is_told()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var subscriptions = Open(reading);
        reading.Graph.Say(new ScriptedAnswer(200, []), ScriptedAnswer.Error(404, "x"), ScriptedAnswer.Error(403, "Denied", "Not you."));
        Assert.Null(await subscriptions.DeleteAsync(Id, default));
        Assert.Null(await subscriptions.DeleteAsync(Id, default));
        Assert.Contains("Not you.", await subscriptions.DeleteAsync(Id, default), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "Authorization_RequestDenied", "Insufficient privileges", DirectoryFault.PermissionMissing, "Group.Read.All")]
    [InlineData(403, "ExtensionError", "has reached its limit of 100", DirectoryFault.Unavailable, "no room")]
    [InlineData(400, "ValidationError", "The server committed a protocol violation", DirectoryFault.Unreachable, "from outside")]
    [InlineData(400, "InvalidRequest", "Subscription validation request failed.", DirectoryFault.Unreachable, "from outside")]
    [InlineData(409, "Conflict", "Something", DirectoryFault.UnexpectedAnswer, "Something")]
    public async Task A_refusal_says_what_is_missing(int status, string code, string message, DirectoryFault fault, string words)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var subscriptions = Open(reading);
        reading.Graph.Say(ScriptedAnswer.Error(status, code, message));
        var refused = Assert.IsType<SubscriptionAnswer.Refused>(await subscriptions.CreateAsync(Order, default));
        Assert.Equal(fault, refused.Fault);
        Assert.Contains(words, refused.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_read_to_its_last_page_and_its_links_lead_nowhere_else()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var subscriptions = Open(reading);
        var other = Guid.NewGuid();
        reading.Graph.Say(
            reading.Graph.Page($"{Row()},{{\"id\":7}},null", next: "subscriptions?$skiptoken=a"),
            reading.Graph.Page(Row(other))
        );
        Assert.Equal([Id, other], (await subscriptions.ListAsync(default)).Select(one => one.Id));

        foreach (var link in new[] { "https://evil.example/v1.0/subscriptions", reading.Graph.Link("subscriptions?again") })
        {
            reading.Graph.Otherwise = _ => ScriptedAnswer.Json($$"""{"value":[],"@odata.nextLink":"{{link}}"}""");
            var failure = await Assert.ThrowsAsync<DirectoryReadException>(() => subscriptions.ListAsync(default));
            Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("""{"id":"x","expirationDateTime":"2026-03-22T11:00:00Z"}""")]
    [InlineData("""{"id":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","expirationDateTime":"soon"}""")]
    [InlineData("""{"id":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","expirationDateTime":["2026-03-22T11:00:00Z"]}""")]
    public async Task An_answer_that_is_no_subscription_is_not_taken_for_one(string body)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var subscriptions = Open(reading);
        reading.Graph.Say(ScriptedAnswer.Json(body, 201));
        var failure = await Assert.ThrowsAsync<DirectoryReadException>(() => subscriptions.CreateAsync(Order, default));
        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
    }

    private static EntraSubscriptions Open(Scripted.Reading reading) =>
        new(reading.Connection, new Credential(CredentialKind.Secret, "s3cret-value"), new RetryRules(() => 0.5), reading.Clock);
}

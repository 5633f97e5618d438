using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Engine.Notifications;
using Muster.Engine.Runs;
using Muster.Server.Notifications;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Testing;
using Muster.Testing.Notified;

namespace Muster.Server.Tests;

/// <summary>Change notifications of a server that is no demo: a person switches them on and off.</summary>
public sealed class NotificationSwitchTests
{
    [Fact]
    public async Task What_changes_is_seen_within_seconds_once_they_are_on_and_nothing_comes_once_they_are_off()
    {
        await using var front = await TlsFront.StartAsync(Tests.Token);
        await using var rig = await ServerRig.FilledAsync(Tests.Token, publicUrl: front.Address);
        front.Behind = rig.Address;
        var muster = rig.Server.Muster;
        var connection = (await muster.Connections.ListAsync(Tests.Token))[0];
        var notifications = rig.Server.Services.GetRequiredService<NotificationSwitch>();
        Assert.False((await StandingAsync()).Report.Enabled);

        DeedOrigin.Current = new("app", "192.0.2.9");
        await notifications.OnAsync(connection, "Ada", Texts.English, Tests.Token);
        DeedOrigin.Current = null;
        // A first read follows the subscriptions, since something may have changed before they stood.
        await UntilAsync(async () => (await StandingAsync()).LastWoken is { Outcome: RunOutcome.NoChanges });
        Assert.Equal(SubscriptionState.Live, (await StandingAsync()).Report.Streams[0].State);
        var people = await PeopleAsync();
        await rig.HireAsync(Tests.Token);
        await UntilAsync(async () => (await StandingAsync()).LastWoken is { Outcome: RunOutcome.Applied });
        Assert.Equal(people + 1, await PeopleAsync());
        await rig.WhenIdleAsync(Tests.Token);

        var left = await notifications.OffAsync(connection, "Ada", Tests.Token);
        Assert.Empty(left);
        Assert.Empty(await muster.Database.Subscriptions.ListAsync(null, Tests.Token));
        var (calls, runs) = (front.Calls, await RunsAsync());
        await rig.HireAsync(Tests.Token);
        await rig.Tenant.MustAsync(0, Tests.Token, "connection", "show", TestTenant.Connection);
        Assert.Equal((calls, runs), (front.Calls, await RunsAsync()));
        // What is read later finds the person all the same.
        await rig.Tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal(people + 2, await PeopleAsync());
        var entries = (await rig.EntriesAsync())
            .Where(entry => entry.Action.StartsWith("notifications.", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(["notifications.enabled", "notifications.disabled"], entries.Select(entry => entry.Action));
        Assert.Equal(("Ada", "192.0.2.9"), (entries[0].Actor, DeedOrigin.In(entries[0])?.Address));

        Task<NotificationStanding> StandingAsync() => notifications.StandingAsync(connection, Texts.English, Tests.Token);
        Task<long> RunsAsync() => muster.Database.Runs.CountAsync(new RunFilter(), Tests.Token);
        async Task<long> PeopleAsync() =>
            await muster.Database.Platform.CountUsersAsync(
                await muster.Database.Platform.RevisionAsync(Tests.Token),
                new() { Active = true },
                Tests.Token
            );
    }

    [Fact]
    public async Task The_command_line_switches_them_for_the_server_that_runs_and_ends_them_at_the_directory()
    {
        await using var front = await TlsFront.StartAsync(Tests.Token);
        await using var rig = await ServerRig.FilledAsync(Tests.Token, publicUrl: front.Address);
        front.Behind = rig.Address;
        var muster = rig.Server.Muster;
        await rig.Tenant.MustAsync(0, Tests.Token, "notifications", "on");
        // The server looks once a minute; a switch of another connection, or this one again, makes it look now.
        var connection = (await muster.Connections.ListAsync(Tests.Token))[0];
        await rig.Server.Services.GetRequiredService<NotificationDesk>().SwitchOnAsync(connection, "test", Tests.Token);
        await UntilAsync(async () => (await muster.NotificationsAsync(connection, Tests.Token)).Streams[0].State == SubscriptionState.Live);
        await rig.WhenIdleAsync(Tests.Token);
        var words = (await rig.Tenant.MustAsync(0, Tests.Token, "schedule", "show")).Output;
        Assert.Contains("when the directory tells of a change", words, StringComparison.Ordinal);

        var off = await rig.Tenant.MustAsync(0, Tests.Token, "notifications", "off", "--json");
        Assert.Contains("\"notEnded\":[]", off.Output, StringComparison.Ordinal);
        await using var remote = new Muster.Entra.EntraSubscriptionsFactory(TimeProvider.System).Create(
            connection,
            await muster.Connections.CredentialAsync(connection.Key, Tests.Token)
        );
        Assert.Empty(await remote.ListAsync(Tests.Token));
        Assert.Contains(
            "never by itself",
            (await rig.Tenant.MustAsync(0, Tests.Token, "schedule", "show")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task They_are_off_also_where_the_directory_does_not_answer_and_that_is_said()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var muster = rig.Server.Muster;
        var connection = (await muster.Connections.ListAsync(Tests.Token))[0];
        await muster.Database.Subscriptions.EnableAsync(connection.Key, "test", Tests.Token);
        await rig.Tenant.Host.DisposeAsync();
        var left = await rig.Server.Services.GetRequiredService<NotificationSwitch>().OffAsync(connection, "Ada", Tests.Token);
        Assert.NotEmpty(left);
        Assert.False((await muster.NotificationsAsync(connection, Tests.Token)).Enabled);
    }

    [Theory]
    [InlineData(null, null, "https://graph.microsoft.com/v1.0", "has no public address")]
    [InlineData(
        null,
        "http://muster.example.com/",
        "https://graph.microsoft.com/v1.0",
        "http://muster.example.com/, and Microsoft Graph calls https"
    )]
    [InlineData(
        "https://10.0.0.5/",
        "https://10.0.0.5/",
        "https://graph.microsoft.com/v1.0",
        "https://10.0.0.5/, which exists on its own network"
    )]
    [InlineData("https://muster.lan/", "https://muster.lan/", "https://graph.microsoft.com/v1.0", "own network")]
    [InlineData("https://muster.example.com/", "https://muster.example.com/", "https://graph.microsoft.com/v1.0", null)]
    [InlineData("https://127.0.0.1/", "https://127.0.0.1/", "https://127.0.0.1:8443/v1.0", null)]
    public void An_address_that_the_directory_cannot_call_is_refused_with_what_to_do(
        string? notified,
        string? stated,
        string graph,
        string? words
    )
    {
        var fault = NotificationSwitch.Fault(Address(notified), Address(stated), new Uri(graph), Texts.English);
        if (words is null)
            Assert.Null(fault);
        else
        {
            Assert.Contains(words, fault, StringComparison.Ordinal);
            Assert.Contains("--public-url https://…", fault, StringComparison.Ordinal);
        }
        static Uri? Address(string? text) => text is null ? null : new Uri(text);
    }

    [Fact]
    public async Task A_server_without_an_address_switches_nothing_on()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var connection = (await rig.Server.Muster.Connections.ListAsync(Tests.Token))[0];
        var notifications = rig.Server.Services.GetRequiredService<NotificationSwitch>();
        await Assert.ThrowsAsync<WorkFailedException>(() => notifications.OnAsync(connection, "Ada", Texts.English, Tests.Token));
        Assert.False((await rig.Server.Muster.NotificationsAsync(connection, Tests.Token)).Enabled);
    }

    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        while (!await happened())
            await Task.Delay(TimeSpan.FromMilliseconds(50), Tests.Token);
    }
}

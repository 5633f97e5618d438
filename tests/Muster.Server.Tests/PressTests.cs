using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Platform;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Emergency;
using Muster.Server.Connections;
using Muster.Server.Groups;
using Muster.Server.Guards;
using Muster.Server.Plans;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Whoever presses twice has done it once, and is not told that it failed; what voids something at once is asked about first.</summary>
public sealed class PressTests(PressTests.Shared shared) : IClassFixture<PressTests.Shared>
{
    private const string Owner = "owner@example.com";

    private MusterInstance Muster => shared.Server.Server.Muster;

    [Fact]
    public async Task A_group_that_is_resumed_by_two_presses_follows_the_directory_again_and_nothing_is_said_to_have_failed()
    {
        var paused = await GroupAsync("crew");
        Assert.Equal(LinkState.Paused, paused.Link);
        await using var page = await OpenAsync<LinkTab>($"/groups/{paused.Key}?tab=link", ("Group", paused));

        await page.PressAsync("Resume", times: 2);

        Assert.DoesNotContain("Nothing was changed", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("It follows the directory again from the next sync on.", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(LinkState.Linked, (await GroupAsync("crew")).Link);
    }

    [Fact]
    public async Task An_exception_that_is_added_by_two_presses_is_one_run()
    {
        var desk = await GroupAsync("desk");
        await using var page = await OpenAsync<ExceptionsTab>($"/groups/{desk.Key}?tab=exceptions", ("Group", desk));
        await page.TypeAsync("exception-person", TenantStory.Upn("cy"));
        await page.TypeAsync("exception-reason", "Helps out");
        var before = await RunsAsync();

        await page.PressAsync("Add exception", times: 2);
        await page.UntilAsync("Done with run");

        Assert.Equal(before + 1, await RunsAsync());
        Assert.DoesNotContain("Nothing was changed", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_that_was_said_is_not_missed_by_a_press_that_comes_after_it()
    {
        var said = new List<string>();
        Task<bool> SendAsync(string text)
        {
            said.Add(text);
            return Task.FromResult(true);
        }
        await using var page = await OpenAsync<PlanComments>("/plans/1", ("Send", (Func<string, Task<bool>>)SendAsync));
        await page.TypeAsync("plan-comment", "Fine with me");

        await page.PressAsync("Comment");
        await page.PressAsync("Comment");

        Assert.Equal(["Fine with me"], said);
        Assert.DoesNotContain("this has 0", await page.TextAsync(), StringComparison.Ordinal);

        // Whoever takes back what they typed and sends it is told all the same.
        await page.TypeAsync("plan-comment", "x");
        await page.TypeAsync("plan-comment", "");
        await page.PressAsync("Comment");
        Assert.Contains("this has 0", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_a_group_that_are_saved_by_two_presses_are_not_overtaken_by_themselves()
    {
        var desk = await GroupAsync("desk");
        await using var page = await OpenAsync<SettingsTab>($"/groups/{desk.Key}?tab=settings", ("Group", desk));
        await page.TypeAsync("set-purpose", "Answers the phone");
        await page.PressAsync("Look what it changes");

        await page.PressAsync("Save 1 change", times: 2);

        Assert.Contains("Saved.", await page.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("changed this group", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_a_connection_that_are_saved_by_two_presses_are_one_version()
    {
        var connection = (await Muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!;
        await using var page = await OpenAsync<PolicyForm>(
            $"/connections/{connection.Name}?tab=rules",
            ("Connection", connection),
            ("Title", "Rules"),
            ("Paths", PolicyLists.Rules)
        );
        await page.TypeAsync("policy-onRename", "keep");
        await page.PressAsync("See what this would do");
        var before = await VersionAsync(connection.Key);

        await page.PressAsync("Save settings", times: 2);

        Assert.Contains($"Saved as version {before + 1}", await page.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing of yours was saved", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(before + 1, await VersionAsync(connection.Key));
    }

    [Fact]
    public async Task Guard_rails_that_are_saved_by_two_presses_are_one_version()
    {
        var connection = (await Muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!;
        await using var page = await OpenAsync<GuardLimits>($"/guard-rails?connection={connection.Name}", ("Connection", connection));
        await page.TypeAsync("groups", "desk");
        await page.PressAsync("See what this would do");
        await page.TypeAsync("reason", "Nobody else answers");
        var before = await VersionAsync(connection.Key);

        await page.PressAsync("Save guard rails", times: 2);

        Assert.Contains($"Saved as version {before + 1}", await page.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing of yours was saved", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(before + 1, await VersionAsync(connection.Key));
    }

    [Fact]
    public async Task A_token_that_is_made_by_two_presses_is_one_and_its_secret_is_the_one_that_is_shown()
    {
        await using var page = await OpenAsync<TokenPanel>("/profile");
        await page.PressAsync("Make a token");
        await page.TypeAsync("token-name", "pressed twice");

        await page.PressAsync("Make the token", times: 2);

        Assert.Equal(2, (await page.TextAsync()).Split("pressed twice").Length);
    }

    [Fact]
    public async Task Emergency_codes_that_are_locked_away_end_only_after_a_question()
    {
        await using var page = await OpenAsync<EmergencyAccountPanel>("/accounts");
        await page.PressAsync("Make emergency codes");
        var printed = await CodesAsync(page);
        Assert.Equal(EmergencyDoor.Codes, printed.Count);
        var door = shared.Get<EmergencyDoor>();

        await page.PressAsync("Make new codes");
        Assert.True(await door.KnowsAsync(printed[0], Tests.Token));
        Assert.Contains("end at once", await page.TextAsync(), StringComparison.Ordinal);
        await page.PressAsync("Keep the old codes");
        Assert.True(await door.KnowsAsync(printed[0], Tests.Token));

        await page.PressAsync("Remove the emergency account");
        Assert.NotNull((await door.StateAsync(Tests.Token)).MadeAt);
        await page.PressAsync("Keep it");

        await page.PressAsync("Make new codes");
        await page.PressAsync("Make new codes");
        Assert.False(await door.KnowsAsync(printed[0], Tests.Token));
        Assert.True(await door.KnowsAsync((await CodesAsync(page))[0], Tests.Token));

        await page.PressAsync("Remove the emergency account");
        await page.PressAsync("Remove the emergency account");
        Assert.Null((await door.StateAsync(Tests.Token)).MadeAt);
    }

    private static async Task<IReadOnlyList<string>> CodesAsync(OpenPage page) =>
        [.. (await page.TextAsync()).Split(' ').Where(word => word.StartsWith(EmergencyDoor.Prefix, StringComparison.Ordinal))];

    private Task<OpenPage> OpenAsync<T>(string address, params (string, object?)[] parameters)
        where T : Microsoft.AspNetCore.Components.IComponent => OpenPage.OfAsync<T>(shared.Server, Owner, address, parameters);

    private async Task<GroupRow> GroupAsync(string name) =>
        (await Muster.GroupNamedAsync(name, await Muster.Database.Platform.RevisionAsync(Tests.Token), Tests.Token))!;

    private async Task<long> VersionAsync(int connection) =>
        (await Muster.Database.Settings.CurrentAsync(SettingScope.Of(connection), Tests.Token)).Version;

    private async Task<int> RunsAsync() => (await Muster.Database.Runs.ListAsync(new() { Limit = 500 }, Tests.Token)).Count;

    /// <summary>A server with two groups that follow the directory, of which one is paused by an undo.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        /// <summary>The server.</summary>
        public ServerRig Server { get; private set; } = null!;

        internal T Get<T>()
            where T : notnull => (T)Server.Server.Services.GetService(typeof(T))!;

        public async ValueTask InitializeAsync()
        {
            var story = new TenantStory()
                .Users("ada", "bob", "cy")
                .Group("crew", "crew")
                .Member("crew", "ada")
                .Group("desk", "desk")
                .Member("desk", "bob")
                .Then()
                .Member("crew", "cy");
            Server = await ServerRig.FilledAsync(Tests.Token, story);
            var tenant = Server.Tenant;
            await tenant.NextAsync(Tests.Token);
            var synced = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
            await tenant.MustAsync(0, Tests.Token, "runs", "undo", synced.Json.GetProperty("run").GetRawText(), "--yes");
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}

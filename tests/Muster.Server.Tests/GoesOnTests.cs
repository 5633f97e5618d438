using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Muster.Core.Guarding;
using Muster.Server.Access;
using Muster.Server.Groups;
using Muster.Server.Guards;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Lists of parts of a page go on to their end, and leave as files.</summary>
public sealed partial class GoesOnTests(GoesOnTests.Shared shared) : IClassFixture<GoesOnTests.Shared>
{
    private const int Nested = 320;
    private const int Parents = 60;
    private const int Later = 120;

    [Fact]
    public async Task Nested_groups_are_drawn_as_far_as_anybody_reads_and_the_table_goes_on()
    {
        using var browser = await SignedInAsync();
        var crew = await KeyAsync("crew");
        var text = await PageAsync(browser, $"/groups/{crew}?tab=nested");
        Assert.Contains("Only the first 300 are drawn; the table below has all.", text, StringComparison.Ordinal);
        Assert.Equal(300, text.Split("<circle class=\"node").Length - 1);
        Assert.Contains($">50 of {Nested + 1}<", text, StringComparison.Ordinal);
        Assert.Contains($">50 of {Parents}<", text, StringComparison.Ordinal);
        Assert.Contains(
            $">{Nested + 1} of {Nested + 1}<",
            await PageAsync(browser, $"/groups/{crew}?tab=nested&rows=1000"),
            StringComparison.Ordinal
        );
        Assert.Equal(Parents, Outer().Count(await PageAsync(browser, $"/groups/{crew}?tab=nested&parents=100")));
        using var file = await browser.GetAsync($"/groups/{crew}/nested.csv");
        var rows = CsvReading.Rows(await file.Content.ReadAsStringAsync(Tests.Token), ',');
        Assert.Equal(Nested + 2, rows.Count);
        Assert.All(rows.Skip(2), row => Assert.Equal(("1", "crew"), (row[0], row[2])));
        using var above = await browser.GetAsync($"/groups/{crew}/nested-in.csv");
        var holders = CsvReading.Rows(await above.Content.ReadAsStringAsync(Tests.Token), ',');
        Assert.Equal(["group", "id", "directMembers", "groupKey", "groupHere"], holders[0]);
        Assert.Equal(Parents, holders.Skip(1).Count(row => row[0].StartsWith('o')));
    }

    [Fact]
    public async Task The_history_of_an_account_has_a_total_a_way_on_and_a_file()
    {
        for (var change = 1; change <= 55; change++)
        {
            var platform = shared.Rig.Server.Muster.Database.Platform;
            var ada = (await platform.FindUsersAsync("ada@lovelace.example", await platform.RevisionAsync(Tests.Token), Tests.Token))[0];
            await shared.Rig.Server.Muster.LocalUsers.SetAsync(
                ada,
                now => Core.Attributes.UserAttributeNames.With(now, "jobTitle", $"Analyst {change}"),
                "Test Owner",
                Tests.Token
            );
        }
        using var browser = await SignedInAsync();
        var store = shared.Rig.Server.Muster.Database.Platform;
        var key = (await store.FindUsersAsync("ada@lovelace.example", await store.RevisionAsync(Tests.Token), Tests.Token))[0].Key;
        Assert.Contains(">50 of 56<", await PageAsync(browser, $"/people/{key}"), StringComparison.Ordinal);
        Assert.Contains(">56 of 56<", await PageAsync(browser, $"/people/{key}?history=100"), StringComparison.Ordinal);
        using var file = await browser.GetAsync($"/people/{key}/history.csv");
        Assert.Equal(57, CsvReading.Rows(await file.Content.ReadAsStringAsync(Tests.Token), ',').Count);
    }

    [Theory]
    [InlineData(0, "50 of 70")]
    [InlineData(100, "70 of 70")]
    public async Task What_limits_would_have_held_goes_on(int rows, string place)
    {
        var past = new PastRun
        {
            Id = 7,
            At = TimeProvider.System.GetUtcNow(),
            Verb = "sync",
            Measures = null!,
        };
        var finding = new GuardFinding("removals", null, "Removals", "12 of 100", "at most 10", true);
        var replay = new GuardReplay(70, 70, [.. Enumerable.Repeat(new ReplayedTrip(past, finding), 70)]);
        await using var view = await OpenPage.OfAsync<GuardReplayView>(
            shared.Rig,
            "owner@example.com",
            "/guard-rails",
            ("Replay", replay),
            ("Rows", rows)
        );
        Assert.Contains(place, await view.TextAsync(), StringComparison.Ordinal);
    }

    /// <summary>Not for a mouse alone: beside the button, in the text of the page.</summary>
    [Theory]
    [InlineData("/people", "Adding people needs the role Operator")]
    [InlineData("/", "Needs the role Administrator")]
    [InlineData("/runs/3/undo", "Undoing needs the role Operator")]
    public async Task Why_a_button_cannot_be_pressed_stands_beside_it(string address, string reason)
    {
        var mail = $"{Guid.NewGuid():N}@example.com";
        await shared.Rig.AccountAsync(nameof(Role.Auditor), Tests.Token, mail: mail);
        using var browser = new PlainBrowser(shared.Rig.Address, Tests.Token);
        await browser.SignInAsync(mail, ServerRig.Password);
        var text = await PageAsync(browser, address);
        Assert.Contains($"class=\"quiet\">{reason}", text, StringComparison.Ordinal);
        Assert.DoesNotMatch($"title=\"[^\"]*{reason}", text);
    }

    [Fact]
    public async Task All_that_are_missing_are_those_that_fit_the_filter_and_many_are_asked_about_first()
    {
        var connection = (await shared.Rig.Server.Muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!;
        var directories = (KnownDirectories)shared.Rig.Server.Services.GetService(typeof(KnownDirectories))!;
        var known = await directories.OfAsync(connection, Tests.Token);
        var created = new List<string>();
        async Task<OpenPage> OpenAsync(string? search) =>
            await OpenPage.OfAsync<DiscoverList>(
                shared.Rig,
                "owner@example.com",
                "/groups/discover",
                ("Known", known),
                ("Connection", connection.Name),
                ("Unfiltered", "/groups/discover"),
                ("Search", search),
                ("OnCreate", EventCallback.Factory.Create<IReadOnlyCollection<string>>(this, created.AddRange))
            );
        await using (var all = await OpenAsync(null))
        {
            await all.PressAsync("Create all that are missing");
            Assert.Empty(created);
            Assert.Contains("groups would be created at once.", await all.TextAsync(), StringComparison.Ordinal);
            await all.PressAsync("Create none of them");
            Assert.True(await all.CanPressAsync("Create all that are missing"));
        }
        await using var some = await OpenAsync("later12");
        await some.PressAsync("Create those missing that fit");
        Assert.Equal(["later12", "later120"], created.Order(StringComparer.Ordinal));
    }

    private async Task<PlainBrowser> SignedInAsync()
    {
        var browser = new PlainBrowser(shared.Rig.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        return browser;
    }

    private static async Task<string> PageAsync(PlainBrowser browser, string address)
    {
        using var answer = await browser.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Tests.Token));
    }

    private async Task<int> KeyAsync(string name)
    {
        var platform = shared.Rig.Server.Muster.Database.Platform;
        return (await platform.FindGroupsAsync(name, await platform.RevisionAsync(Tests.Token), Tests.Token))[0].Key;
    }

    [GeneratedRegex(@">o\d+<")]
    private static partial Regex Outer();

    /// <summary>A server whose directory has a group with many others in it, which is in many itself, and many that came later.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        public ServerRig Rig { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            string[] inner = [.. Enumerable.Range(1, Nested).Select(number => $"n{number}")];
            var story = new TenantStory().Users("p1").Group("crew").Member("crew", "p1");
            foreach (var group in inner)
                story.Group(group);
            story.Nested("crew", inner);
            for (var parent = 1; parent <= Parents; parent++)
                story.Group($"o{parent}").Nested($"o{parent}", "crew");
            story.Then();
            for (var later = 1; later <= Later; later++)
                story.Group($"later{later}");
            Rig = await ServerRig.FilledAsync(Tests.Token, story);
            await Rig.Tenant.NextAsync(Tests.Token);
            await Rig.Tenant.MustAsync(0, Tests.Token, "groups", "discover");
            await Rig.Tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "ada@lovelace.example", "--name", "Ada Lovelace");
        }

        public ValueTask DisposeAsync() => Rig.DisposeAsync();
    }
}

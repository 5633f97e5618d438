using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Attributes;
using Muster.Server.Accounts;
using Muster.Server.FirstRun;
using Muster.Server.Groups;
using Muster.Server.People;

namespace Muster.Server.Tests;

/// <summary>Whoever is overtaken while they type reads who it was and when, and chooses between theirs and their own.</summary>
public sealed class OvertakenPageTests(PressTests.Shared shared) : IClassFixture<PressTests.Shared>
{
    private const string Owner = "owner@example.com";

    private MusterInstance Muster => shared.Server.Server.Muster;

    [Fact]
    public async Task Settings_of_a_group_say_when_somebody_else_changed_them()
    {
        var desk = (await Muster.GroupNamedAsync("desk", await Muster.Database.Platform.RevisionAsync(Tests.Token), Tests.Token))!;
        await using var page = await OpenPage.OfAsync<SettingsTab>(shared.Server, Owner, "/groups/2?tab=settings", ("Group", desk));
        await page.TypeAsync("set-accountable", "Ada");
        await shared.Server.Tenant.MustAsync(0, Tests.Token, "groups", "set", "desk", "--purpose", "Answers letters", "--yes");
        await page.PressAsync("Look what it changes");
        Assert.Matches(@"\S+ changed this group a moment ago", Plain(await page.TextAsync()));
    }

    [Fact]
    public async Task A_local_person_says_when_somebody_else_changed_them()
    {
        await shared.Server.Tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "grace@hopper.example", "--name", "Grace");
        var platform = Muster.Database.Platform;
        var grace = (await platform.FindUsersAsync("grace@hopper.example", await platform.RevisionAsync(Tests.Token), Tests.Token))[0];
        await using var page = await OpenPage.OfAsync<LocalPersonForm>(shared.Server, Owner, "/people", ("User", grace));
        await page.TypeAsync("person-department", "Navy");
        await Muster.LocalUsers.SetAsync(grace, now => now.With("jobTitle", "Admiral"), "Somebody else", Tests.Token);
        await page.PressAsync("Save changes");
        Assert.Matches(@"\S+ changed this person a moment ago", Plain(await page.TextAsync()));
    }

    [Fact]
    public async Task What_another_server_of_the_database_saved_about_this_one_is_not_overwritten_unseen()
    {
        await using var page = await OpenPage.OfAsync<WelcomePage>(shared.Server, Owner, "/welcome");
        await page.TypeAsync("zone", "Europe/Vienna");
        await OtherAsync("Asia/Kathmandu");

        await page.PressAsync("Save address and time zone");

        var text = Plain(await page.TextAsync());
        Assert.Matches("Test Owner changed this server a moment ago", text);
        Assert.Matches("they saved Asia/Kathmandu, you typed Europe/Vienna", text);
        Assert.Equal("Europe/Vienna", await page.ValueAsync("zone"));
        await page.PressAsync("Go on with mine");
        await page.PressAsync("Save address and time zone");
        Assert.Contains("Saved.", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Equal("Europe/Vienna", Facts.TimeZone);

        await OtherAsync("Asia/Tokyo");
        await page.TypeAsync("address", "https://muster.example.com");
        await page.PressAsync("Save address and time zone");
        Assert.Matches("they saved Asia/Tokyo, you left it as it was", Plain(await page.TextAsync()));
        await page.PressAsync("Go on with mine");
        await page.PressAsync("Save address and time zone");
        Assert.Equal(("https://muster.example.com/", "Asia/Tokyo"), (Facts.Address?.ToString(), Facts.TimeZone));
    }

    [Fact]
    public async Task Of_two_processes_that_save_at_once_the_later_is_told_and_changes_nothing()
    {
        var services = shared.Server.Server.Services;
        var owner = await SignInDesk.OwnerAsync(shared.Server);
        await Facts.LoadAsync(Tests.Token);
        var seen = Facts.Stated;
        async Task<(bool IsSaved, StatedFacts Mine, StatedFacts Known)> SaveAsync(string zone)
        {
            var process = ActivatorUtilities.CreateInstance<ServerFacts>(services);
            await process.LoadAsync(Tests.Token);
            var mine = seen with { TimeZone = zone };
            return (await process.SaveAsync(owner.Id, owner.DisplayName, seen, mine, Tests.Token), mine, process.Stated);
        }
        var each = await Task.WhenAll(SaveAsync("Europe/Lisbon"), SaveAsync("Asia/Seoul"));

        var saved = Assert.Single(each, one => one.IsSaved);
        Assert.All(each, one => Assert.Equal(saved.Mine, one.Known));
        var after = ActivatorUtilities.CreateInstance<ServerFacts>(services);
        await after.LoadAsync(Tests.Token);
        Assert.Equal(saved.Mine, after.Stated);
        Assert.True(await after.SaveAsync(owner.Id, owner.DisplayName, after.Stated, seen, Tests.Token));
        await Facts.LoadAsync(Tests.Token);
    }

    private ServerFacts Facts => shared.Server.Server.Services.GetRequiredService<ServerFacts>();

    /// <summary>What another process does, whose own memory this one does not see.</summary>
    private async Task OtherAsync(string zone)
    {
        var services = shared.Server.Server.Services;
        await using var accounts = await services
            .GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(Tests.Token);
        var owner = await accounts.Users.SingleAsync(row => row.Email == Owner, Tests.Token);
        var other = ActivatorUtilities.CreateInstance<ServerFacts>(services);
        await other.LoadAsync(Tests.Token);
        await other.SaveAsync(owner.Id, owner.DisplayName, other.Stated, other.Stated with { TimeZone = zone }, Tests.Token);
    }

    private static string Plain(string text) =>
        text.Replace("\u2068", "", StringComparison.Ordinal).Replace("\u2069", "", StringComparison.Ordinal);
}

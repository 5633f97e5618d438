using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Connections;
using Muster.Server.Groups;
using Muster.Server.Home;
using Muster.Server.People;
using Muster.Server.Problems;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A page that cannot be read again when something changed stays, with what is typed on it, and says that it is older.</summary>
public sealed class MissedTests(MissedTests.Filled filled) : IClassFixture<MissedTests.Filled>
{
    private const string Said = "Something changed since, and it could not be read.";
    private const string Owner = "owner@example.com";

    /// <summary>What tells that something changed.</summary>
    private const string Told = "SELECT revision FROM workspace";

    [Fact]
    public Task Home_stays() => StaysAsync<HomePage>("/", "Memberships");

    [Fact]
    public Task The_problems_stay() => StaysAsync<ProblemsPage>("/problems", "Nothing waits for you");

    [Fact]
    public Task A_connection_stays() =>
        StaysAsync<ConnectionPage>($"/connections/{TestTenant.Connection}", "Change who is imported", ("Name", TestTenant.Connection));

    [Fact]
    public async Task A_group_stays()
    {
        var database = filled.Rig.Server.Muster.Database.Platform;
        var group = await database.GroupRowsAsync(await database.RevisionAsync(Tests.Token), null, Tests.Token).FirstAsync(Tests.Token);
        await using var page = await OpenPage.OfAsync<GroupPage>(filled.Rig, Owner, $"/groups/{group.Key}", ("Key", group.Key));
        await page.UntilAsync(group.Name);
        // Whoever follows is told that there is something new, and what it is cannot be read.
        await MissAsync(page, Said, answers: 1);
        Assert.Contains(group.Name, await page.TextAsync(), StringComparison.Ordinal);
        await ReadAgainAsync(page);
    }

    [Fact]
    public async Task A_person_stays_with_the_reason_that_is_typed()
    {
        await filled.Rig.Tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "typed@here.example", "--name", "Typed About");
        var database = filled.Rig.Server.Muster.Database.Platform;
        var person = (await database.FindUsersAsync("typed@here.example", await database.RevisionAsync(Tests.Token), Tests.Token))[0];
        await using var page = await OpenPage.OfAsync<PersonPage>(filled.Rig, Owner, $"/people/{person.Key}", ("Key", person.Key));
        await page.PressAsync("Suspend");
        await page.TypeAsync("suspend-reason", "Leaves on Friday");
        await MissAsync(page);
        Assert.Equal("Leaves on Friday", await page.ValueAsync("suspend-reason"));
        await ReadAgainAsync(page);
    }

    [Fact]
    public async Task Whoever_adds_a_member_keeps_what_they_typed()
    {
        await filled.Rig.Tenant.MustAsync(0, Tests.Token, "groups", "create", "Book club");
        var database = filled.Rig.Server.Muster.Database.Platform;
        var group = (await database.FindGroupsAsync("Book club", await database.RevisionAsync(Tests.Token), Tests.Token))[0];
        await using var page = await OpenPage.OfAsync<GroupPage>(filled.Rig, Owner, $"/groups/{group.Key}", ("Key", group.Key));
        await page.PressAsync("Add somebody");
        await page.TypeAsync("member-reason", "Asked on the phone");
        await MissAsync(page, "The members could not be loaded");
        Assert.Equal("Asked on the phone", await page.ValueAsync("member-reason"));
    }

    private async Task StaysAsync<T>(string address, string shown, params (string, object?)[] parameters)
        where T : IComponent
    {
        await using var page = await OpenPage.OfAsync<T>(filled.Rig, Owner, address, parameters);
        await page.UntilAsync(shown);
        await MissAsync(page);
        Assert.Contains(shown, await page.TextAsync(), StringComparison.Ordinal);
        await ReadAgainAsync(page);
    }

    /// <summary>Something changes while the database answers only that it did.</summary>
    private async Task MissAsync(OpenPage page, string says = Said, int answers = int.MaxValue)
    {
        var asked = 0;
        using var failing = new FailingStore(
            filled.Rig,
            sql => !sql.StartsWith(Told, StringComparison.Ordinal) || Interlocked.Increment(ref asked) > answers
        );
        await filled.Rig.Tenant.MustAsync(0, Tests.Token, "groups", "create", $"Made meanwhile {Guid.NewGuid():N}");
        filled.Rig.Server.Services.GetRequiredService<LiveRuns>().Tell();
        await page.UntilAsync(says);
    }

    private static async Task ReadAgainAsync(OpenPage page)
    {
        // Parts of the page may have buttons of their own, further down.
        for (var tries = 0; tries < 4 && (await page.TextAsync()).Contains(Said, StringComparison.Ordinal); tries++)
            await page.PressAsync("Try again");
        await page.UntilGoneAsync(Said);
    }

    /// <summary>A server whose database fails now and then.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        internal ServerRig Rig { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Rig = await ServerRig.FilledAsync(Tests.Token);

        public ValueTask DisposeAsync() => Rig.DisposeAsync();
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Muster.Server.Accounts;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>A server with two connections for all tests of a class.</summary>
public sealed class RoleRig(Chromium browser) : IAsyncLifetime
{
    public TwoDirectories Two { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Two = await TwoDirectories.StartAsync(CancellationToken.None);
        await Two.Rig.AccountAsync("None", CancellationToken.None, mail: "worker@example.com");
        await Two.Rig.AccountAsync("None", CancellationToken.None, mail: "olga@example.com");
        await Two.Rig.AccountAsync("None", CancellationToken.None, mail: "both@example.com");
        await Two.GrantAsync("both@example.com", "corp", "Operator", CancellationToken.None);
        await Two.GrantAsync("both@example.com", "lab", "Operator", CancellationToken.None);
        await Two.TieAsync("olga@example.com", Two.Of["corp"].Owner, CancellationToken.None);
    }

    public Task<AppPage> OpenAsync(string path, string mail = "owner@example.com") => AppPage.SignedInAsync(browser, Two.Rig, path, mail);

    public async ValueTask DisposeAsync() => await Two.DisposeAsync();
}

/// <summary>Roles for single connections, and owners of groups.</summary>
[Trait("length", "long")]
public sealed class RoleTests(RoleRig rig) : IClassFixture<RoleRig>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_for_one_connection_is_given_shows_that_connection_alone_and_is_gone_from_open_pages_within_seconds()
    {
        await using var owner = await rig.OpenAsync("/accounts");
        await owner.Page.GetByRole(AriaRole.Row, new() { Name = "worker@example.com" }).GetByRole(AriaRole.Button).ClickAsync();
        var dialog = owner.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Role for corp").SelectOptionAsync("Operator");
        await dialog.GetByLabel("May approve plans of corp").CheckAsync();
        Assert.Empty(await owner.AxeAsync());
        await PeopleRig.ShootAsync(owner, "accounts-roles");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save roles" }).ClickAsync();
        var row = owner.Page.GetByRole(AriaRole.Row, new() { Name = "worker@example.com" });
        await Assertions.Expect(row).ToContainTextAsync("corp: Operator");
        await Assertions.Expect(row).ToContainTextAsync("approver");
        Assert.Empty(await owner.AxeAsync());
        await PeopleRig.ShootAsync(owner, "accounts");

        await using var worker = await rig.OpenAsync("/", "worker@example.com");
        await Assertions.Expect(worker.Link("corp").First).ToBeVisibleAsync();
        await Assertions.Expect(worker.Page.GetByRole(AriaRole.Link, new() { Name = "lab", Exact = true })).ToHaveCountAsync(0);
        await worker.Menu("Groups").ClickAsync();
        await Assertions.Expect(worker.Page.GetByText("2 groups.")).ToBeVisibleAsync();
        await worker.Menu("Problems").ClickAsync();
        await Assertions.Expect(worker.Heading("Requests of group owners")).ToBeVisibleAsync();
        // Inside an open page too, not only when a page is loaded.
        await worker.Page.EvaluateAsync($"Blazor.navigateTo('/groups/{rig.Two.Of["lab"].Crew}')");
        await Assertions.Expect(worker.Heading("There is nothing at this address")).ToBeVisibleAsync();
        foreach (var page in new[] { "Audit", "Accounts" })
        {
            await worker.Menu(page).ClickAsync();
            await Assertions.Expect(worker.Heading("You may not see this page")).ToBeVisibleAsync();
            await worker.Menu("Groups").ClickAsync();
            await Assertions.Expect(worker.Page.GetByText("2 groups.")).ToBeVisibleAsync();
        }

        var end = new TaskCompletionSource<string?>();
        var live = rig.Two.Rig.Server.Services.GetRequiredService<LiveRuns>();
        var work = live.Start("Work of corp", "test", rig.Two.Of["corp"].Connection, (_, stop) => end.Task.WaitAsync(stop));
        await worker.GoAsync($"/live/{work.Number}");
        await Assertions.Expect(worker.Heading("Work of corp")).ToBeVisibleAsync();
        await using (
            var accounts = await rig
                .Two.Rig.Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>()
                .CreateDbContextAsync(Token)
        )
            await accounts
                .ConnectionRoles.Where(role => accounts.Users.Any(it => it.Id == role.Account && it.Email == "worker@example.com"))
                .ExecuteDeleteAsync(Token);
        await Assertions.Expect(worker.Heading("Work of corp")).ToHaveCountAsync(0, new() { Timeout = 7000 });
        end.SetResult(null);
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task Of_two_connections_the_one_that_is_taken_away_is_gone_from_an_open_list_within_seconds()
    {
        await using var both = await rig.OpenAsync("/groups", "both@example.com");
        await Assertions.Expect(both.Page.GetByText("4 groups.")).ToBeVisibleAsync();
        await Assertions.Expect(both.Link("lab crew")).ToBeVisibleAsync();
        await using (
            var accounts = await rig
                .Two.Rig.Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>()
                .CreateDbContextAsync(Token)
        )
            await accounts
                .ConnectionRoles.Where(role =>
                    role.Connection == rig.Two.Of["lab"].Connection
                    && accounts.Users.Any(it => it.Id == role.Account && it.Email == "both@example.com")
                )
                .ExecuteDeleteAsync(Token);
        await Assertions.Expect(both.Link("lab crew")).ToHaveCountAsync(0, new() { Timeout = 7000 });
        await Assertions.Expect(both.Link("corp crew")).ToBeVisibleAsync();
        await Assertions.Expect(both.Page.GetByText("2 groups.")).ToBeVisibleAsync();
        Assert.Empty(both.Complaints);
    }

    [Fact]
    public async Task An_owner_of_a_group_begins_with_it_asks_and_hears_what_became_of_it()
    {
        await using var olga = await rig.OpenAsync("/", "olga@example.com");
        await Assertions.Expect(olga.Heading("My groups")).ToBeVisibleAsync();
        await Assertions.Expect(olga.Page.GetByText("changes only groups that you own")).ToBeVisibleAsync();
        await Assertions.Expect(olga.Menu("Connections")).ToHaveCountAsync(0);
        Assert.Empty(await olga.AxeAsync());
        await PeopleRig.ShootAsync(olga, "my-groups");
        await olga.Link("Ask for an exception").ClickAsync();
        await olga.Page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Assertions.Expect(olga.FieldError("Nobody whom Muster synchronises")).ToBeVisibleAsync();
        await olga.Page.GetByLabel("Person", new() { Exact = true }).FillAsync(TenantStory.Upn("corp-ada"));
        await olga.Page.GetByLabel("Reason", new() { Exact = true }).FillAsync("Covers for somebody");
        await olga
            .Page.GetByLabel("Ends on")
            .FillAsync(
                TimeProvider.System.GetUtcNow().AddDays(20).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            );
        Assert.Empty(await olga.AxeAsync());
        await PeopleRig.ShootAsync(olga, "ask");
        await olga.Page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Assertions.Expect(olga.Page.GetByText("It waits for a decision.")).ToBeVisibleAsync();

        await using var owner = await rig.OpenAsync("/");
        await owner.Link("An owner of a group asks for 1 exception.").ClickAsync();
        await Assertions.Expect(owner.Page.GetByText("Covers for somebody")).ToBeVisibleAsync();
        Assert.Empty(await owner.AxeAsync());
        await PeopleRig.ShootAsync(owner, "requests");
        await owner.Button("Take request").ClickAsync();
        await Assertions.Expect(owner.Page.GetByText("Taken with run")).ToBeVisibleAsync();

        await olga.GoAsync("/my-groups");
        await Assertions.Expect(olga.Page.GetByText("by Test Owner")).ToBeVisibleAsync();
        await olga.Link("changes only groups that you own").ClickAsync();
        await Assertions.Expect(olga.Heading("A guard rail holds this plan")).ToBeVisibleAsync();
        await Assertions.Expect(olga.Button("Release:")).ToBeEnabledAsync();
        await PeopleRig.ShootAsync(olga, "own-plan");
        await olga.Page.GotoAsync(new Uri(olga.Address, "/people").ToString());
        await Assertions.Expect(olga.Heading("There is nothing at this address")).ToBeVisibleAsync();
        Assert.Empty(owner.Complaints);
    }
}

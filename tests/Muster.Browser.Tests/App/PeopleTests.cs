using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>Looking people up, and looking after those who follow no directory.</summary>
[Trait("length", "long")]
public sealed class PeopleTests(PeopleRig rigs) : IClassFixture<PeopleRig>
{
    [Fact]
    public async Task The_list_searches_filters_counts_and_goes_on()
    {
        await using var app = await rigs.OpenAsync("/people");
        var rows = app.Page.Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(50);
        await PeopleRig.ShootAsync(app, "people");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Show more").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(100);
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("rows=100"));
        var name = (await rows.Nth(60).Locator("td").Nth(1).InnerTextAsync()).Trim();
        await app.Page.GetByLabel("Search people").FillAsync(name);
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("q="));
        await app.Page.GetByLabel("Search people").FillAsync("nobody is called this");
        await Assertions.Expect(app.Heading("Nobody fits")).ToBeVisibleAsync();
        await app.Link("Clear filters").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(50);
        await app.Page.GetByLabel("Show", new() { Exact = true }).SelectOptionAsync("suspended");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("state=suspended"));
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Cell, new() { Name = "active", Exact = true })).ToHaveCountAsync(0);
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_person_shows_groups_since_when_history_and_a_way_to_the_explanation()
    {
        await using var app = await rigs.OpenAsync("/people/20");
        await Assertions.Expect(app.Heading("Groups")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Imported from the directory")).ToBeVisibleAsync();
        await Assertions.Expect(app.Button("Edit")).ToBeDisabledAsync();
        await Assertions.Expect(app.Page.GetByText("The directory decides about this person").First).ToBeVisibleAsync();
        await Assertions.Expect(app.Link("Explain access")).ToHaveAttributeAsync("href", new Regex("^/explain\\?user="));
        await PeopleRig.ShootAsync(app, "person");
        Assert.Empty(await app.AxeAsync());
        await app.GoAsync("/people/999999");
        await Assertions.Expect(app.Heading("No such person")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_local_person_is_added_changed_and_suspended_with_a_reason()
    {
        await using var app = await rigs.OpenAsync("/people?state=local");
        var before = await app.Page.Locator("tbody tr").CountAsync();
        await app.GoAsync("/people");
        await app.Button("Add local person").ClickAsync();
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Ada Lovelace");
        await app.Page.GetByLabel("Mail address").FillAsync("no address");
        await app.Button("Add person").ClickAsync();
        await Assertions.Expect(app.Page.Locator("#person-userPrincipalName-error")).ToContainTextAsync("Every user needs one");
        await app.Page.GetByLabel("Sign-in name").FillAsync("ada@lovelace.example");
        await app.Button("Add person").ClickAsync();
        await Assertions.Expect(app.Page.Locator("#person-mail-error")).ToContainTextAsync("no address");
        await PeopleRig.ShootAsync(app, "person-add");
        Assert.Empty(await app.AxeAsync());
        await Assertions.Expect(app.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Ada Lovelace");
        await app.Page.GetByLabel("Mail address").FillAsync("ada@lovelace.example");
        await app.Button("Add person").ClickAsync();
        await Assertions.Expect(app.Heading("Ada Lovelace")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Added here")).ToBeVisibleAsync();

        await app.Button("Edit").ClickAsync();
        await app.Page.GetByLabel("Department").FillAsync("Engines");
        await app.Button("Save changes").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Department: nothing → Engines")).ToBeVisibleAsync();

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true }).ClickAsync();
        await app.Button("Suspend this person").ClickAsync();
        await Assertions.Expect(app.Page.Locator("#suspend-reason-error")).ToContainTextAsync("Say why");
        await app.Page.GetByLabel("Reason").FillAsync("Contract ended");
        await app.Button("Suspend this person").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Button, new() { Name = "Reactivate", Exact = true })).ToBeVisibleAsync();
        await app.GoAsync("/people?state=local");
        await Assertions.Expect(app.Page.Locator("tbody tr")).ToHaveCountAsync(before + 1);
        await Assertions.Expect(app.Link("Ada Lovelace")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_local_person_is_linked_to_an_account_after_both_sides_and_what_happens_were_shown()
    {
        var token = TestContext.Current.CancellationToken;
        var platform = rigs.Rig.Server.Muster.Database.Platform;
        var all = await platform.UserPageAsync(await platform.RevisionAsync(token), new() { Active = true }, token).ToListAsync(token);
        var twin = all.First(user => user.Attributes.Mail is not null && user.Id is not null);
        string[] add = ["--upn", "twin@here.example", "--name", "Twin Of Somebody", "--mail", twin.Attributes.Mail!];
        await rigs.Rig.Tenant.MustAsync(0, token, ["users", "add", .. add]);
        await using var app = await rigs.OpenAsync("/people?q=twin@here.example");
        await app.Link("Twin Of Somebody").ClickAsync();
        await app.Button("Link or keep apart").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByText("same mail")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "match");
        await dialog.GetByRole(AriaRole.Radio).First.CheckAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "In the directory" })).ToBeVisibleAsync();
        await dialog.GetByLabel("is the same person").CheckAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "What happens" })).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "match-sides");
        Assert.Empty(await app.AxeAsync());
        await dialog.GetByLabel("Reason").FillAsync("The same person");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Link", Exact = true }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("Done with run")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "match-done");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).Last.ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Follows the directory, in")).ToBeVisibleAsync();
        await app.Button("End the link").ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "What happens" })).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "match-end");
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Whoever_edits_an_old_version_is_shown_the_new_one_and_overwrites_nothing()
    {
        var token = TestContext.Current.CancellationToken;
        await rigs.Rig.Tenant.MustAsync(0, token, "users", "add", "--upn", "grace@hopper.example", "--name", "Grace Hopper");
        await using var app = await rigs.OpenAsync("/people?q=grace@hopper.example");
        await app.Link("Grace Hopper").ClickAsync();
        await app.Button("Edit").ClickAsync();
        await app.Page.GetByLabel("Department").FillAsync("Mine");
        await rigs.Rig.Tenant.MustAsync(
            0,
            token,
            "users",
            "set",
            "grace@hopper.example",
            "--department",
            "Theirs",
            "--job-title",
            "Admiral"
        );
        await app.Button("Save changes").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Department: they saved Theirs, you typed Mine")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Job title: they saved Admiral, you left it as it was")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByLabel("Department")).ToHaveValueAsync("Mine");
        await app.Button("Go on with mine").ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel("Job title")).ToHaveValueAsync("Admiral");
        await app.Button("Save changes").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Department: Theirs → Mine")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_auditor_may_look_and_is_told_why_not_to_add()
    {
        await using var app = await rigs.OpenAsync("/people", "Auditor");
        await Assertions.Expect(app.Button("Add local person")).ToBeDisabledAsync();
        await app.GoAsync("/people/import");
        await Assertions.Expect(app.Heading("You may not see this page")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task One_account_is_followed_from_the_directory_to_the_user_here()
    {
        await using var app = await rigs.OpenAsync("/people/20");
        await app.Link("Follow the account to here").ClickAsync();
        var steps = app.Page.Locator(".check-steps > li");
        await Assertions.Expect(steps).ToHaveCountAsync(7);
        await Assertions.Expect(steps.Last).ToContainTextAsync("What is here is what should be.");
        await PeopleRig.ShootAsync(app, "check");
        Assert.Empty(await app.AxeAsync());
        await app.Page.GetByLabel("Person").FillAsync("nobody@nowhere.example");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();
        await Assertions.Expect(app.Page.Locator("#check-user-error")).ToContainTextAsync("No directory account fits");
        Assert.Empty(app.Complaints);
    }
}

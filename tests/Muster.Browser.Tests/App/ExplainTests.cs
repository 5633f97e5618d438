using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>Why somebody is in a group, and why not.</summary>
[Trait("length", "long")]
public sealed class ExplainTests(Chromium browser, FilledRig filled) : IClassFixture<FilledRig>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_through_nested_groups_is_drawn_with_every_way_and_the_run_that_added_them()
    {
        var (group, user, via) = await ThroughAsync();
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, $"/explain?user={Uri.EscapeDataString(user)}&group={group}");
        await Assertions.Expect(app.Page.GetByText("is in", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Img, new() { Name = "reaches" })).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.Locator(".ways-list")).ToContainTextAsync($"→ {via} →");
        await Assertions.Expect(app.Page.GetByText("Last confirmed").First).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Somebody_who_is_not_in_sees_the_first_step_that_fails()
    {
        var muster = filled.Rig.Server.Muster;
        var revision = await muster.Database.Platform.RevisionAsync(Token);
        var members = new HashSet<(int, int)>();
        await foreach (var row in muster.Database.Platform.MembershipRowsAsync(revision, null, null, Token))
            members.Add((row.Group, row.User));
        var groups = await muster
            .Database.Platform.GroupRowsAsync(revision, null, Token)
            .Where(one => one.Id is not null)
            .ToListAsync(Token);
        var users = await muster.Database.Platform.UserRowsAsync(revision, null, Token).Where(one => one.Active).ToListAsync(Token);
        var (group, user) = groups
            .SelectMany(one => users.Select(person => (one, person)))
            .First(pair => !members.Contains((pair.one.Key, pair.person.Key)));
        await using var app = await AppPage.SignedInAsync(
            browser,
            filled.Rig,
            $"/explain?user={Uri.EscapeDataString(user.Handle)}&group={group.Key}"
        );
        await Assertions.Expect(app.Page.GetByText("is not in", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Fails here:" })).ToHaveCountAsync(1);
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Passed:" }).First).ToBeVisibleAsync();
        Assert.DoesNotContain("muster ", await app.Page.Locator(".answer").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Emptied_fields_take_their_part_of_the_question_away()
    {
        var (group, user, _) = await ThroughAsync();
        await using var app = await AppPage.SignedInAsync(
            browser,
            filled.Rig,
            $"/explain?user={Uri.EscapeDataString(user)}&group={group}&at=now"
        );
        foreach (var (label, part) in new[] { ("Group", "group="), ("At (empty for now)", "at="), ("Person", "user=") })
        {
            var field = app.Page.GetByLabel(label, new() { Exact = true });
            await Assertions.Expect(field).Not.ToHaveValueAsync("");
            await field.FillAsync("");
            await field.PressAsync("Enter");
            await Assertions.Expect(app.Page).Not.ToHaveURLAsync(new Regex(part));
            await Assertions.Expect(field).ToHaveValueAsync("");
            if (label == "Group")
                await Assertions.Expect(app.Page.Locator("table tbody tr").First).ToBeVisibleAsync();
        }
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_name_that_several_people_have_asks_which_one_by_id()
    {
        await filled.Rig.Tenant.MustAsync(0, Token, "users", "add", "--upn", "twin.one@local.example", "--name", "Twin Person");
        await filled.Rig.Tenant.MustAsync(0, Token, "users", "add", "--upn", "twin.two@local.example", "--name", "Twin Person");
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/explain");
        await app.Page.GetByLabel("Person", new() { Exact = true }).FillAsync("Twin Person");
        await app.Page.GetByLabel("Person", new() { Exact = true }).PressAsync("Enter");
        await Assertions.Expect(app.Page.GetByText("Several people are called so. Which one?")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Page.GetByRole(AriaRole.Radio, new() { Name = "twin.two@local.example" }).CheckAsync();
        await Assertions.Expect(app.Heading("In no group")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    private async Task<(int Group, string User, string Via)> ThroughAsync()
    {
        var muster = filled.Rig.Server.Muster;
        var revision = await muster.Database.Platform.RevisionAsync(Token);
        var row = await muster.Database.Platform.MembershipRowsAsync(revision, null, null, Token).FirstAsync(one => one.Via != 0, Token);
        var user = (await muster.Database.History.UsersByKeyAsync([row.User], revision, Token))[row.User];
        var connection = (await muster.Connections.ListAsync(Token))[0];
        var via = (await muster.Database.Mirror.GroupFactsAsync(connection.Key, Core.DirectoryObjects.KeySet.Of(row.Via), Token))[0];
        return (row.Group, user.Handle, via.Name);
    }
}

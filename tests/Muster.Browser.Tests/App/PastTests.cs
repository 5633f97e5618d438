using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>Who was in what at a moment, and what changed between two.</summary>
[Trait("length", "long")]
public sealed class PastTests(Chromium browser, FilledRig filled) : IClassFixture<FilledRig>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_moment_shows_who_was_in_a_group_and_how_exactly_that_is_known()
    {
        var group = await GroupAsync();
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, $"/at?group={group.Key}");
        await app.Page.GetByLabel("Date and time").FillAsync("now");
        await app.Button("Show").First.ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Known by the read of the directory")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText($"{Math.Min(50, group.Members)} of {group.Members}")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Moments_that_are_none_are_explained_beside_the_field_and_what_was_typed_stays()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/at");
        foreach (
            var (typed, told) in new[]
            {
                ("2001-01-01", "History begins at"),
                ("2999-01-01", "in the future"),
                ("gestern", "is not a time"),
                ("2026-03-29 02:30 Europe/Vienna", "never was"),
                ("run:99999", "no run 99999"),
            }
        )
        {
            await app.Page.GetByLabel("Date and time").FillAsync(typed);
            await app.Button("Show").First.ClickAsync();
            await Assertions.Expect(app.Page.Locator("#at-moment-error")).ToContainTextAsync(told);
            await Assertions.Expect(app.Page.GetByLabel("Date and time")).ToHaveValueAsync(typed);
        }
        Assert.DoesNotContain("muster ", await app.Page.GetByRole(AriaRole.Main).InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Two_moments_are_compared_with_who_came_by_which_run()
    {
        var group = await GroupAsync();
        var changes = await filled.Rig.Server.Muster.Database.History.GroupActivityAsync(group.Key, Token);
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, $"/at?group={group.Key}&at=revision:1&to=now");
        await Assertions
            .Expect(app.Heading($"{changes.Sum(change => change.MembersAdded + change.OwnersAdded)} added, 0 removed"))
            .ToBeVisibleAsync();
        await Assertions.Expect(app.Link($"run {changes[0].Made.Run}").First).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    private async Task<Engine.Platform.GroupRow> GroupAsync()
    {
        var platform = filled.Rig.Server.Muster.Database.Platform;
        return await platform
            .GroupRowsAsync(await platform.RevisionAsync(Token), null, Token)
            .FirstAsync(group => group.Members > 2, Token);
    }
}

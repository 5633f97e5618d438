using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>What a page shows while it waits for its data.</summary>
public sealed class LoadingTests(FilledRig shared) : IClassFixture<FilledRig>
{
    /// <summary>What is in sight in every frame that the browser draws.</summary>
    private const string Record = """
        window.seen = [];
        const look = () => {
          const main = [...document.querySelectorAll("main")].find((each) => each.checkVisibility());
          const now = !main ? "nothing" : main.querySelector(".loading") ? "loading" : main.querySelector("table") ? "whole" : "bare";
          if (window.seen.at(-1) !== now) window.seen.push(now);
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        """;

    private static ILocator Bones(AppPage app) => app.Page.Locator("main > .loading .bones");

    [Theory]
    [InlineData("/", "Home", "FROM run ")]
    [InlineData("/runs?tab=runs", "Plans & runs", "FROM run ")]
    [InlineData("/connections/corp", "corp", "FROM run ")]
    [InlineData("/audit", "Audit", "FROM audit_entry")]
    public async Task A_page_whose_data_is_slow_shows_its_frame_its_heading_and_a_skeleton(string address, string heading, string held)
    {
        await using var app = await shared.OpenAsync("/profile");
        using (new SlowStore(shared.Rig, held))
        {
            await app.Page.EvaluateAsync("to => Blazor.navigateTo(to)", address);
            await Assertions.Expect(Bones(app)).ToBeVisibleAsync();
            await Assertions.Expect(app.Page.GetByRole(AriaRole.Heading, new() { Name = heading, Level = 1 })).ToBeVisibleAsync();
            await Assertions.Expect(app.Menu("Groups")).ToBeVisibleAsync();
        }
        await app.ReadyAsync();
        await Assertions.Expect(app.Page.Locator("main > .loading")).ToHaveCountAsync(0);
        await Assertions.Expect(app.Page.Locator("main table, main article").First).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_slow_page_that_is_gone_to_shows_its_skeleton_says_so_after_three_seconds_and_can_be_left()
    {
        await using var app = await shared.OpenAsync("/profile");
        using (new SlowStore(shared.Rig, "FROM stored_plan"))
        {
            await app.Menu("Plans & runs").ClickAsync();
            await Assertions.Expect(Bones(app)).ToBeVisibleAsync();
            await Assertions.Expect(app.Page.GetByRole(AriaRole.Heading, new() { Name = "Plans & runs", Level = 1 })).ToBeFocusedAsync();
            await Assertions.Expect(app.Page.GetByText("Still loading")).ToBeVisibleAsync();
            await app.Menu("People").ClickAsync();
            await Assertions.Expect(app.Page.GetByRole(AriaRole.Heading, new() { Name = "People", Level = 1 })).ToBeFocusedAsync();
            await Assertions.Expect(app.Page.GetByRole(AriaRole.Table).First).ToBeVisibleAsync();
        }
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_list_that_is_not_there_yet_is_not_said_to_be_empty()
    {
        await using var app = await shared.OpenAsync("/runs");
        using (new SlowStore(shared.Rig, "FROM run "))
        {
            await app.Page.GetByRole(AriaRole.Link, new() { Name = "Runs", Exact = true }).ClickAsync();
            await Assertions.Expect(Bones(app)).ToBeVisibleAsync();
            await Assertions.Expect(app.Heading("No run yet")).ToHaveCountAsync(0);
        }
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Table, new() { Name = "Runs, newest first" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_that_came_whole_stays_whole_while_it_begins_to_react()
    {
        await using var app = await shared.OpenAsync("/profile");
        await app.Page.AddInitScriptAsync(Record);
        using (new SlowStore(shared.Rig, "FROM run ", TimeSpan.FromMilliseconds(150)))
            await app.GoAsync("/runs?tab=runs");
        await app.Page.EvaluateAsync("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
        var seen = await app.Page.EvaluateAsync<string[]>("window.seen");
        var whole = Array.IndexOf(seen, "whole");
        Assert.True(whole >= 0 && whole == seen.Length - 1, string.Join(", ", seen));
        await Assertions.Expect(app.Page.Locator(".shell")).ToHaveCountAsync(1);
        Assert.Empty(app.Complaints);
    }
}

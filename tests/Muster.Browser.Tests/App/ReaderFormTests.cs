using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>A browser says how its reader writes numbers and which clocks they have, and the open page has it so.</summary>
[Trait("length", "long")]
public sealed partial class ReaderFormTests(FilledRig shared) : IClassFixture<FilledRig>
{
    private static readonly string[] Screens =
    [
        "/",
        "/groups/1?tab=history",
        "/runs?tab=runs",
        "/runs/2",
        "/plans/1",
        "/audit",
        "/profile",
    ];

    [Fact]
    public async Task A_German_reader_in_Nepal_reads_numbers_and_times_as_they_write_them_on_wide_and_narrow_screens()
    {
        await using var app = await AppPage.SignedInAsync(shared.Browser, shared.Rig, "/", locale: "de-DE", zone: "Asia/Kathmandu");
        foreach (var address in Screens)
        {
            await app.GoAsync(address);
            await app.Page.Locator(".loading").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            var text = await app.Page.Locator("main").InnerTextAsync();
            Assert.DoesNotMatch(English(), Beside().Replace(text, ""));
            Assert.Empty(await app.AxeAsync());
            await Shots.TakeAsync(app, $"german-{address.Trim('/').Split('?')[0].Replace('/', '-')}");
            await app.Page.SetViewportSizeAsync(400, 900);
            Assert.Equal(
                0,
                await app.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            );
            await app.Page.SetViewportSizeAsync(1400, 900);
        }
        await app.GoAsync("/runs/2");
        var time = app.Page.Locator("main time.exact").First;
        await Assertions.Expect(time).ToHaveTextAsync(new Regex(@"^\d\d\.\d\d\.20\d\d \d\d:\d\d:\d\d UTC\+5:45$"));
        await Assertions.Expect(time).ToHaveAttributeAsync("title", new Regex(@"^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC$"));
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task What_is_chosen_on_the_profile_goes_before_what_the_browser_says()
    {
        await using var app = await AppPage.SignedInAsync(shared.Browser, shared.Rig, "/profile", locale: "de-DE", zone: "Asia/Kathmandu");
        await Assertions.Expect(app.Page.GetByText("At present: 1.234,5")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("At present: Asia/Ka")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Numbers and dates").SelectOptionAsync(new SelectOptionValue { Label = "English (United States)" });
        await app.Page.GetByLabel("Time zone").SelectOptionAsync("America/New_York");
        await app.Button("Save numbers and times").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("At present: 1,234.5")).ToBeVisibleAsync();
        await Assertions
            .Expect(app.Page.GetByText(new Regex(@"At present: America/New_York, where it is \d+:\d\d\s[AP]M UTC-[45]\.")))
            .ToBeVisibleAsync();
        await app.ReadyAsync();
        await app.Page.GetByLabel("Numbers and dates").SelectOptionAsync("");
        await app.Page.GetByLabel("Time zone").SelectOptionAsync("");
        await app.Button("Save numbers and times").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("At present: 1.234,5")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    /// <summary>The same in UTC beside a time, for screen readers.</summary>
    [GeneratedRegex(@"\(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\)")]
    private static partial Regex Beside();

    [GeneratedRegex(@"\d,\d{3}\b|\d{4}-\d\d-\d\d \d\d:\d\d|\d\d:\d\d(:\d\d)? UTC(?![+-])")]
    private static partial Regex English();
}

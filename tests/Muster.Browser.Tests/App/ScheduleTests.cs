using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Muster.Server.Scheduling;

namespace Muster.Browser.Tests.App;

/// <summary>Saying when a connection is synchronised by itself.</summary>
[Trait("length", "long")]
public sealed class ScheduleTests(Chromium browser, FilledRig filled) : IClassFixture<FilledRig>
{
    [Fact]
    public async Task A_schedule_is_shown_in_words_with_its_next_times_while_it_is_typed_and_is_kept()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/schedule");
        await app.Page.GetByLabel("Again and again").CheckAsync();
        await app.Page.GetByLabel("Every", new() { Exact = true }).FillAsync("15");
        await app.Page.GetByLabel("Time zone").FillAsync("Europe/Vienna");
        await app.Page.GetByLabel("Not within").FillAsync("fri 16:00-mon 06:00");
        await Assertions
            .Expect(app.Page.GetByText("Synchronised every 15 minutes, not Friday 16:00 to Monday 06:00, Europe/Vienna."))
            .ToBeVisibleAsync();
        await Assertions.Expect(app.Page.Locator(".times li")).ToHaveCountAsync(5);
        await app.Button("Save schedule").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Saved as version")).ToBeVisibleAsync();
        await Shots.TakeAsync(app, "schedule");
        Assert.Empty(await app.AxeAsync());
        await app.GoAsync("/schedule");
        await Assertions.Expect(app.Page.GetByLabel("Not within")).ToHaveValueAsync("fri 16:00-mon 06:00");

        await app.Button("Pause").ClickAsync();
        await app.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("The directory team moves servers");
        await app.Button("Pause the schedule").ClickAsync();
        await Assertions
            .Expect(app.Page.GetByText("Nothing is begun by itself. Reason: The directory team moves servers"))
            .ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());

        // With an end, which comes while the page is open.
        await app.Button("Change the pause").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Until").FillAsync("2020-01-31T08:00");
        await app.Button("Save the pause").ClickAsync();
        await Assertions.Expect(app.Page.Locator("#pause-until-error")).ToContainTextAsync("That has passed");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Monday 08:00" }).ClickAsync();
        await PeopleRig.ShootAsync(app, "schedule-pause");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Save the pause").ClickAsync();
        await Assertions.Expect(app.Heading("Paused until Mon ")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "schedule-paused");
        Assert.Empty(await app.AxeAsync());
        await EndsAsync(TimeProvider.System.GetUtcNow().AddSeconds(6));
        await app.GoAsync("/schedule");
        await Assertions.Expect(app.Heading("Paused until ")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("The pause has ended, as")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(app.Button("Pause")).ToBeEnabledAsync();
        await PeopleRig.ShootAsync(app, "schedule-pause-ended");

        await app.Button("Pause").ClickAsync();
        await app.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("The directory team moves servers");
        await app.Button("Pause the schedule").ClickAsync();
        await app.Button("Go on").ClickAsync();
        await Assertions.Expect(app.Button("Pause")).ToBeEnabledAsync();
        Assert.Empty(app.Complaints);
    }

    /// <summary>Pauses from the command line, and lets the server know at once.</summary>
    private async Task EndsAsync(DateTimeOffset end)
    {
        await filled.Rig.Tenant.MustAsync(
            0,
            TestContext.Current.CancellationToken,
            "schedule",
            "pause",
            "--reason",
            "The directory team moves servers",
            "--until",
            $"{end.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}Z"
        );
        await filled.Rig.Server.Services.GetRequiredService<ConnectionSchedules>().RefreshAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task In_the_pseudo_language_the_words_of_a_schedule_are_not_left_in_English()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/schedule");
        await app.Page.Context.AddCookiesAsync([
            new()
            {
                Name = ".AspNetCore.Culture",
                Value = "c=|uic=qps-ploc",
                Url = filled.Rig.Address.ToString(),
            },
        ]);
        await app.GoAsync("/schedule");
        await app.Page.Locator("input[value=every]").CheckAsync();
        await app.Page.Locator("#every").FillAsync("20");
        await app.Page.Locator("#quiet").FillAsync("22:00-05:00\n23:00-01:00");
        await Assertions.Expect(app.Page.Locator(".schedule-words")).ToContainTextAsync("20");
        string[] marked = [.. await app.Page.Locator(".lead, .schedule-words, .times time, .schedule .hint").AllInnerTextsAsync()];
        await app.Page.Locator("input[value=cron]").CheckAsync();
        await app.Page.Locator("#quiet").FillAsync("");
        await app.Page.Locator("#cron").FillAsync("0 0 31 2 *");
        await Assertions.Expect(app.Page.Locator("p.field-error")).ToContainTextAsync("0 0 31 2 *");
        marked = [.. marked, .. await app.Page.Locator("p.field-error").AllInnerTextsAsync()];
        Assert.All(marked, text => Assert.Matches(@"^\s*\[.*\]\s*$", text.ReplaceLineEndings(" ")));
        Assert.DoesNotContain(marked, text => text.Contains("??", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/schedule");
        await app.Page.GetByLabel("At set times").CheckAsync();
        await app.Page.GetByLabel("Not within").FillAsync("");
        await app.Page.GetByLabel("Times, as a cron expression").FillAsync("0 0 31 2 *");
        await Assertions.Expect(app.FieldError("It would never run: there is no day that fits")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Time zone").FillAsync("Middle/Earth");
        await Assertions.Expect(app.Page.Locator("#zone-error")).ToContainTextAsync("Middle/Earth");
        await app.Page.GetByLabel("Times, as a cron expression").FillAsync("61 * * * *");
        await Assertions.Expect(app.Page.Locator("#cron-error")).ToContainTextAsync("goes from 0 to 59");
        await app.Button("Save schedule").ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel("Time zone")).ToHaveValueAsync("Middle/Earth");
        await Shots.TakeAsync(app, "schedule-error");
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task What_somebody_else_saved_meanwhile_is_named_and_neither_it_nor_what_was_typed_is_lost()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/schedule");
        await app.Page.GetByLabel("Again and again").CheckAsync();
        await app.Page.GetByLabel("Every", new() { Exact = true }).FillAsync("45");
        await filled.Rig.Tenant.MustAsync(
            0,
            TestContext.Current.CancellationToken,
            "settings",
            "set",
            "schedule.timeZone",
            "Europe/Lisbon",
            "--yes"
        );
        await app.Button("Save schedule").ClickAsync();
        var refusal = app.Page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(refusal).ToContainTextAsync("changed these settings");
        await Assertions.Expect(refusal).ToContainTextAsync("Europe/Lisbon");
        await Assertions.Expect(app.Page.GetByLabel("Every", new() { Exact = true })).ToHaveValueAsync("45");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Go on with mine").ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel("Time zone")).ToHaveValueAsync("Europe/Lisbon");
        await Assertions.Expect(app.Page.GetByLabel("Every", new() { Exact = true })).ToHaveValueAsync("45");
        await app.Button("Save schedule").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Saved as version")).ToBeVisibleAsync();

        await app.Page.GetByLabel("Every", new() { Exact = true }).FillAsync("50");
        await filled.Rig.Tenant.MustAsync(0, TestContext.Current.CancellationToken, "settings", "set", "schedule.every", "20", "--yes");
        await app.Button("Save schedule").ClickAsync();
        await Assertions.Expect(refusal).ToContainTextAsync("they saved 20, you typed 50");
        await app.Button("Take theirs").ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel("Every", new() { Exact = true })).ToHaveValueAsync("20");
        // What somebody changed of something else is no reason to be asked.
        await app.Page.GetByLabel("Every", new() { Exact = true }).FillAsync("55");
        await filled.Rig.Tenant.MustAsync(0, TestContext.Current.CancellationToken, "settings", "set", "rehire", "employeeId", "--yes");
        await app.Button("Save schedule").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Saved as version")).ToBeVisibleAsync();
        await app.GoAsync("/schedule");
        await Assertions.Expect(app.Page.GetByLabel("Every", new() { Exact = true })).ToHaveValueAsync("55");
        await Assertions.Expect(app.Page.GetByLabel("Time zone")).ToHaveValueAsync("Europe/Lisbon");
    }

    [Fact]
    public async Task An_auditor_sees_the_schedule_and_cannot_change_it()
    {
        var mail = await filled.AccountAsync("Auditor");
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/schedule", mail);
        await Assertions.Expect(app.Button("Save schedule")).ToBeDisabledAsync();
        await Assertions.Expect(app.Page.GetByText("changing a schedule needs Administrator")).ToBeVisibleAsync();
    }
}

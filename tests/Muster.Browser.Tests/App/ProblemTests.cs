using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>The inbox of what needs a person.</summary>
[Trait("length", "long")]
public sealed class ProblemTests(Chromium browser, FilledRig filled) : IClassFixture<FilledRig>
{
    [Fact]
    public async Task A_problem_shows_with_effect_and_fix_is_put_aside_with_a_reason_and_goes_with_its_cause()
    {
        var token = TestContext.Current.CancellationToken;
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/problems");
        await Assertions.Expect(app.Heading("No problems")).ToBeVisibleAsync();

        await filled.Rig.Tenant.MustAsync(
            0,
            token,
            "settings",
            "set",
            "protectedUsers",
            "nobody@nowhere.example",
            "--reason",
            "Test",
            "--yes"
        );
        await filled.Rig.Tenant.MustAsync(0, token, "sync", "--yes");
        await app.GoAsync("/problems");
        await Assertions.Expect(app.Page.GetByText("1 cause needs a person.")).ToBeVisibleAsync();
        var row = app.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "A protected name fits nobody" });
        await Assertions.Expect(row).ToContainTextAsync("nobody@nowhere.example");
        await Assertions
            .Expect(row.GetByRole(AriaRole.Link, new() { Name = "Correct the protected names" }))
            .ToHaveAttributeAsync("href", new Regex("^/guard-rails\\?connection="));

        await row.GetByRole(AriaRole.Button, new() { Name = "Assign" }).ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel("Person", new() { Exact = true })).ToContainTextAsync("Test Owner (you)");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Save owner").ClickAsync();
        await Assertions.Expect(row.GetByRole(AriaRole.Cell, new() { Name = "Test Owner", Exact = true })).ToBeVisibleAsync();
        await app.Link("Mine").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("1 open cause fits.")).ToBeVisibleAsync();
        await Assertions.Expect(row).ToBeVisibleAsync();
        await app.GoAsync("/problems?mine=true&group=nobody-is-called-so");
        await Assertions.Expect(app.Heading("No problem fits")).ToBeVisibleAsync();
        await app.GoAsync("/problems");
        await row.GetByRole(AriaRole.Button, new() { Name = "Retry now" }).ClickAsync();
        await app.Button("Start the sync").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/(live|runs)/"));
        await Assertions.Expect(app.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/runs/"));
        await app.GoAsync("/problems");

        // What is about nobody in the directory has nobody to check.
        await Assertions.Expect(row.GetByRole(AriaRole.Button, new() { Name = "Check now" })).ToHaveCountAsync(0);
        await row.GetByRole(AriaRole.Button, new() { Name = "Put aside" }).ClickAsync();
        await app.Button("Put it aside").ClickAsync();
        await Assertions.Expect(app.FieldError("Say why it can wait.")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Page.GetByLabel("Reason").FillAsync("The new colleague starts in May");
        await app.Button("Put it aside").ClickAsync();
        await Assertions.Expect(app.Heading("No problems")).ToBeVisibleAsync();
        await app.Page.GetByRole(AriaRole.Link, new() { Name = "Put aside (1)" }).ClickAsync();
        await Assertions.Expect(app.Page.GetByText("The new colleague starts in May")).ToBeVisibleAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "History of" }).ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Put aside");
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Assigned to");
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Last seen");
        await app.Button("Close").ClickAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Take up again" }).ClickAsync();
        await Assertions.Expect(app.Heading("Nothing is put aside")).ToBeVisibleAsync();

        await filled.Rig.Tenant.MustAsync(0, token, "settings", "reset", "protectedUsers", "--reason", "Test", "--yes");
        await filled.Rig.Tenant.MustAsync(0, token, "sync", "--yes");
        await app.GoAsync("/problems?show=resolved");
        await Assertions.Expect(app.Page.GetByText("Nothing; it is gone.")).ToBeVisibleAsync();

        await filled.Rig.Tenant.MustAsync(0, token, "groups", "create", "Waits for the directory");
        await filled.Rig.Tenant.MustAsync(0, token, "sync", "--yes");
        await app.GoAsync("/problems");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Check now: Waits for the directory" }).ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "Check Waits for the directory" })).ToBeVisibleAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("It follows no directory group");
        Assert.Empty(await app.AxeAsync());
        await Assertions
            .Expect(dialog.GetByRole(AriaRole.Link, new() { Name = "Open as a page" }))
            .ToHaveAttributeAsync("href", "/check?group=Waits%20for%20the%20directory");
        await dialog.GetByText("Close", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.Empty(app.Complaints);
    }
}

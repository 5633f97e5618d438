using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Reading and checking what was done.</summary>
[Trait("length", "long")]
public sealed class AuditTests(Chromium browser, FilledRig filled) : IClassFixture<FilledRig>
{
    [Fact]
    public async Task Entries_come_newest_first_are_filtered_by_address_and_paged_by_number()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/audit", anew: true);
        await Assertions.Expect(app.Page.Locator("tbody tr").First).ToContainTextAsync("Signed in");
        await Assertions.Expect(app.Page.Locator("tbody tr").First).ToContainTextAsync("app, 127.0.0.1");
        await app.Page.GetByLabel("Action").FillAsync("run.*");
        await app.Button("Filter").ClickAsync();
        await Assertions.Expect(app.Page.Locator("tbody tr").First).ToContainTextAsync("Run ");
        Assert.Contains("/audit?action=run.", app.Page.Url, StringComparison.Ordinal);
        await app.Page.Locator("tbody tr").First.GetByText("Show").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("hash before").First).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.GoAsync("/audit?subject=nobody-has-this-name");
        await Assertions.Expect(app.Heading("No entry fits these filters")).ToBeVisibleAsync();
        await app.GoAsync("/audit?from=2026-13-01");
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is no day");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Verifying_says_that_the_log_is_whole_and_gives_a_checkpoint()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/audit");
        await app.Button("Verify").ClickAsync();
        await Assertions.Expect(app.Heading("The log is whole")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.Locator(".checkpoint code")).ToContainTextAsync("muster-checkpoint/1");
        Assert.Empty(await app.AxeAsync());
    }

    [Fact]
    public async Task The_export_has_every_entry_and_is_itself_on_record()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/audit");
        var answer = await app.Page.APIRequest.GetAsync(new Uri(app.Address, "/audit/export.jsonl").ToString());
        var lines = (await answer.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(200, answer.Status);
        Assert.Contains("\"number\":1,", lines[0], StringComparison.Ordinal);
        Assert.Contains("list.exportBegun", lines[^1], StringComparison.Ordinal);
        var numbers = lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("number").GetInt64());
        Assert.Equal(Enumerable.Range(1, lines.Length).Select(number => (long)number), numbers);
    }

    [Fact]
    public async Task Whoever_has_no_role_reads_nothing_of_it()
    {
        var mail = await filled.AccountAsync("None");
        await using var app = await AppPage.OpenAsync(browser, filled.Rig, "/sign-in?to=/audit");
        await app.Page.GetByLabel("Mail address").FillAsync(mail);
        await app.Page.GetByLabel("Password").FillAsync(ServerRig.Password);
        await app.Button("Sign in").ClickAsync();
        await Assertions.Expect(app.Heading("You may not see this page")).ToBeVisibleAsync();
        var answer = await app.Page.APIRequest.GetAsync(new Uri(app.Address, "/audit/export.jsonl").ToString(), new() { MaxRedirects = 0 });
        Assert.NotEqual(200, answer.Status);
    }
}

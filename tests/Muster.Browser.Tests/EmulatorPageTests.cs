using System.Text.Json;
using Microsoft.Playwright;
using Muster.Browser.Tests.App;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Company;
using static Microsoft.Playwright.Assertions;

namespace Muster.Browser.Tests;

public sealed class EmulatorPageTests(Chromium chromium)
{
    [Fact]
    public async Task A_hired_person_is_counted_and_found_in_the_list()
    {
        await using var emulator = await StartAsync();
        var page = await chromium.OpenAsync(emulator.AuthorityUrl);
        await Expect(Tile(page, "Users")).ToHaveTextAsync($"{emulator.State.Users}");
        var before = emulator.State.Users;

        await page.GetByLabel("Name (for hiring").FillAsync("Ada <em>Lovelace</em> <img src=x onerror=\"document.title='broken'\">");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hire somebody" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Hired Ada <em>Lovelace</em>" })).ToBeVisibleAsync();
        await Expect(Tile(page, "Users")).ToHaveTextAsync($"{before + 1}");
        await page.GetByRole(AriaRole.Button, new() { Name = "People" }).ClickAsync();
        await page.GetByLabel("Search the tenant").FillAsync("lovelace");

        await Expect(page.Locator("#objects .name"))
            .ToHaveTextAsync(["Ada <em>Lovelace</em> <img src=x onerror=\"document.title='broken'\">"]);
        await Expect(page.Locator("#objects em, #objects img")).ToHaveCountAsync(0);
        await Expect(page).Not.ToHaveTitleAsync("broken");
    }

    [Fact]
    public async Task A_request_appears_in_the_log_and_a_fault_is_counted_when_it_hits()
    {
        await using var emulator = await StartAsync();
        var page = await chromium.OpenAsync(emulator.AuthorityUrl);
        var token = await SignInAsync(page, emulator);

        await page.GetByRole(AriaRole.Button, new() { Name = "Throttle the next 5" }).ClickAsync();
        await Expect(page.Locator("#rules")).ToContainTextAsync("Applied 0 times, 5 to go");
        var answer = await page.Context.APIRequest.GetAsync(
            $"{emulator.GraphUrl}/users",
            new() { Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" } }
        );

        Assert.Equal(429, answer.Status);
        await Expect(page.Locator("#rules")).ToContainTextAsync("Applied 1 time, 4 to go");
        var row = page.Locator("#log tr").First;
        await Expect(row).ToContainTextAsync("/v1.0/users");
        await Expect(row).ToContainTextAsync("429, Retry-After 2");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("#log tr.more")).ToContainTextAsync(emulator.ClientId);
    }

    [Fact]
    public async Task The_tenant_moves_on_and_a_group_tells_its_members()
    {
        await using var emulator = await StartAsync();
        var page = await chromium.OpenAsync(emulator.AuthorityUrl);

        await page.GetByRole(AriaRole.Button, new() { Name = "Next change set" }).ClickAsync();
        await Expect(page.Locator("#standing")).ToContainTextAsync("At change set 2 of");
        await page.Locator("#objects button").First.ClickAsync();

        await Expect(page.Locator("#detail")).ToContainTextAsync("Members (");
        Assert.Equal(2, emulator.State.Seq);
    }

    [Theory]
    [InlineData(1400, ColorScheme.Light)]
    [InlineData(1400, ColorScheme.Dark)]
    [InlineData(400, ColorScheme.Light)]
    public async Task Nobody_is_kept_out_and_nobody_else_is_asked(int width, ColorScheme scheme)
    {
        await using var emulator = await StartAsync();
        var page = await chromium.OpenAsync(emulator.AuthorityUrl, width, scheme);
        var hosts = new HashSet<string>(StringComparer.Ordinal);
        page.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);
        await SignInAsync(page, emulator);
        await page.ReloadAsync();
        await Expect(page.Locator("#log tr").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cut a body short" }).ClickAsync();
        await page.Locator("#connect summary").ClickAsync();
        await page.Locator("#objects button").First.ClickAsync();
        await Expect(page.Locator("#detail")).ToContainTextAsync("Members (");
        await page.Locator("#log").GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(page.Locator("#log tr.more")).ToContainTextAsync("Response headers");

        var found = await Axe.AskAsync(page);

        Assert.Equal([emulator.AuthorityUrl.Authority], hosts);
        Assert.Empty(found);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    private static ILocator Tile(IPage page, string name) => page.Locator("#tiles div").Filter(new() { HasText = name }).Locator("dd");

    private static Task<EmulatorHost> StartAsync() =>
        EmulatorHost.StartAsync(new(), new CompanyHistory(120, 16, 3), TimeProvider.System, TestContext.Current.CancellationToken);

    private static async Task<string> SignInAsync(IPage page, EmulatorHost emulator)
    {
        var form = page.Context.APIRequest.CreateFormData();
        form.Set("grant_type", "client_credentials");
        form.Set("client_id", emulator.ClientId);
        form.Set("client_secret", emulator.ClientSecret);
        form.Set("scope", "https://graph.microsoft.com/.default");
        var answer = await page.Context.APIRequest.PostAsync(
            $"{emulator.AuthorityUrl}{emulator.TenantId}/oauth2/v2.0/token",
            new() { Form = form }
        );
        var json = await answer.JsonAsync<JsonElement>();
        return json.GetProperty("access_token").GetString()!;
    }
}

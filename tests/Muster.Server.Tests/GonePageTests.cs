using System.Net;
using System.Text.RegularExpressions;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A link to something that is gone says since when, and leads to its history.</summary>
public sealed partial class GonePageTests
{
    [Fact]
    public async Task What_is_gone_says_since_when_and_leads_to_what_is_known_of_it()
    {
        await using var rig = await ServerRig.FilledAsync(
            Tests.Token,
            new TenantStory().Users("ada", "bob").Group("crew", "crew").Member("crew", "ada").Member("crew", "bob")
        );
        var tenant = rig.Tenant;
        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "crew", "--confirm", "crew");
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--name", "trial")));
        await tenant.MustAsync(0, Tests.Token, "plan", "--connection", "trial");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--connection", "trial");
        await tenant.MustAsync(0, Tests.Token, "connection", "remove", "trial");
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);

        var removed = await TextAsync(browser, "/connections/Trial");
        Assert.Matches("trial is gone since 20[0-9-]+ [0-9:]+ UTC", removed);
        Assert.Contains("removed this connection", removed, StringComparison.Ordinal);
        Assert.Contains("connection.removed", await TextAsync(browser, Link(removed, "See its history")), StringComparison.Ordinal);
        foreach (var page in new[] { "/guard-rails", "/schedule", "/people/import" })
            Assert.Contains("trial is gone since", await TextAsync(browser, $"{page}?connection=trial"), StringComparison.Ordinal);
        var never = await TextAsync(browser, "/connections/never");
        Assert.Contains("There is no connection called never", never, StringComparison.Ordinal);
        Assert.DoesNotContain("gone since", never, StringComparison.Ordinal);

        var retired = await TextAsync(browser, "/groups/1");
        Assert.Matches("Retired since 20[0-9-]+", retired);
        var then = await TextAsync(browser, Link(retired, "Its last known members"));
        Assert.Contains("and had 2 members", then, StringComparison.Ordinal);

        var told = await tenant.RunAsync(Tests.Token, "connection", "show", "trial");
        Assert.Equal(7, told.Code);
        Assert.Contains("removed 'trial' on", told.Error, StringComparison.Ordinal);
        foreach (var list in new[] { "runs", "plans" })
        {
            Assert.Contains(
                "\"connection\":\"trial\"",
                await TextAsync(browser, $"/api/v1/{list}?connection=TRIAL"),
                StringComparison.Ordinal
            );
            Assert.Contains(",trial,", await TextAsync(browser, $"/api/v1/export/{list}?connection=trial"), StringComparison.Ordinal);
        }
        using var answer = await browser.GetAsync("/api/v1/connections/trial");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("is gone since", await answer.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
    }

    private static string Link(string html, string text) =>
        Links().Matches(html).First(link => link.Groups["text"].Value.Trim() == text).Groups["to"].Value;

    private static async Task<string> TextAsync(PlainBrowser browser, string path)
    {
        using var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Tests.Token));
    }

    [GeneratedRegex("""<a [^>]*href="(?<to>[^"]*)"[^>]*>(?<text>[^<]*)</a>""")]
    private static partial Regex Links();
}

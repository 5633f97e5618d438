using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Accounts;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Every page writes numbers and times as its reader does, and nothing that leaves the app does.</summary>
public sealed partial class ReaderFormPageTests(ReaderFormPageTests.Rig shared) : IClassFixture<ReaderFormPageTests.Rig>
{
    private static readonly string[] Files =
    [
        "/export/groups.csv",
        "/export/runs.csv",
        "/export/users.jsonl",
        "/groups/1/history.csv",
        "/audit/export.csv",
        "/api/v1/runs?limit=5",
        "/api/v1/status",
        "/api/v1/audit?limit=5",
    ];

    [Fact]
    public async Task No_page_shows_a_German_reader_an_English_number_or_a_time_that_is_not_on_their_clocks()
    {
        using var browser = await shared.OpenAsync("de-DE,de;q=0.9,en;q=0.8", "Asia/Kathmandu");
        var wrong = new List<string>();
        var (numbers, times) = (0, 0);
        foreach (var address in Addresses)
        {
            using var answer = await browser.GetAsync(address);
            Assert.Equal((address, HttpStatusCode.OK), (address, answer.StatusCode));
            var html = await answer.Content.ReadAsStringAsync(Tests.Token);
            var texts = MarkupTexts.Elements(html).Select(element => Allowed().Replace(element.Own, "")).ToList();
            wrong.AddRange(texts.Where(text => English().IsMatch(text)).Select(text => $"{address}: {text.Trim()}"));
            numbers += texts.Count(text => German().IsMatch(text));
            times += texts.Count(text => text.Contains("UTC+5:45", StringComparison.Ordinal));
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
        Assert.InRange(numbers, 5, int.MaxValue);
        Assert.InRange(times, 10, int.MaxValue);
    }

    [Fact]
    public async Task What_leaves_the_app_is_the_same_for_every_reader()
    {
        using var german = await shared.OpenAsync("de-DE", "Asia/Kathmandu");
        using var english = await shared.OpenAsync("en", "UTC");
        foreach (var file in Files)
        {
            var text = await TextAsync(german, file);
            Assert.NotEmpty(text);
            Assert.DoesNotMatch(@"UTC[+-]|\d\d\.\d\d\.20\d\d", text);
            if (!file.Contains("audit", StringComparison.Ordinal))
                Assert.Equal(Lasting(await TextAsync(english, file)), Lasting(text));
        }
    }

    [Fact]
    public async Task Who_chose_has_it_so_whatever_the_browser_says_until_they_choose_that_of_the_browser()
    {
        var forms = shared.Server.Server.Services.GetRequiredService<ReaderForms>();
        var account = await shared.OwnerAsync();
        using var browser = await shared.OpenAsync("de-DE", "Asia/Kathmandu");
        await forms.SaveAsync(account, new("fr-FR", "America/New_York"), Tests.Token);
        try
        {
            var chosen = await TextAsync(browser, "/profile");
            Assert.Contains("At present: 1\u202f234,5", chosen, StringComparison.Ordinal);
            Assert.Contains("At present: America/New_York", chosen, StringComparison.Ordinal);
            Assert.Contains("<option value=\"fr-FR\" selected", chosen, StringComparison.Ordinal);
            await forms.SaveAsync(account, new(null, "America/New_York"), Tests.Token);
            Assert.Contains("At present: 1.234,5", await TextAsync(browser, "/profile"), StringComparison.Ordinal);
            await Assert.ThrowsAsync<Runs.WorkFailedException>(() => forms.SaveAsync(account, new("xx-YY", null), Tests.Token));
            await Assert.ThrowsAsync<Runs.WorkFailedException>(() => forms.SaveAsync(account, new(null, "Mars/Olympus"), Tests.Token));
            Assert.Equal(new(null, "America/New_York"), await forms.ChosenAsync(account, Tests.Token));
        }
        finally
        {
            await forms.SaveAsync(account, ReaderChoice.None, Tests.Token);
        }
        Assert.Contains("At present: Asia/Kathmandu", await TextAsync(browser, "/profile"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE,de;q=0.9", "Europe/Vienna", "de-DE", "Europe/Vienna")]
    [InlineData("xx-YY,fr-FR;q=0.5", "Asia/Katmandu", "fr-FR", "Asia/Katmandu")]
    [InlineData("en;q=0.3,sv-SE;q=0.9", "", "sv-SE", "UTC")]
    [InlineData("qps-ploc", "../../../etc/passwd", "", "UTC")]
    [InlineData("*", "Mars/Olympus", "", "UTC")]
    [InlineData(null, null, "", "UTC")]
    public async Task Without_a_choice_it_is_what_the_browser_says_as_far_as_it_is_known(
        string? languages,
        string? zone,
        string locale,
        string known
    )
    {
        using var browser = await shared.OpenAsync(languages, zone);
        var page = await TextAsync(browser, "/profile");
        Assert.Contains($"data-form=\"{locale}\" data-zone=\"{known}\"", page, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Addresses =>
        [
            "/",
            "/people",
            "/people/1",
            "/people/import",
            "/groups",
            .. new[] { "members", "nested", "history", "exceptions", "problems", "rules", "settings", "link" }.Select(tab =>
                $"/groups/1?tab={tab}"
            ),
            "/groups/1?tab=date&at=now",
            "/at?at=now&group=1",
            "/at?at=-1d&to=now",
            "/explain",
            "/problems",
            "/audit",
            "/runs?tab=runs",
            "/runs?tab=plans",
            "/runs/1",
            "/runs/2",
            "/plans/1",
            "/connections",
            "/connections/corp",
            "/guard-rails",
            "/schedule",
            "/accounts",
            "/profile",
            "/welcome",
        ];

    /// <summary>An answer without what differs from one asking to the next.</summary>
    private static string Lasting(string text) => Passing().Replace(text, "");

    private static async Task<string> TextAsync(PlainBrowser browser, string address)
    {
        using var answer = await browser.GetAsync(address);
        Assert.Equal((address, HttpStatusCode.OK), (address, answer.StatusCode));
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Tests.Token));
    }

    [GeneratedRegex(@"\d{1,3},\d{3}(?!\d)|\d{4}-\d\d-\d\d[ T]\d\d:\d\d|\d\d:\d\d(:\d\d)? UTC(?![+-])|\d+\.\d (seconds|s\b)")]
    private static partial Regex English();

    [GeneratedRegex(@"(?<![\d.])\d{1,3}\.\d{3}(?![\d.])")]
    private static partial Regex German();

    /// <summary>The same in UTC beside a time, as exports and logs have it; what is typed; a fact of the audit log as it is kept.</summary>
    [GeneratedRegex(@"\(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\)|^2026-01-31, 2026-01-31 18:00 Europe/Vienna|^\d{4}-\d\d-\d\dT[\d:.]+Z$")]
    private static partial Regex Allowed();

    [GeneratedRegex(@"""(now|at|uptimeSeconds|readAgeSeconds|checkedAt)"":[^,}]*")]
    private static partial Regex Passing();

    /// <summary>A server with the made-up company, for all tests.</summary>
    public sealed class Rig : IAsyncLifetime
    {
        public ServerRig Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await ServerRig.FilledAsync(CancellationToken.None);

        /// <summary>A browser of the owner.</summary>
        public async Task<PlainBrowser> OpenAsync(string? languages, string? zone)
        {
            var browser = new PlainBrowser(Server.Address, Tests.Token);
            if (languages is not null)
                browser.Http.DefaultRequestHeaders.Add("Accept-Language", languages);
            if (zone is not null)
                browser.Set(ReaderForms.ZoneCookie, zone);
            await browser.SignInAsync("owner@example.com", ServerRig.Password);
            return browser;
        }

        /// <summary>The owner's account.</summary>
        public async Task<Guid> OwnerAsync()
        {
            await using var scope = Server.Server.Services.CreateAsyncScope();
            var accounts = scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<Account>>();
            return (await accounts.FindByEmailAsync("owner@example.com"))!.Id;
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}

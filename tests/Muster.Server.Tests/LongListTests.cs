using System.Net;
using Microsoft.EntityFrameworkCore;
using Muster.Server.Accounts;
using Muster.Server.Tests.Api;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Lists that are longer than anybody reads.</summary>
[Collection(ApiRig.Name)]
public sealed class LongListTests(ApiRig rig)
{
    [Fact]
    public async Task A_list_of_more_than_5000_rows_is_shown_and_paged_to_its_end()
    {
        const int Rows = 5230;
        var hour = TimeProvider.System.GetUtcNow().AddHours(-2);
        await using (var context = await rig.Contexts.CreateDbContextAsync(Tests.Token))
        {
            // What other tests failed at is not counted.
            await context.FailedSignIns.ExecuteDeleteAsync(Tests.Token);
            context.AddRange(
                Enumerable
                    .Range(0, Rows)
                    .Select(i => new FailedSignIns
                    {
                        Hour = hour.AddHours(-(i % 3)),
                        Name = $"guess {i / 6:D4}",
                        Address = $"192.0.2.{i % 6}",
                        Count = 1 + (i % 2),
                    })
            );
            await context.SaveChangesAsync(Tests.Token);
        }
        using var browser = new PlainBrowser(rig.Server.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        Assert.Equal("50 of 5,230", await StatusAsync(""));
        Assert.Equal("4,101 to 5,100 of 5,230", await StatusAsync("?failed=5100"));
        Assert.Equal("4,231 to 5,230 of 5,230", await StatusAsync("?failed=5250"));
        using var http = rig.As("Owner");
        var (found, cursor) = (new List<string>(), "");
        do
        {
            var page = await http.JsonAsync($"/api/v1/failed-sign-ins?limit=500&total=true{cursor}");
            Assert.Equal(Rows, page.GetProperty("total").GetInt32());
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetRawText()));
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : "";
        } while (cursor.Length > 0);
        Assert.Equal(Rows, found.Count);
        Assert.Distinct(found);
        using (var file = await browser.GetAsync("/export/failed-sign-ins.csv"))
            Assert.Equal(Rows + 1, CsvReading.Rows(await file.Content.ReadAsStringAsync(Tests.Token), ',').Count);
        await using (var context = await rig.Contexts.CreateDbContextAsync(Tests.Token))
            await context.FailedSignIns.ExecuteDeleteAsync(Tests.Token);

        async Task<string> StatusAsync(string query)
        {
            using var answer = await browser.GetAsync($"/accounts{query}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Tests.Token));
            var part = text[text.IndexOf("Failed sign-ins and refusals by hour", StringComparison.Ordinal)..];
            var rows = part[..part.IndexOf("</table>", StringComparison.Ordinal)].Split("guess ").Length - 1;
            Assert.InRange(rows, 50, KeysetList<FailedSignIns>.Most);
            return part.Split("<span role=\"status\">")[1].Split('<')[0];
        }
    }

    [Fact]
    public async Task Sessions_that_are_seen_again_between_two_pages_are_listed_once_all_the_same()
    {
        const string Mail = "many.sessions@example.com";
        await rig.Server.AccountAsync(nameof(Access.Role.Operator), Tests.Token, mail: Mail);
        await using var context = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        var account = (await context.Users.SingleAsync(row => row.Email == Mail, Tests.Token)).Id;
        var now = TimeProvider.System.GetUtcNow();
        var begun = Enumerable.Range(1, 4).Select(minutes => now.AddMinutes(-minutes)).ToList();
        context.AddRange(
            begun.Select(
                (at, i) =>
                    new Session
                    {
                        KeyHash = $"seen {i}",
                        Account = account,
                        Ticket = [],
                        StartedAt = at,
                        SeenAt = at,
                        EndsAt = now.AddHours(1),
                        ProvedAt = at,
                        Address = "192.0.2.1",
                        Browser = $"browser {i}",
                    }
            )
        );
        await context.SaveChangesAsync(Tests.Token);
        using var http = rig.As("Owner");
        var (found, cursor) = (new List<string>(), "");
        do
        {
            var page = await http.JsonAsync($"/api/v1/accounts/{account}/sessions?limit=1{cursor}");
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("browser").GetString()!));
            // Those listed and those still to come go to the top of who was seen last.
            await context
                .Sessions.Where(row => row.Account == account)
                .ExecuteUpdateAsync(row => row.SetProperty(session => session.SeenAt, now.AddSeconds(found.Count)), Tests.Token);
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : "";
        } while (cursor.Length > 0);
        Assert.Equal(["browser 0", "browser 1", "browser 2", "browser 3"], found);
        await context.Sessions.Where(row => row.Account == account).ExecuteDeleteAsync(Tests.Token);
    }

    [Fact]
    public async Task Tokens_of_ones_own_are_shown_and_paged_to_their_end()
    {
        const int Rows = 120;
        const string Mail = "many.tokens@example.com";
        await rig.Server.AccountAsync(nameof(Access.Role.Operator), Tests.Token, mail: Mail);
        var secret = await rig.TokenAsync(Mail, Access.Role.Operator);
        await using (var context = await rig.Contexts.CreateDbContextAsync(Tests.Token))
        {
            var account = (await context.Users.SingleAsync(row => row.Email == Mail, Tests.Token)).Id;
            var now = TimeProvider.System.GetUtcNow();
            context.AddRange(
                Enumerable
                    .Range(1, Rows - 1)
                    .Select(i => new ApiToken
                    {
                        Account = account,
                        Name = $"token {i:D3}",
                        SecretHash = Secrets.Hash(Secrets.New(TokenDesk.Prefix)),
                        Prefix = "muster_abcd",
                        Scope = Access.Role.Auditor,
                        // Several of one moment: the id decides between them.
                        CreatedAt = now.AddMinutes(-1 - (i / 4)),
                        ExpiresAt = now.AddDays(1),
                        RevokedAt = i % 2 == 0 ? now : null,
                    })
            );
            await context.SaveChangesAsync(Tests.Token);
        }
        using var http = new HttpClient { BaseAddress = rig.Server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        var (found, cursor) = (new List<string>(), "");
        do
        {
            var page = await http.JsonAsync($"/api/v1/tokens?limit=7&total=true{cursor}");
            Assert.Equal(Rows, page.GetProperty("total").GetInt32());
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : "";
        } while (cursor.Length > 0);
        Assert.Equal(Rows, found.Count);
        Assert.Distinct(found);
        await using var profile = await OpenPage.OfAsync<TokenPanel>(rig.Server, Mail, "/profile", ("Rows", 100));
        Assert.Contains("100 of 120", await profile.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_of_ones_own_cost_the_database_the_same_however_many_they_are()
    {
        var muster = rig.Server.Server.Muster;
        var revision = await muster.Database.Platform.RevisionAsync(Tests.Token);
        async Task<int> CostAsync(int groups)
        {
            var caller = new Access.Caller(Guid.NewGuid(), "Somebody", Access.Role.None, false, null, null)
            {
                OwnGroups = Enumerable.Range(1, groups).ToDictionary(key => key, _ => 1),
            };
            var query = Owning.OwnGroups.Query(caller) with { Limit = 50 };
            var least = int.MaxValue;
            for (var i = 0; i < 3; i++)
            {
                using var counter = new StatementCounter(muster.Database, rig.Server.Tenant.Muster.Folder);
                var found = await muster.Database.Platform.GroupPageAsync(revision, query, Tests.Token).ToListAsync(Tests.Token);
                Assert.Equal(groups, found.Count);
                least = Math.Min(least, counter.Count);
            }
            return least;
        }
        Assert.Equal(await CostAsync(1), await CostAsync(30));
    }

    [Fact]
    public async Task Groups_of_a_directory_and_differences_between_two_moments_go_through_a_window_to_their_end()
    {
        const int Many = 1110;
        string[] people = [.. Enumerable.Range(1, Many).Select(number => $"p{number}")];
        var story = new TenantStory().Users(people).Group("crew").Member("crew", "p1");
        for (var group = 1; group <= Many; group++)
            story.Group($"g{group}");
        story.Then().Member("crew", people[1..]);
        await using var own = await ServerRig.FilledAsync(Tests.Token, story);
        await own.Tenant.NextAsync(Tests.Token);
        await own.Tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var platform = own.Server.Muster.Database.Platform;
        var last = await platform.RevisionAsync(Tests.Token);
        var crew = (await platform.FindGroupsAsync("crew", last, Tests.Token)).Single();
        var compared = $"/at?at=revision:{last - 1}&to=revision:{last}&group={crew.Key}";
        using var browser = new PlainBrowser(own.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);

        await ShowsAsync("/groups/discover?connection=corp", "50 of 1,111", 50);
        await ShowsAsync("/groups/discover?connection=corp&rows=1100", "101 to 1,100 of 1,111", 1000);
        await ShowsAsync("/groups/discover?connection=corp&search=g1&rows=2000", "222 of 222", 222);
        await ShowsAsync(compared, "50 of 1,109", 50);
        await ShowsAsync($"{compared}&rows=1100", "101 to 1,100 of 1,109", 1000);
        await ShowsAsync($"{compared}&rows=2000", "110 to 1,109 of 1,109", 1000);
        await ShowsAsync(compared[..compared.IndexOf("&group", StringComparison.Ordinal)], "50 of 1,109", 50);

        async Task ShowsAsync(string path, string place, int rows)
        {
            using var answer = await browser.GetAsync(path);
            var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Tests.Token));
            Assert.Contains($">{place}<", text, StringComparison.Ordinal);
            Assert.Equal(rows, text[text.IndexOf("<tbody>", StringComparison.Ordinal)..].Split("<tr").Length - 1);
        }
    }
}

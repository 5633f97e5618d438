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
}

using System.Net;
using System.Text.Json;
using Muster.Server.Access;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Whoever would suspend hundreds of people by a rule can see every one of them before, and take them out as a file.</summary>
[Collection(ApiRig.Name)]
public sealed class ImportPreviewTests(ApiRig rig)
{
    [Fact]
    public async Task The_lists_of_a_preview_go_on_to_their_end_in_the_app_in_the_API_and_as_files()
    {
        const int People = 313;
        string[] people = [.. Enumerable.Range(1, People).Select(number => $"p{number}")];
        await using var own = await ServerRig.FilledAsync(Tests.Token, new TenantStory().Users(people).Group("crew").Member("crew", "p1"));
        using var http = new HttpClient { BaseAddress = own.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await ApiRig.TokenAsync(own, "owner@example.com", Role.Owner));
        var one = (await http.JsonAsync("/api/v1/users?limit=1")).GetProperty("items")[0].GetProperty("userPrincipalName").GetString();
        using var asked = await http.SendAsync(
            "POST",
            "/api/v1/connections/corp/import-rule/preview",
            $$"""{"users":[{{JsonSerializer.Serialize(one)}}]}"""
        );
        var preview = await asked.BodyAsync();
        var (leaving, number) = (preview.GetProperty("wouldLeave").GetInt32(), preview.GetProperty("preview").GetInt64());
        Assert.InRange(leaving, People - 2, People - 1);
        Assert.Equal(50, preview.GetProperty("leavers").GetArrayLength());

        var under = $"/api/v1/connections/corp/import-rule/previews/{number}";
        var leavers = await AllAsync(http, $"{under}/leavers", leaving);
        Assert.Equal(leaving, leavers.Count);
        Assert.Distinct(leavers.Select(leaver => leaver.GetProperty("user").GetString()));
        Assert.Equal(
            preview.GetProperty("leavers").EnumerateArray().Select(leaver => leaver.GetRawText()),
            leavers.Take(50).Select(leaver => leaver.GetRawText())
        );
        Assert.Equal(
            preview.GetProperty("wouldJoin").GetInt32(),
            (await AllAsync(http, $"{under}/joiners", preview.GetProperty("wouldJoin").GetInt32())).Count
        );
        Assert.Equal(
            preview.GetProperty("problems").GetInt32(),
            (await AllAsync(http, $"{under}/problems", preview.GetProperty("problems").GetInt32())).Count
        );
        using (var file = await http.GetAsync($"{under}/export?list=leavers", Tests.Token))
            Assert.Equal(leaving + 1, CsvReading.Rows(await file.Content.ReadAsStringAsync(Tests.Token), ',').Count);

        using var browser = new PlainBrowser(own.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        await ShowsAsync($"50 of {leaving}", 50, "");
        await ShowsAsync($"{leaving} of {leaving}", leaving, "&leavers=1000");
        using (var file = await browser.GetAsync($"/connections/corp/previews/{number}/leavers.csv"))
        {
            var rows = CsvReading.Rows(await file.Content.ReadAsStringAsync(Tests.Token), ',');
            Assert.Equal(["signInName", "name", "memberships", "evidence", "user"], rows[0]);
            Assert.Equal(leavers.Select(leaver => leaver.GetProperty("user").GetString()), rows.Skip(1).Select(row => row[0]));
        }

        async Task ShowsAsync(string place, int people, string rows)
        {
            using var answer = await browser.GetAsync($"/people/import?connection=corp&preview={number}{rows}");
            var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Tests.Token));
            Assert.Contains($">{place}<", text, StringComparison.Ordinal);
            Assert.Equal(people, text.Split("loses ").Length - 1);
        }
    }

    [Fact]
    public async Task A_preview_that_is_not_kept_or_of_another_connection_is_not_there()
    {
        using var http = rig.As("Owner");
        using var gone = await http.SendAsync("GET", "/api/v1/connections/corp/import-rule/previews/999999/leavers");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var browser = new PlainBrowser(rig.Server.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        using var file = await browser.GetAsync("/connections/corp/previews/999999/leavers.csv");
        Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
        using var page = await browser.GetAsync("/people/import?connection=corp&preview=999999");
        Assert.Contains("This preview is not kept any more", await page.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
    }

    private static async Task<List<JsonElement>> AllAsync(HttpClient http, string path, int total)
    {
        var (found, cursor) = (new List<JsonElement>(), "");
        do
        {
            var page = await http.JsonAsync($"{path}?limit=40&total=true{cursor}");
            Assert.Equal(total, page.GetProperty("total").GetInt32());
            found.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : "";
        } while (cursor.Length > 0);
        return found;
    }
}

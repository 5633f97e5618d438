using System.Net;
using System.Text.Json;

namespace Muster.Server.Tests.Api;

/// <summary>Lists, page by page.</summary>
[Collection(ApiRig.Name)]
public sealed class ListTests(ApiRig rig)
{
    [Fact]
    public async Task Members_came_directly_or_through_a_nested_group_and_never_both()
    {
        using var http = rig.As("Auditor");
        async Task<long> CountAsync(int key, string filter) =>
            (await http.JsonAsync($"/api/v1/groups/{key}/members?limit=1&total=true{filter}")).GetProperty("total").GetInt64();
        var through = 0L;
        foreach (var group in (await http.JsonAsync("/api/v1/groups?limit=100")).GetProperty("items").EnumerateArray())
        {
            var key = group.GetProperty("key").GetInt32();
            var nested = await CountAsync(key, "&through=true");
            Assert.Equal(await CountAsync(key, ""), await CountAsync(key, "&direct=true") + nested);
            through += nested;
        }
        Assert.NotEqual(0, through);
    }

    [Theory]
    [InlineData("/api/v1/users", "userPrincipalName", "users list --limit 0")]
    [InlineData("/api/v1/users?search=a&state=active", "userPrincipalName", "users list --search a --state active --limit 0")]
    [InlineData("/api/v1/groups", "name", "groups list --limit 0")]
    public async Task All_pages_together_are_what_the_command_line_lists(string path, string property, string command)
    {
        var rows = new List<JsonElement>();
        using var http = rig.As("Auditor");
        string? next = null;
        do
        {
            var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = await http.JsonAsync($"{path}{mark}limit=7{(next is null ? "" : $"&cursor={next}")}");
            rows.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
        } while (next is not null);
        var listed = await rig.Server.Tenant.MustAsync(0, Tests.Token, [.. command.Split(' '), "--json"]);
        var expected = listed.JsonLines.Where(line => line.TryGetProperty(property, out _));
        Assert.True(rows.Count > 14);
        Assert.Equal(
            expected.Select(line => line.GetProperty(property).GetString()),
            rows.Select(row => row.GetProperty(property).GetString())
        );
    }

    [Fact]
    public async Task Explained_memberships_of_a_group_and_of_a_person_are_paged_to_their_end_and_counted()
    {
        using var http = rig.As("Auditor");
        var groups = (await http.JsonAsync("/api/v1/groups?limit=100")).GetProperty("items").EnumerateArray().ToList();
        var largest = groups.MaxBy(group => group.GetProperty("members").GetInt32());
        var group = $"group={largest.GetProperty("key").GetInt32()}";
        var whole = (await http.JsonAsync($"/api/v1/explain/memberships?limit=500&{group}")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(largest.GetProperty("members").GetInt32() + largest.GetProperty("owners").GetInt32(), whole.Count);
        foreach (var asked in new[] { group, $"user={Uri.EscapeDataString(whole[0].GetProperty("userPrincipalName").GetString()!)}" })
        {
            var all = await http.JsonAsync($"/api/v1/explain/memberships?limit=500&total=true&{asked}");
            var expected = all.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()).ToList();
            Assert.Equal(expected.Count, all.GetProperty("total").GetInt32());
            var (paged, cursor) = (new List<string>(), "");
            do
            {
                var page = await http.JsonAsync($"/api/v1/explain/memberships?limit=10&{asked}{cursor}");
                paged.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()));
                cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : "";
            } while (cursor.Length > 0);
            Assert.Equal(expected, paged);
        }
    }

    [Fact]
    public async Task Local_people_are_listed_and_sent_by_themselves_whoever_asks()
    {
        string[] upns = ["local.one@here.example", "local.two@here.example"];
        foreach (var upn in upns)
            await rig.Server.Tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", upn, "--name", "Of here");
        using var http = rig.As("Auditor");
        async Task<IReadOnlyList<JsonElement>> ItemsAsync(string filter) =>
            [.. (await http.JsonAsync($"/api/v1/users?limit=500{filter}")).GetProperty("items").EnumerateArray()];
        static string? Upn(JsonElement user) => user.GetProperty("userPrincipalName").GetString();

        var (all, local) = (await ItemsAsync(""), await ItemsAsync("&state=local"));

        Assert.Equal(all.Where(user => user.GetProperty("id").ValueKind == JsonValueKind.Null).Select(Upn), local.Select(Upn));
        Assert.InRange(local.Count, upns.Length, all.Count - 1);
        Assert.Empty(upns.Except(local.Select(Upn)));
        using var sent = await http.SendAsync("GET", "/api/v1/export/users?format=jsonl&state=local");
        var lines = (await sent.Content.ReadAsStringAsync(Tests.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            local.Select(Upn),
            lines.Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.TryGetProperty("user", out _)).Select(Upn)
        );
        var listed = await rig.Server.Tenant.MustAsync(0, Tests.Token, "users", "list", "--state", "local", "--limit", "0", "--json");
        Assert.Equal(local.Select(Upn), listed.JsonLines.Where(line => line.TryGetProperty("userPrincipalName", out _)).Select(Upn));
    }

    [Fact]
    public async Task Connections_are_found_by_name_health_and_mode_and_entries_of_the_audit_log_by_connection()
    {
        using var http = rig.As("Auditor");
        async Task<int> CountAsync(string path) => (await http.JsonAsync(path)).GetProperty("items").GetArrayLength();
        var mode = (await http.JsonAsync("/api/v1/connections")).GetProperty("items")[0].GetProperty("mode").GetString();
        var health = (await http.JsonAsync("/api/v1/status")).GetProperty("connections")[0].GetProperty("word").GetString();
        Assert.Equal(1, await CountAsync($"/api/v1/connections?search=COR&health={health}&mode={mode}"));
        Assert.Equal(0, await CountAsync("/api/v1/connections?search=nowhere"));
        Assert.Equal(0, await CountAsync($"/api/v1/connections?health={(health == "neverRun" ? "paused" : "neverRun")}"));
        Assert.Equal(0, await CountAsync($"/api/v1/connections?mode={(mode == "manual" ? "automatic" : "manual")}"));
        Assert.NotEqual(0, await CountAsync("/api/v1/audit?connection=corp&limit=5"));
        Assert.Equal(0, await CountAsync("/api/v1/audit?connection=never&limit=5"));
    }

    [Fact]
    public async Task All_are_counted_only_when_that_is_asked_for()
    {
        using var http = rig.As("Auditor");
        Assert.Equal(JsonValueKind.Null, (await http.JsonAsync("/api/v1/users?limit=2")).GetProperty("total").ValueKind);
        var total = (await http.JsonAsync("/api/v1/users?limit=2&total=true")).GetProperty("total").GetInt64();
        var all = (await http.JsonAsync("/api/v1/users?limit=500")).GetProperty("items").GetArrayLength();
        Assert.Equal(all, total);
    }

    [Fact]
    public async Task A_cursor_that_was_changed_or_is_of_another_list_is_refused()
    {
        using var http = rig.As("Auditor");
        var cursor = (await http.JsonAsync("/api/v1/users?limit=2")).GetProperty("next").GetString()!;
        var middle = cursor.Length / 2;
        var changed = cursor[..middle] + (cursor[middle] == 'A' ? 'B' : 'A') + cursor[(middle + 1)..];
        foreach (
            var path in new[]
            {
                $"/api/v1/users?limit=2&cursor={changed}",
                $"/api/v1/groups?limit=2&cursor={cursor}",
                $"/api/v1/users?limit=2&search=a&cursor={cursor}",
                "/api/v1/users?cursor=x",
            }
        )
        {
            using var answer = await http.SendAsync("GET", path);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var error = (await answer.BodyAsync()).GetProperty("errors")[0];
            Assert.Equal("?cursor", error.GetProperty("pointer").GetString());
        }
    }
}

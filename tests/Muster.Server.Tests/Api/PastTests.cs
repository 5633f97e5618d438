using System.Net;
using System.Text;
using System.Text.Json;
using Muster.Engine.History;

namespace Muster.Server.Tests.Api;

/// <summary>What was, and what differs: comparisons, drift, versions, reports, files.</summary>
[Collection(ApiRig.Name)]
public sealed class PastTests(ApiRig rig)
{
    [Fact]
    public async Task Two_moments_compared_page_by_page_are_what_the_command_line_finds()
    {
        using var http = rig.As("Auditor");
        var now = (await http.JsonAsync("/api/v1/status")).GetProperty("revision").GetInt64();
        var rows = new List<string>();
        string? next = null;
        do
        {
            var page = await http.JsonAsync(
                $"/api/v1/compare?from=revision:1&to=revision:{now}&limit=200{(next is null ? "" : $"&cursor={next}")}"
            );
            rows.AddRange(page.GetProperty("items").EnumerateArray().Select(Words));
            next = page.GetProperty("next").GetString();
        } while (next is not null);
        var told = await rig.Server.Tenant.MustAsync(
            0,
            Tests.Token,
            "compare",
            "--from",
            "revision:1",
            "--to",
            $"revision:{now}",
            "--limit",
            "0",
            "--json"
        );
        Assert.True(rows.Count > 400);
        Assert.Equal(told.JsonLines.Select(Words), rows);
        using var turned = await http.SendAsync("GET", $"/api/v1/compare?from=revision:{now}&to=revision:1");
        Assert.Equal(HttpStatusCode.BadRequest, turned.StatusCode);
    }

    [Fact]
    public async Task Drift_is_listed_with_who_made_it_so_and_healed_by_a_run()
    {
        using var http = rig.As("Administrator");
        var group = (await http.JsonAsync("/api/v1/groups?limit=50&link=linked"))
            .GetProperty("items")
            .EnumerateArray()
            .First(row => row.GetProperty("members").GetInt32() > 3);
        var key = group.GetProperty("key").GetInt32();
        using var read = await http.SendAsync("GET", $"/api/v1/groups/{key}");
        var edits = await SetAsync(http, key, """{"handEdits":"allow"}""", read.Headers.ETag!.ToString());
        var member = (await http.JsonAsync($"/api/v1/groups/{key}/members?direct=true&limit=1")).GetProperty("items")[0];
        using var taken = await http.SendAsync(
            "POST",
            $"/api/v1/groups/{key}/members/remove",
            $$"""{"user":"{{member.GetProperty("user").GetString()}}","reason":"by hand"}"""
        );
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync(Tests.Token));
        using var looked = await http.SendAsync("POST", "/api/v1/connections/corp/drift/read", null, ApiHttp.Key());
        await http.EndOfAsync(looked);
        var drift = await http.JsonAsync($"/api/v1/connections/corp/drift?group={key}&total=true");
        var row = drift.GetProperty("items")[0];
        Assert.Equal(("missingMember", "manualEdit"), (row.GetProperty("what").GetString(), row.GetProperty("kind").GetString()));
        Assert.Equal("Test Administrator (token test)", row.GetProperty("by").GetString());
        using var healed = await http.SendAsync(
            "POST",
            "/api/v1/connections/corp/drift/heal",
            $$"""{"groups":["{{group.GetProperty("name").GetString()}}"]}""",
            ApiHttp.Key()
        );
        var end = await http.EndOfAsync(healed);
        Assert.Equal(JsonValueKind.Null, end.GetProperty("failure").ValueKind);
        Assert.Empty((await http.JsonAsync($"/api/v1/connections/corp/drift?group={key}")).GetProperty("items").EnumerateArray());
        await SetAsync(http, key, """{"handEdits":null}""", edits);
        var history = (await http.JsonAsync($"/api/v1/groups/{key}/history")).GetProperty("items");
        Assert.Equal((1, 0), (history[0].GetProperty("membersAdded").GetInt32(), history[0].GetProperty("membersRemoved").GetInt32()));
        Assert.Equal(group.GetProperty("members").GetInt32(), history[0].GetProperty("members").GetInt32());
    }

    [Fact]
    public async Task Memberships_over_time_are_the_sum_of_the_histories_of_all_groups()
    {
        using var http = rig.As("Auditor");
        var history = rig.Server.Server.Muster.Database.History;
        var changes = new List<GroupActivity>();
        for (var key = 1; key <= 400; key++)
            changes.AddRange(await history.GroupActivityAsync(key, Tests.Token));
        var sums = changes
            .GroupBy(change => change.Made.Number)
            .OrderByDescending(group => group.Key)
            .Select(group => (group.Key, group.Sum(it => it.MembersAdded), group.Sum(it => it.MembersRemoved)));
        var all = (await http.JsonAsync("/api/v1/groups/history?limit=500")).GetProperty("items").EnumerateArray().ToList();
        Assert.NotEmpty(all);
        Assert.Equal(
            sums,
            all.Select(change =>
                (
                    change.GetProperty("revision").GetInt64(),
                    change.GetProperty("membersAdded").GetInt32(),
                    change.GetProperty("membersRemoved").GetInt32()
                )
            )
        );
        Assert.Equal(changes.Sum(change => change.OwnersAdded - change.OwnersRemoved), all[0].GetProperty("owners").GetInt32());
    }

    [Fact]
    public async Task A_configuration_file_is_taken_out_looked_at_and_applied_as_it_was_seen()
    {
        using var http = rig.As("Administrator");
        var yaml = await http.GetStringAsync("/api/v1/config", Tests.Token);
        Assert.Contains("version", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("ecret", yaml, StringComparison.Ordinal);
        var told = await rig.Server.Tenant.MustAsync(0, Tests.Token, "config", "export", "--format", "json");
        var file = await http.GetStringAsync("/api/v1/config?format=json", Tests.Token);
        Assert.Equal(told.Output, file);
        using var same = await PostAsync(http, "draft", new { file = yaml });
        Assert.Empty((await same.BodyAsync()).GetProperty("changes").EnumerateArray());
        var root = System.Text.Json.Nodes.JsonNode.Parse(file)!.AsObject();
        var settings = root["connections"]![0]!["settings"] as System.Text.Json.Nodes.JsonObject ?? [];
        settings["guards.runStated.percent"] = "4";
        root["connections"]![0]!["settings"] = settings.DeepClone();
        var changed = root.ToJsonString();
        using var draft = await PostAsync(http, "draft", new { file = changed });
        var shown = await draft.BodyAsync();
        Assert.True(draft.IsSuccessStatusCode, shown.GetRawText());
        Assert.NotEmpty(shown.GetProperty("changes").EnumerateArray());
        using var unseen = await PostAsync(http, "apply", new { file = changed, reason = "test" });
        Assert.Equal("confirmationNeeded", (await unseen.BodyAsync()).GetProperty("code").GetString());
        using var applied = await PostAsync(
            http,
            "apply",
            new
            {
                file = changed,
                reason = "test",
                confirm = shown.GetProperty("hash").GetString(),
            }
        );
        var done = await applied.BodyAsync();
        Assert.True(done.GetProperty("applied").GetBoolean(), done.GetRawText());
        var versions = await http.JsonAsync("/api/v1/connections/corp/settings/history?setting=guards.runStated.percent");
        Assert.Equal("4", versions.GetProperty("items")[0].GetProperty("changes")[0].GetProperty("after").GetString());
        using var back = await PostAsync(http, "draft", new { file });
        using var undone = await PostAsync(
            http,
            "apply",
            new
            {
                file,
                reason = "test",
                confirm = (await back.BodyAsync()).GetProperty("hash").GetString(),
            }
        );
        Assert.True(undone.IsSuccessStatusCode, await undone.Content.ReadAsStringAsync(Tests.Token));
        using var broken = await PostAsync(http, "draft", new { file = "version: 1\nconnections: oops" });
        var problem = await broken.BodyAsync();
        Assert.Equal("/file", problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Contains("Line 2", problem.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_users_come_from_a_file_after_a_look_and_every_bad_line_is_named()
    {
        using var http = rig.As("Operator");
        const string file = "userPrincipalName,displayName\nlena@file.example,Lena\nomar@file.example,Omar\n";
        using var look = await CsvAsync(http, "/api/v1/users/import?dryRun=true", file);
        var shown = await look.BodyAsync();
        Assert.True(shown.GetProperty("dryRun").GetBoolean(), shown.GetRawText());
        Assert.Equal(2, shown.GetProperty("steps").GetProperty("usersCreated").GetInt32());
        using var missing = await http.SendAsync("GET", "/api/v1/users/lena@file.example");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var done = await CsvAsync(http, "/api/v1/users/import", file);
        Assert.Equal("applied", (await done.BodyAsync()).GetProperty("outcome").GetString());
        var history = (await http.JsonAsync("/api/v1/users/lena@file.example/history")).GetProperty("items");
        Assert.Equal("joined", history[0].GetProperty("changes")[0].GetString());
        using var bad = await CsvAsync(http, "/api/v1/users/import", "userPrincipalName,mail\nx,y\n");
        var problem = await bad.BodyAsync();
        Assert.Equal("invalidFile", problem.GetProperty("code").GetString());
        Assert.StartsWith("/2/", problem.GetProperty("errors")[0].GetProperty("pointer").GetString(), StringComparison.Ordinal);
        using var json = await http.SendAsync("POST", "/api/v1/users/import", "{}");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        var matches = await http.JsonAsync("/api/v1/connections/corp/user-matches?search=file.example&state=unmatched");
        Assert.Equal(2, matches.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_rule_is_counted_while_it_is_written_and_says_why_it_covers_somebody()
    {
        using var http = rig.As("Administrator");
        const string rule = "\"where\":\"userType = Member\"";
        using var sample = await http.SendAsync("POST", "/api/v1/connections/corp/import-rule/sample", $$"""{{{rule}}}""");
        var counted = await sample.BodyAsync();
        Assert.True(counted.GetProperty("enabled").GetInt64() > 100, counted.GetRawText());
        Assert.Equal(10, counted.GetProperty("people").GetArrayLength());
        var person = counted.GetProperty("people")[0].GetProperty("userPrincipalName").GetString();
        var why = await http.JsonAsync($"/api/v1/connections/corp/import-rule/why?user={Uri.EscapeDataString(person!)}");
        Assert.True(why.GetProperty("covered").GetBoolean());
        var check = await http.JsonAsync($"/api/v1/connections/corp/check?user={Uri.EscapeDataString(person!)}");
        Assert.Equal(7, check.GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public async Task An_undo_does_what_was_previewed_or_nothing()
    {
        using var http = rig.As("Operator");
        var key = (await http.JsonAsync("/api/v1/groups?limit=2&link=linked")).GetProperty("items")[1].GetProperty("key").GetInt32();
        var users = (await http.JsonAsync("/api/v1/users?state=active&limit=200")).GetProperty("items").EnumerateArray();
        var members = (await http.JsonAsync($"/api/v1/groups/{key}/members?limit=500")).GetProperty("items").GetRawText();
        var user = users
            .Select(row => row.GetProperty("handle").GetString()!)
            .First(handle => !members.Contains(handle, StringComparison.Ordinal));
        using var made = await http.SendAsync(
            "POST",
            "/api/v1/exceptions",
            $$"""{"group":{{key}},"user":"{{user}}","kind":"include","reason":"covers"}"""
        );
        var exception = await made.BodyAsync();
        Assert.True(made.IsSuccessStatusCode, exception.GetRawText());
        var run = exception.GetProperty("run").GetProperty("id").GetInt64();
        using var preview = await http.SendAsync("POST", "/api/v1/runs/undo/preview", $$"""{"runs":[{{run}}]}""");
        var shown = await preview.BodyAsync();
        Assert.True(preview.IsSuccessStatusCode, shown.GetRawText() + exception.GetRawText());
        var hash = shown.GetProperty("hash").GetString();
        using var other = await http.SendAsync("POST", "/api/v1/runs/undo", $$"""{"runs":[{{run}}],"confirm":"x"}""", ApiHttp.Key());
        var refused = await http.EndOfAsync(other);
        Assert.Contains("has changed since", refused.GetProperty("failure").GetString(), StringComparison.Ordinal);
        using var undone = await http.SendAsync(
            "POST",
            "/api/v1/runs/undo",
            $$"""{"runs":[{{run}}],"confirm":"{{hash}}"}""",
            ApiHttp.Key()
        );
        var end = await http.EndOfAsync(undone);
        Assert.Equal(JsonValueKind.Null, end.GetProperty("failure").ValueKind);
        using var look = await http.SendAsync("POST", $"/api/v1/groups/{key}/unlink?dryRun=true");
        Assert.True((await look.BodyAsync()).GetProperty("dryRun").GetBoolean());
        Assert.Equal("linked", (await http.JsonAsync($"/api/v1/groups/{key}")).GetProperty("link").GetString());
    }

    [Fact]
    public async Task Lists_are_taken_out_as_files_as_of_any_time_and_that_is_on_record()
    {
        using var http = rig.As("Auditor");
        var all = (await http.JsonAsync("/api/v1/users?limit=1&total=true&at=revision:1")).GetProperty("total").GetInt64();
        var csv = await http.GetStringAsync("/api/v1/export/users?at=revision:1", Tests.Token);
        Assert.Equal(all + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        using var book = await http.SendAsync("GET", "/api/v1/export/groups?format=xlsx");
        Assert.Equal((byte)'P', (await book.Content.ReadAsByteArrayAsync(Tests.Token))[0]);
        var state = await http.GetStringAsync("/api/v1/export/state?format=csv", Tests.Token);
        var lines = (await http.GetStringAsync("/api/v1/export/state", Tests.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(
            state.Split("\r\n").Length > lines.Count(line => line.StartsWith("{\"type\":\"membership\"", StringComparison.Ordinal))
        );
        var log = await http.JsonAsync("/api/v1/audit?action=list.exported&limit=500");
        Assert.Contains(
            log.GetProperty("items").EnumerateArray(),
            entry =>
                entry.GetProperty("subject").GetString() == "users" && entry.GetProperty("detail").GetProperty("rows").GetInt64() == all
        );
        var note = await http.JsonAsync("/api/v1/audit/checkpoint");
        using var verified = await PostAsync(http, "../audit/verify", new { checkpoints = new[] { note.GetRawText() } });
        Assert.True((await verified.BodyAsync()).GetProperty("ok").GetBoolean());
        var exported = (await http.GetStringAsync("/api/v1/audit/export?action=run.*", Tests.Token)).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        Assert.All(exported, line => Assert.Contains("\"run.", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/v1/export/users?at=revision:1", "users")]
    [InlineData("/api/v1/audit/export?action=run.*", "audit")]
    [InlineData("/api/v1/audit/export?format=csv", "audit")]
    public async Task A_signed_list_comes_with_its_manifest_and_is_proved_with_the_public_key(string path, string listed)
    {
        using var http = rig.As("Auditor");
        var key = (await http.JsonAsync("/api/v1/audit/signing-key")).GetProperty("publicKey").GetString()!;
        await using var body = await http.GetStreamAsync($"{path}&signed=true", Tests.Token);
        using var buffer = new MemoryStream();
        await body.CopyToAsync(buffer, Tests.Token);
        using var zip = new System.IO.Compression.ZipArchive(buffer);
        Assert.Equal(2, zip.Entries.Count);
        using var content = new MemoryStream();
        await using (var list = await zip.Entries[0].OpenAsync(Tests.Token))
            await list.CopyToAsync(content, Tests.Token);
        using var signature = new StreamReader(await zip.Entries[1].OpenAsync(Tests.Token));
        var manifest = JsonDocument
            .Parse(Engine.Signing.Jws.Open(await signature.ReadToEndAsync(Tests.Token), "muster-export-manifest", key))
            .RootElement;
        Assert.Equal(zip.Entries[0].FullName, manifest.GetProperty("file").GetString());
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content.ToArray())),
            manifest.GetProperty("sha256").GetString()
        );
        Assert.Equal(listed, manifest.GetProperty("list").GetString());
        if (listed == "users")
            Assert.Equal("1", manifest.GetProperty("about").GetProperty("Revision").GetString());
    }

    [Fact]
    public async Task Groups_are_reported_with_what_there_is_to_tidy_up_as_on_the_command_line()
    {
        using var http = rig.As("Auditor");
        var report = await http.JsonAsync("/api/v1/groups/report?only=noPurpose&only=noAccountable&limit=500");
        var told = await rig.Server.Tenant.MustAsync(
            0,
            Tests.Token,
            "groups",
            "report",
            "--only",
            "noPurpose",
            "noAccountable",
            "--limit",
            "0",
            "--json"
        );
        Assert.Equal(
            told.JsonLines.Where(line => line.TryGetProperty("name", out _)).Select(line => line.GetProperty("name").GetString()),
            report.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("name").GetString())
        );
        var (whole, paged, cursor) = (
            report.GetProperty("items").EnumerateArray().Select(row => row.GetRawText()).ToList(),
            new List<string>(),
            ""
        );
        do
        {
            var page = await http.JsonAsync($"/api/v1/groups/report?only=noPurpose&only=noAccountable&limit=2&total=true{cursor}");
            Assert.Equal(whole.Count, page.GetProperty("total").GetInt32());
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetRawText()));
            // The pages that follow show the same state, whatever comes meanwhile.
            if (cursor.Length == 0)
                await rig.Server.Tenant.MustAsync(0, Tests.Token, "groups", "create", "zz made between two pages", "--connection", "corp");
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : "";
        } while (cursor.Length > 0);
        Assert.True(whole.Count > 4, $"only {whole.Count} groups");
        Assert.Equal(whole, paged);
        await rig.Server.Tenant.MustAsync(
            0,
            Tests.Token,
            "groups",
            "retire",
            "zz made between two pages",
            "--confirm",
            "zz made between two pages"
        );
        using var unknown = await http.SendAsync("GET", "/api/v1/groups/report?only=ugly");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        using var simulated = await http.SendAsync(
            "POST",
            "/api/v1/connections/corp/guard-rails/simulate",
            """{"values":{"guards.runStated.percent":"1"},"days":30}"""
        );
        Assert.True((await simulated.BodyAsync()).GetProperty("runs").GetInt32() > 0);
    }

    [Fact]
    public async Task A_connection_is_verified_by_a_full_read_and_a_plan_is_compared_with_a_fresh_one()
    {
        using var http = rig.As("Operator");
        using var begun = await http.SendAsync("POST", "/api/v1/connections/corp/verify", null, ApiHttp.Key());
        var run = await http.JsonAsync((await http.EndOfAsync(begun)).GetProperty("result").GetString()!);
        Assert.Equal("verify", run.GetProperty("verb").GetString());
        using var planned = await http.SendAsync("POST", "/api/v1/plans", "{}", ApiHttp.Key());
        var plan = (await http.EndOfAsync(planned)).GetProperty("result").GetString();
        using var compared = await http.SendAsync("POST", plan + "/compare", """{"read":false}""");
        Assert.True((await compared.BodyAsync()).GetProperty("same").GetBoolean());
    }

    private static async Task<string> SetAsync(HttpClient http, int key, string values, string tag)
    {
        var path = $"/api/v1/groups/{key}";
        using var draft = await http.SendAsync("PATCH", path, $$"""{"values":{{values}},"draft":true}""", ("If-Match", tag));
        var hash = (await draft.BodyAsync()).GetProperty("hash").GetString();
        using var saved = await http.SendAsync(
            "PATCH",
            path,
            $$"""{"values":{{values}},"reason":"test","confirm":"{{hash}}"}""",
            ("If-Match", tag)
        );
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync(Tests.Token));
        return saved.Headers.ETag!.ToString();
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string verb, object body) =>
        http.SendAsync("POST", $"/api/v1/config/{verb}", JsonSerializer.Serialize(body));

    private static async Task<HttpResponseMessage> CsvAsync(HttpClient http, string path, string file)
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        return await http.PostAsync(path, content, Tests.Token);
    }

    private static string Words(JsonElement row)
    {
        string? Text(string name) =>
            row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var changes = string.Join(',', row.GetProperty("changes").EnumerateArray().Select(change => change.GetString()));
        return $"{Text("type")} {Text("group")} {Text("userPrincipalName")} {Text("relation")} {changes}";
    }
}

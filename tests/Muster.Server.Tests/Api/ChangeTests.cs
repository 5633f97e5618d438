using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Server.Api;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Tests.Api;

/// <summary>Changes: by the version that was seen, with a reason, with what they do.</summary>
[Collection(ApiRig.Name)]
public sealed class ChangeTests(ApiRig rig)
{
    [Fact]
    public async Task Of_two_who_saw_the_same_version_one_saves_and_the_other_is_told()
    {
        using var http = rig.As("Owner");
        using var read = await http.SendAsync("GET", "/api/v1/connections/corp/settings");
        var tag = read.Headers.ETag!.ToString();
        Assert.DoesNotContain("W/", tag, StringComparison.Ordinal);
        const string path = "/api/v1/connections/corp/guard-rails";
        using var draft = await http.SendAsync(
            "PUT",
            path,
            """{"values":{"guards.runStated.percent":"3"},"draft":true}""",
            ("If-Match", tag)
        );
        var shown = await draft.BodyAsync();
        Assert.True(draft.IsSuccessStatusCode, shown.GetRawText());
        Assert.False(shown.GetProperty("saved").GetBoolean());
        Assert.Equal("guards.runStated.percent", shown.GetProperty("changes")[0].GetProperty("path").GetString());
        var hash = shown.GetProperty("hash").GetString();
        var body = $$"""{"values":{"guards.runStated.percent":"3"},"reason":"test","confirm":"{{hash}}"}""";
        using var first = await http.SendAsync("PUT", path, body, ("If-Match", tag));
        Assert.True((await first.BodyAsync()).GetProperty("saved").GetBoolean());
        using var second = await http.SendAsync("PUT", path, """{"values":{},"reason":"mine"}""", ("If-Match", tag));
        Assert.Equal(HttpStatusCode.PreconditionFailed, second.StatusCode);
        var seen = ("If-Match", first.Headers.ETag!.ToString());
        using var unseen = await http.SendAsync("PUT", path, """{"values":{},"reason":"mine"}""", seen);
        Assert.Equal(HttpStatusCode.Conflict, unseen.StatusCode);
        Assert.Equal("confirmationNeeded", (await unseen.BodyAsync()).GetProperty("code").GetString());
        using var other = await http.SendAsync("PUT", path, $$"""{"values":{},"reason":"mine","confirm":"{{hash}}"}""", seen);
        Assert.Equal("draftChanged", (await other.BodyAsync()).GetProperty("code").GetString());
        using var back = await http.SendAsync("PUT", path, """{"values":{},"draft":true}""", seen);
        var looked = (await back.BodyAsync()).GetProperty("hash").GetString();
        using var third = await http.SendAsync("PUT", path, $$"""{"values":{},"reason":"mine","confirm":"{{looked}}"}""", seen);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public async Task A_group_gets_a_purpose_by_the_version_that_was_seen()
    {
        using var http = rig.As("Operator");
        var key = (await http.JsonAsync("/api/v1/groups?limit=1")).GetProperty("items")[0].GetProperty("key").GetInt32();
        using var read = await http.SendAsync("GET", $"/api/v1/groups/{key}");
        using var stale = await http.SendAsync(
            "PATCH",
            $"/api/v1/groups/{key}",
            """{"values":{"purpose":"x"}}""",
            ("If-Match", "\"other\"")
        );
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        using var saved = await http.SendAsync(
            "PATCH",
            $"/api/v1/groups/{key}",
            """{"values":{"purpose":"First level"}}""",
            ("If-Match", read.Headers.ETag!.ToString())
        );
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync(Tests.Token));
        var group = await http.JsonAsync($"/api/v1/groups/{key}");
        Assert.Equal("First level", group.GetProperty("purpose").GetString());
        using var again = await http.SendAsync("GET", $"/api/v1/groups/{key}");
        Assert.Equal(saved.Headers.ETag, again.Headers.ETag);
    }

    [Fact]
    public async Task A_token_that_is_made_works_until_it_is_revoked_and_can_do_no_more_than_its_maker()
    {
        using var http = rig.As("Operator");
        var end = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O");
        using var more = await http.SendAsync("POST", "/api/v1/tokens", $$"""{"name":"ci","scope":"owner","expiresAt":"{{end}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, more.StatusCode);
        var later = TimeProvider.System.GetUtcNow().AddDays(400).ToString("O");
        using var longer = await http.SendAsync("POST", "/api/v1/tokens", $$"""{"name":"ci","scope":"auditor","expiresAt":"{{later}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, longer.StatusCode);
        var order = $$"""{"name":"ci","scope":"auditor","expiresAt":"{{end}}"}""";
        // One that leaked would leave a second behind when it is revoked.
        using var child = await http.SendAsync("POST", "/api/v1/tokens", order);
        Assert.Equal(HttpStatusCode.Forbidden, child.StatusCode);
        using var browser = new Muster.Testing.PlainBrowser(rig.Server.Address, Tests.Token);
        await browser.SignInAsync("operator@example.com", Muster.Testing.ServerRig.Password);
        using var made = await browser.PostAsync("/api/v1/tokens", order);
        var answer = await made.BodyAsync();
        Assert.True(made.IsSuccessStatusCode, answer.GetRawText());
        var secret = answer.GetProperty("secret").GetString()!;
        using var program = rig.As("anonymous");
        program.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        Assert.Equal("auditor", (await program.JsonAsync("/api/v1/me")).GetProperty("role").GetString());
        Assert.DoesNotContain(secret, (await http.JsonAsync("/api/v1/tokens?limit=500")).GetRawText(), StringComparison.Ordinal);
        var id = answer.GetProperty("token").GetProperty("id").GetString();
        using var revoked = await http.SendAsync("POST", $"/api/v1/tokens/{id}/revoke", "{}");
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        using var refused = await program.SendAsync("GET", "/api/v1/me");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var log = await http.JsonAsync("/api/v1/audit?action=token.*&limit=500");
        Assert.Equal(
            ["token.made", "token.revoked"],
            log.GetProperty("items")
                .EnumerateArray()
                .Where(row => row.GetRawText().Contains(id!, StringComparison.Ordinal))
                .Select(row => row.GetProperty("action").GetString())
        );
        Assert.DoesNotContain(secret, log.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_is_added_tested_and_removed_and_never_shows_its_secret()
    {
        using var http = rig.As("Administrator");
        using var added = await http.SendAsync(
            "POST",
            "/api/v1/connections",
            """{"name":"second","tenantId":"contoso.com","clientId":"3a5e0c5e-8f4e-4c6e-9d51-6f1f0f6f91c0","clientSecret":"canary-secret"}"""
        );
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using var read = await http.SendAsync("GET", added.Headers.Location!.ToString());
        Assert.DoesNotContain("canary-secret", await read.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        using var several = await http.SendAsync("POST", "/api/v1/sync", "{}", ApiHttp.Key());
        Assert.Equal("/connection", (await several.BodyAsync()).GetProperty("errors")[0].GetProperty("pointer").GetString());
        using var removed = await http.SendAsync("DELETE", "/api/v1/connections/second", null, ("If-Match", read.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.False(removed.Headers.Contains("Muster-Not-Ended"));
        var test = await (await http.SendAsync("POST", "/api/v1/connections/corp/test")).BodyAsync();
        Assert.True(test.GetProperty("ok").GetBoolean(), test.GetRawText());
    }

    [Fact]
    public async Task What_could_not_be_ended_at_the_directory_is_told_over_the_api_and_on_the_command_line_as_in_the_app()
    {
        var tenant = rig.Server.Tenant;
        var muster = rig.Server.Server.Muster;
        foreach (var name in new[] { "trial", "other trial" })
        {
            await tenant.MustAsync(0, Tests.Token, tenant.AddCommand("not-the-secret", ("--name", name)));
            var added = (await muster.Connections.FindAsync(name, Tests.Token))!;
            await muster.Database.Subscriptions.EnableAsync(added.Key, "test", Tests.Token);
        }
        using var http = rig.As("Administrator");
        using var read = await http.SendAsync("GET", "/api/v1/connections/trial");

        using var removed = await http.SendAsync("DELETE", "/api/v1/connections/trial", null, ("If-Match", read.Headers.ETag!.ToString()));
        var typed = await tenant.MustAsync(0, Tests.Token, "connection", "remove", "other trial", "--json");

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        var told = Uri.UnescapeDataString(Assert.Single(removed.Headers.GetValues("Muster-Not-Ended")));
        Assert.Contains("secret", told, StringComparison.OrdinalIgnoreCase);
        var notEnded = Assert.Single(typed.Json.GetProperty("notEnded").EnumerateArray()).GetString();
        Assert.Contains("secret", notEnded, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("ends by itself within four weeks", typed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_linked_only_as_it_was_looked_at()
    {
        // A server of its own: what is left behind would be held for everybody else.
        await using var own = new ApiRig();
        await own.InitializeAsync();
        using var http = own.As("Operator");
        var groups = (await http.JsonAsync("/api/v1/groups?link=linked&limit=500")).GetProperty("items").EnumerateArray();
        var group = groups.Last(row => row.GetProperty("members").GetInt32() > 1);
        var (key, to) = (group.GetProperty("key").GetInt32(), group.GetProperty("id").GetString());
        using var free = await http.SendAsync("POST", $"/api/v1/groups/{key}/unlink");
        Assert.True(free.IsSuccessStatusCode, await free.Content.ReadAsStringAsync(Tests.Token));
        var path = $"/api/v1/groups/{key}/link";
        using var unseen = await http.SendAsync("POST", path, $$"""{"to":"{{to}}"}""");
        Assert.Equal("confirmationNeeded", (await unseen.BodyAsync()).GetProperty("code").GetString());
        using var look = await http.SendAsync("POST", path, $$"""{"to":"{{to}}","dryRun":true}""");
        var sides = (await look.BodyAsync()).GetProperty("link");
        Assert.True(sides.GetProperty("stay").GetInt32() > 1, sides.GetRawText());
        var hash = sides.GetProperty("hash").GetString();
        using var other = await http.SendAsync("POST", path, $$"""{"to":"{{to}}","local":"replace","confirm":"{{hash}}"}""");
        Assert.Equal("draftChanged", (await other.BodyAsync()).GetProperty("code").GetString());
        using var linked = await http.SendAsync("POST", path, $$"""{"to":"{{to}}","confirm":"{{hash}}"}""");
        Assert.True(linked.IsSuccessStatusCode, await linked.Content.ReadAsStringAsync(Tests.Token));
    }

    [Fact]
    public async Task While_one_thing_is_being_changed_another_can_be()
    {
        var tags = rig.Server.Server.Services.GetRequiredService<Etags>();
        var slow = new TaskCompletionSource<int>();
        var first = tags.ChangeAsync(At("/api/v1/settings"), () => Task.FromResult("\"1\""), () => slow.Task);
        Assert.Equal(2, await tags.ChangeAsync(At("/api/v1/groups/1"), () => Task.FromResult("\"1\""), () => Task.FromResult(2)));
        var same = tags.ChangeAsync(At("/api/v1/Settings"), () => Task.FromResult("\"1\""), () => Task.FromResult(3));
        Assert.False(same.IsCompleted);
        slow.SetResult(1);
        var ends = await Task.WhenAll(first, same);
        Assert.Equal([1, 3], ends);

        static HttpContext At(string path)
        {
            var context = new DefaultHttpContext { RequestAborted = new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token };
            context.Request.Path = path;
            context.Request.Headers.IfMatch = "\"1\"";
            return context;
        }
    }

    [Fact]
    public void Everything_that_a_draft_of_a_configuration_file_shows_is_in_its_hash()
    {
        var effect = new EffectItem("corp", true, new PlanCounts(), new PlanCounts(), [], []);
        string Hash(EffectItem shown, string[]? left = null) => ConfigDraftItem.HashOf([], new string('a', 64), left ?? [], [], [shown]);
        string[] hashes =
        [
            Hash(effect),
            Hash(effect with { HeldAfter = [new GuardTrip("runStated", "Takes 12 of 20 members.")] }),
            Hash(effect with { HeldBefore = [new GuardTrip("runStated", "Takes 12 of 20 members.")] }),
            Hash(effect with { Unlimited = ["Owners"] }),
            Hash(effect with { More = new PlanCounts { MembersAdded = 1 } }),
            Hash(effect, ["group 'Crew'"]),
        ];
        Assert.Distinct(hashes);
        Assert.Equal(Hash(effect), Hash(effect with { HeldAfter = [], RunsHeldAfter = 3 }));
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("csv")]
    public async Task The_export_is_the_command_lines_byte_for_byte(string format)
    {
        using var http = rig.As("Auditor");
        var sent = await http.GetByteArrayAsync($"/api/v1/export/state?format={format}", Tests.Token);
        var file = Path.Combine(rig.Server.Tenant.Muster.Folder, $"state.{format}");
        await rig.Server.Tenant.MustAsync(0, Tests.Token, "export", "state", "--format", format, "--out", file);
        Assert.Equal(await File.ReadAllBytesAsync(file, Tests.Token), sent);
        if (format == "jsonl")
            foreach (var line in System.Text.Encoding.UTF8.GetString(sent).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Assert.NotNull(System.Text.Json.JsonSerializer.Deserialize<ExportLine>(line, ApiJson.Options));
    }

    [Fact]
    public async Task The_export_has_every_user_group_and_membership_of_the_command_lines()
    {
        using var http = rig.As("Auditor");
        var lines = (await http.GetStringAsync("/api/v1/export/state", Tests.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var expected = (await rig.Server.Tenant.ExportAsync(Tests.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] types = ["user", "group", "membership", "subGroup"];
        int[] Count(string[] all) =>
            [.. types.Select(type => all.Count(line => line.StartsWith($"{{\"type\":\"{type}\"", StringComparison.Ordinal)))];
        Assert.Equal(Count(expected), Count(lines));
    }

    [Fact]
    public async Task A_local_user_is_made_changed_by_the_version_seen_and_suspended()
    {
        using var http = rig.As("Operator");
        using var bad = await http.SendAsync("POST", "/api/v1/users", """{"userPrincipalName":"nobody"}""");
        Assert.Equal("/userPrincipalName", (await bad.BodyAsync()).GetProperty("errors")[0].GetProperty("pointer").GetString());
        using var made = await http.SendAsync("POST", "/api/v1/users", """{"userPrincipalName":"zoe@local.example","displayName":"Zoe"}""");
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Tests.Token));
        using var read = await http.SendAsync("GET", "/api/v1/users/zoe@local.example");
        const string body = """{"userPrincipalName":"zoe@local.example","displayName":"Zoe Lind"}""";
        using var put = await http.SendAsync("PUT", "/api/v1/users/zoe@local.example", body, ("If-Match", read.Headers.ETag!.ToString()));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Tests.Token));
        using var stale = await http.SendAsync("PUT", "/api/v1/users/zoe@local.example", body, ("If-Match", read.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        using var ended = await http.SendAsync("POST", "/api/v1/users/zoe@local.example/suspend", """{"reason":"left"}""");
        Assert.True(ended.IsSuccessStatusCode, await ended.Content.ReadAsStringAsync(Tests.Token));
        var user = (await http.JsonAsync("/api/v1/users/zoe@local.example")).GetProperty("user");
        Assert.Equal(("Zoe Lind", false), (user.GetProperty("displayName").GetString(), user.GetProperty("active").GetBoolean()));
    }

    [Fact]
    public async Task Every_reading_address_answers()
    {
        using var http = rig.As("Auditor");
        var group = (await http.JsonAsync("/api/v1/groups?limit=1&link=linked")).GetProperty("items")[0].GetProperty("key").GetInt32();
        var handle = (await http.JsonAsync("/api/v1/users?limit=1")).GetProperty("items")[0].GetProperty("handle").GetString();
        var user = Uri.EscapeDataString(handle!);
        foreach (
            var path in new[]
            {
                "me",
                "status",
                "work",
                "connections",
                "connections/corp",
                "connections/corp/import-rule",
                "connections/corp/settings",
                "connections/corp/guard-rails",
                "settings",
                $"users/{user}",
                $"groups/{group}",
                $"groups/{group}/members?total=true",
                $"groups/{group}/members?relation=owner&direct=true",
                $"explain?user={user}&group={group}",
                "directory-groups?state=linked&total=true",
                "plans",
                "runs?outcome=applied&total=true",
                "runs/1",
                "problems?state=all",
                "exceptions?at=revision:1",
                "audit?from=2020-01-01T00:00:00Z",
            }
        )
            await http.JsonAsync($"/api/v1/{path}");
        using var verified = await http.PostAsJsonAsync("/api/v1/audit/verify", new { }, Tests.Token);
        Assert.True((await verified.BodyAsync()).GetProperty("ok").GetBoolean());
    }
}

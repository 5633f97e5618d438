using System.Net;
using System.Text;
using System.Text.Json;

namespace Muster.Server.Tests.Api;

/// <summary>How the API behaves at its edges: other methods, large bodies, lists that change, a server that is set up.</summary>
[Collection(ApiRig.Name)]
public sealed class MannersTests(ApiRig rig)
{
    [Theory]
    [InlineData("/api/v1/users?limit=3")]
    [InlineData("/api/v1/connections/corp/settings")]
    [InlineData("/api/v1/export/users")]
    [InlineData("/api/v1/export/state")]
    [InlineData("/api/v1/audit/export")]
    [InlineData("/api/v1/config")]
    public async Task Head_answers_as_get_without_a_body(string path)
    {
        using var http = rig.As("Auditor");
        using var get = await http.SendAsync("GET", path);
        using var head = await http.SendAsync("HEAD", path);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType?.MediaType, head.Content.Headers.ContentType?.MediaType);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Tests.Token));
    }

    [Fact]
    public async Task Head_of_what_there_is_not_is_refused_without_a_body()
    {
        using var http = rig.As("Auditor");
        using var head = await http.SendAsync("HEAD", "/api/v1/groups/999999");
        Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Tests.Token));
        using var unknown = rig.As("anonymous");
        using var refused = await unknown.SendAsync("HEAD", "/api/v1/users");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/export/users")]
    [InlineData("/api/v1/export/groups?format=xlsx")]
    [InlineData("/api/v1/export/runs")]
    [InlineData("/api/v1/export/state?format=csv")]
    [InlineData("/api/v1/export/state")]
    [InlineData("/api/v1/audit/export")]
    public async Task Head_takes_nothing_out_and_leaves_no_record(string path)
    {
        using var http = rig.As("Auditor");
        var before = await ExportsAsync(http);
        using var head = await http.SendAsync("HEAD", path);
        Assert.True(head.IsSuccessStatusCode);
        Assert.NotNull(head.Content.Headers.ContentType);
        Assert.Equal(before, await ExportsAsync(http));
    }

    private static async Task<long> ExportsAsync(HttpClient http)
    {
        long exports = 0;
        foreach (var action in new[] { "list.exported", "state.exported", "audit.exported" })
            exports += (await http.JsonAsync($"/api/v1/audit?action={action}&total=true")).GetProperty("total").GetInt64();
        return exports;
    }

    [Theory]
    [InlineData("/api/v1/users", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/api/v1/connections/corp", "DELETE, GET, HEAD, OPTIONS, PATCH")]
    [InlineData("/api/v1/sync", "OPTIONS, POST")]
    public async Task Options_names_the_methods_and_a_wrong_one_is_told_them(string path, string methods)
    {
        using var http = rig.As("Auditor");
        using var options = await http.SendAsync("OPTIONS", path);
        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        Assert.Equal(methods, string.Join(", ", options.Content.Headers.Allow));
        using var wrong = await http.SendAsync("TRACE", path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);
        Assert.Contains(methods, (await wrong.BodyAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_too_deep_is_refused_and_a_file_may_be_larger()
    {
        using var http = rig.As("Operator");
        using var large = await http.SendAsync(
            "POST",
            "/api/v1/sync",
            $$"""{"connection":"{{new string('x', 9 << 20)}}"}""",
            ApiHttp.Key(),
            // Asks before it sends: the connection is closed under whoever does not.
            ("Expect", "100-continue")
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal("tooLarge", (await large.BodyAsync()).GetProperty("code").GetString());
        var deep = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));
        using var nested = await http.SendAsync("POST", "/api/v1/sync", $$"""{"groups":{{deep}}}""", ApiHttp.Key());
        Assert.Equal(HttpStatusCode.BadRequest, nested.StatusCode);
        using var content = new StringContent("userPrincipalName\n" + new string('x', 9 << 20), Encoding.UTF8, "text/csv");
        using var file = await http.PostAsync("/api/v1/users/import?dryRun=true", content, Tests.Token);
        Assert.Equal("invalidFile", (await file.BodyAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_list_does_not_move_while_one_pages_through_it()
    {
        using var http = rig.As("Operator");
        var expected = (await http.JsonAsync("/api/v1/users?limit=500")).GetProperty("items").EnumerateArray().Select(Handle).ToList();
        var page = await http.JsonAsync("/api/v1/users?limit=40");
        var seen = page.GetProperty("items").EnumerateArray().Select(Handle).ToList();
        using var made = await http.SendAsync("POST", "/api/v1/users", """{"userPrincipalName":"aaa-first@local.example"}""");
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Tests.Token));
        while (page.GetProperty("next").GetString() is { } next)
        {
            page = await http.JsonAsync($"/api/v1/users?limit=40&cursor={next}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(Handle));
        }
        Assert.Equal(expected, seen);
        Assert.Contains(
            "aaa-first@local.example",
            (await http.JsonAsync("/api/v1/users?limit=1")).GetProperty("items").GetRawText(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_server_is_set_up_once_and_by_the_token_of_its_console()
    {
        using var done = rig.As("anonymous");
        const string order = """{"setupToken":"setup-x","name":"Ada","mail":"ada@example.com","password":"four calm words here"}""";
        using var late = await done.SendAsync("POST", "/api/v1/setup", order);
        Assert.Equal("setupDone", (await late.BodyAsync()).GetProperty("code").GetString());
        await using var fresh = await Muster.Testing.ServerRig.EmptyAsync(Tests.Token);
        using var http = new HttpClient { BaseAddress = fresh.Address };
        using var wrong = await http.SendAsync("POST", "/api/v1/setup", order);
        Assert.Equal("/setupToken", (await wrong.BodyAsync()).GetProperty("errors")[0].GetProperty("pointer").GetString());
        var right = order.Replace("setup-x", fresh.SetupToken, StringComparison.Ordinal);
        using var weak = await http.SendAsync(
            "POST",
            "/api/v1/setup",
            right.Replace("four calm words here", "short", StringComparison.Ordinal)
        );
        Assert.Equal("/password", (await weak.BodyAsync()).GetProperty("errors")[0].GetProperty("pointer").GetString());
        using var made = await http.SendAsync("POST", "/api/v1/setup", right);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await made.BodyAsync()).GetProperty("secret").GetString());
        Assert.Equal("owner", (await http.JsonAsync("/api/v1/me")).GetProperty("role").GetString());
        using var again = await http.SendAsync("POST", "/api/v1/setup", right);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task People_who_may_sign_in_are_added_changed_by_the_version_seen_and_kept_out()
    {
        using var http = rig.As("Owner");
        using var made = await http.SendAsync("POST", "/api/v1/accounts", """{"name":"Lin","mail":"lin@example.com","role":"auditor"}""");
        var answer = await made.BodyAsync();
        Assert.True(made.StatusCode == HttpStatusCode.Created, answer.GetRawText());
        Assert.NotEmpty(answer.GetProperty("oneTimePassword").GetString()!);
        var path = made.Headers.Location!.ToString();
        using var read = await http.SendAsync("GET", path);
        var tag = ("If-Match", read.Headers.ETag!.ToString());
        using var changed = await http.SendAsync("PATCH", path, """{"role":"operator"}""", tag);
        Assert.Equal("operator", (await changed.BodyAsync()).GetProperty("role").GetString());
        using var stale = await http.SendAsync("PATCH", path, """{"disabled":true}""", tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        using var kept = await http.SendAsync("PATCH", path, """{"disabled":true}""", ("If-Match", changed.Headers.ETag!.ToString()));
        Assert.True((await kept.BodyAsync()).GetProperty("disabled").GetBoolean());
        foreach (
            var (body, pointer) in new[]
            {
                ("""{"name":"Lin Ott","mail":"lin@example.com","role":"auditor"}""", "/mail"),
                ("""{"name":"lin","mail":"lin.ott@example.com","role":"auditor"}""", "/name"),
                ("""{"name":"Lin (token ci)","mail":"lin.ott@example.com","role":"auditor"}""", "/name"),
            }
        )
        {
            using var twice = await http.SendAsync("POST", "/api/v1/accounts", body);
            Assert.Equal(pointer, (await twice.BodyAsync()).GetProperty("errors")[0].GetProperty("pointer").GetString());
        }
        Assert.Equal(JsonValueKind.Array, (await http.JsonAsync(path + "/sessions")).GetProperty("items").ValueKind);
    }

    private static string Handle(JsonElement user) => user.GetProperty("handle").GetString()!;
}

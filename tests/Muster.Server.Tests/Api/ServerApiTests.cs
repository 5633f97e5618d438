using System.Net;
using System.Text.Json;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>This server, one's own sessions and emergency access through the API.</summary>
[Collection(ApiRig.Name)]
public sealed class ServerApiTests(ApiRig rig)
{
    private const string Server = "/api/v1/server";

    [Fact]
    public async Task Address_and_time_zone_are_changed_by_whoever_saw_them_and_kept_on_record()
    {
        using var http = rig.As("Owner");
        using var shown = await http.SendAsync("GET", Server);
        var before = await shown.BodyAsync();
        Assert.Equal("UTC", before.GetProperty("timeZone").GetString());
        Assert.False(before.GetProperty("isFixed").GetBoolean());
        var seen = ("If-Match", shown.Headers.ETag!.ToString());
        await RefusedAsync(http, """{"timeZone":"Europe/Atlantis"}""", seen, "/timeZone");
        await RefusedAsync(http, """{"timeZone":"UTC","address":"http://muster.example.com"}""", seen, "/address");
        using var blind = await http.SendAsync("PUT", Server, """{"timeZone":"UTC"}""");
        Assert.Equal((HttpStatusCode)428, blind.StatusCode);

        using var put = await http.SendAsync(
            "PUT",
            Server,
            """{"timeZone":"Europe/Vienna","address":"https://muster.example.com"}""",
            seen
        );
        Assert.Equal("https://muster.example.com/", (await put.BodyAsync()).GetProperty("address").GetString());
        using var late = await http.SendAsync("PUT", Server, """{"timeZone":"UTC"}""", seen);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        var audited = (await http.JsonAsync("/api/v1/audit?action=server.setUp")).GetProperty("items").EnumerateArray().Last();
        Assert.Equal("Europe/Vienna", audited.GetProperty("detail").GetProperty("timeZone").GetString());

        using var back = await http.SendAsync("PUT", Server, """{"timeZone":"UTC"}""", ("If-Match", put.Headers.ETag!.ToString()));
        Assert.Equal(JsonValueKind.Null, (await back.BodyAsync()).GetProperty("address").ValueKind);
    }

    [Fact]
    public async Task Database_and_keys_are_tried_on_demand()
    {
        using var http = rig.As("Owner");
        using var answer = await http.SendAsync("POST", $"{Server}/check");
        var tried = await answer.BodyAsync();
        foreach (var part in new[] { "database", "keys" })
            Assert.True(tried.GetProperty(part).GetProperty("works").GetBoolean());
    }

    [Fact]
    public async Task Whoever_has_a_token_sees_where_they_are_signed_in_and_signs_out_there_and_nobody_else()
    {
        using var http = rig.As("Operator");
        using var own = new PlainBrowser(rig.Server.Address, Tests.Token);
        using var other = new PlainBrowser(rig.Server.Address, Tests.Token);
        (await own.SignInAsync("operator@example.com", ServerRig.Password)).Dispose();
        (await other.SignInAsync("auditor@example.com", ServerRig.Password)).Dispose();
        var sessions = (await http.JsonAsync("/api/v1/me/sessions")).GetProperty("items").EnumerateArray().ToList();
        Assert.NotEmpty(sessions);
        Assert.All(sessions, session => Assert.Equal("Test Operator", session.GetProperty("who").GetString()));
        using var owner = rig.As("Owner");
        var foreign = (await owner.JsonAsync("/api/v1/accounts")).GetProperty("items").EnumerateArray().First(IsAuditor).GetProperty("id");
        var theirs = (await owner.JsonAsync($"/api/v1/accounts/{foreign}/sessions")).GetProperty("items")[0].GetProperty("id").GetString();

        using var missed = await http.SendAsync("POST", $"/api/v1/me/sessions/end?session={theirs}");
        Assert.Equal(0, (await missed.BodyAsync()).GetProperty("ended").GetInt32());
        Assert.Equal(HttpStatusCode.OK, await other.HomeAsync());
        using var ended = await http.SendAsync("POST", "/api/v1/me/sessions/end");
        Assert.Equal(sessions.Count, (await ended.BodyAsync()).GetProperty("ended").GetInt32());
        Assert.NotEqual(HttpStatusCode.OK, await own.HomeAsync());
    }

    [Fact]
    public async Task Emergency_access_lists_the_owners_who_come_in_without_entra()
    {
        using var http = rig.As("Owner");
        var items = (await http.JsonAsync("/api/v1/emergency-access")).GetProperty("items").EnumerateArray().ToList();
        Assert.Contains(items, item => item.GetProperty("mail").GetString() == "owner@example.com");
        Assert.DoesNotContain(items, item => item.GetProperty("mail").GetString() == "administrator@example.com");
    }

    [Fact]
    public async Task People_of_entra_are_let_in_by_object_id_only_where_that_is_set_up()
    {
        using var http = rig.As("Owner");
        using var mail = await http.SendAsync(
            "POST",
            "/api/v1/accounts/from-entra",
            """{"name":"Grace","objectId":"grace@x.com","role":"auditor"}"""
        );
        Assert.Equal("/objectId", (await mail.BodyAsync()).GetProperty("errors")[0].GetProperty("pointer").GetString());
        using var none = await http.SendAsync(
            "POST",
            "/api/v1/accounts/from-entra",
            $$"""{"name":"Grace","objectId":"{{Guid.NewGuid()}}","role":"auditor"}"""
        );
        Assert.Equal(HttpStatusCode.Conflict, none.StatusCode);
    }

    private static bool IsAuditor(JsonElement account) => account.GetProperty("mail").GetString() == "auditor@example.com";

    private static async Task RefusedAsync(HttpClient http, string body, (string, string) seen, string pointer)
    {
        using var refused = await http.SendAsync("PUT", Server, body, seen);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(pointer, (await refused.BodyAsync()).GetProperty("errors")[0].GetProperty("pointer").GetString());
    }
}

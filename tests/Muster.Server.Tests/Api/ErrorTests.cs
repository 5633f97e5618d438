using System.Net;
using Microsoft.AspNetCore.Http;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Tests.Api;

/// <summary>What a program is told when something is wrong.</summary>
[Collection(ApiRig.Name)]
public sealed class ErrorTests(ApiRig rig)
{
    [Theory]
    [InlineData("POST", "/api/v1/sync", """{"groups":[],"purge":true}""", 400, "invalidRequest", "/purge", "unknownMember")]
    [InlineData("POST", "/api/v1/sync", """{"full":"yes"}""", 400, "invalidRequest", "/full", "wrongKind")]
    [InlineData("POST", "/api/v1/sync", """{"groups":[1]}""", 400, "invalidRequest", "/groups/0", "wrongKind")]
    [InlineData("POST", "/api/v1/sync", """{"full":true,"full":false}""", 400, "invalidRequest", "/full", "duplicateMember")]
    [InlineData("POST", "/api/v1/sync", """{"full":""", 400, "invalidRequest", null, "notJson")]
    [InlineData("POST", "/api/v1/sync", null, 400, "invalidRequest", "", "missing")]
    [InlineData("POST", "/api/v1/sync", """{"groups":["No such group"]}""", 400, "invalidRequest", "/groups/0", "invalidValue")]
    [InlineData("POST", "/api/v1/sync", """{"groups":[]}""", 400, "invalidRequest", "/groups", "empty")]
    [InlineData("POST", "/api/v1/plans", """{"groups":[]}""", 400, "invalidRequest", "/groups", "empty")]
    [InlineData("POST", "/api/v1/connections/corp/drift/heal", """{"groups":[]}""", 400, "invalidRequest", "/groups", "empty")]
    [InlineData(
        "POST",
        "/api/v1/connections/corp/import-rule/preview",
        """{"membersOf":[]}""",
        400,
        "invalidRequest",
        "/membersOf",
        "empty"
    )]
    [InlineData(
        "POST",
        "/api/v1/connections/corp/import",
        """{"where":"department = x","membersOf":[]}""",
        400,
        "invalidRequest",
        "/membersOf",
        "empty"
    )]
    [InlineData("POST", "/api/v1/connections/corp/import", """{"everyone":true,"users":[]}""", 400, "invalidRequest", "/users", "empty")]
    [InlineData("POST", "/api/v1/groups/from-directory", """{"all":true,"names":[]}""", 400, "invalidRequest", "/names", "empty")]
    [InlineData("POST", "/api/v1/groups/from-directory", """{"all":true,"like":[]}""", 400, "invalidRequest", "/like", "empty")]
    [InlineData("POST", "/api/v1/runs/undo", """{"runs":[],"from":"2020-01-01T00:00:00Z"}""", 400, "invalidRequest", "/runs", "empty")]
    [InlineData(
        "POST",
        "/api/v1/plans/1/cut",
        """{"additionsOnly":true,"withoutGroups":[]}""",
        400,
        "invalidRequest",
        "/withoutGroups",
        "empty"
    )]
    [InlineData("POST", "/api/v1/sync", """{"connection":"nowhere"}""", 404, "notFound", null, null)]
    [InlineData("POST", "/api/v1/sync", """{"expectRemovals":-1}""", 400, "invalidRequest", "/expectRemovals", "invalidValue")]
    [InlineData("POST", "/api/v1/groups", "{}", 400, "invalidRequest", "/name", "missing")]
    [InlineData("GET", "/api/v1/users?limit=0", null, 400, "invalidRequest", "?limit", "invalidValue")]
    [InlineData("GET", "/api/v1/users?limit=501", null, 400, "invalidRequest", "?limit", "invalidValue")]
    [InlineData("GET", "/api/v1/users?limit=ten", null, 400, "invalidRequest", "?limit", "wrongKind")]
    [InlineData("GET", "/api/v1/users?limit=5&total=perhaps", null, 400, "invalidRequest", "?total", "wrongKind")]
    [InlineData("GET", "/api/v1/groups/report?within=soon", null, 400, "invalidRequest", "?within", "wrongKind")]
    [InlineData("GET", "/api/v1/users?serach=lee", null, 400, "invalidRequest", "?serach", "unknownParameter")]
    [InlineData("GET", "/api/v1/users?state=asleep", null, 400, "invalidRequest", "?state", "invalidValue")]
    [InlineData("GET", "/api/v1/users?at=yesterday", null, 400, "invalidRequest", "?at", "invalidValue")]
    [InlineData("GET", "/api/v1/users?at=1999-01-01T00:00:00Z", null, 404, "notFound", null, null)]
    [InlineData("GET", "/api/v1/users/nobody", null, 404, "notFound", null, null)]
    [InlineData("GET", "/api/v1/groups/999999", null, 404, "notFound", null, null)]
    [InlineData("GET", "/api/v1/plans/999999/steps", null, 404, "notFound", null, null)]
    [InlineData("GET", "/api/v1/nowhere", null, 404, "noSuchAddress", null, null)]
    [InlineData("DELETE", "/api/v1/users", null, 405, "noSuchMethod", null, null)]
    [InlineData("DELETE", "/api/v1/connections/corp", null, 428, "versionNeeded", "If-Match", "missing")]
    [InlineData("PUT", "/api/v1/settings", """{"values":{}}""", 428, "versionNeeded", "If-Match", "missing")]
    [InlineData("POST", "/api/v1/groups/1/link", """{"to":"x"}""", 400, "invalidRequest", "/to", "invalidValue")]
    [InlineData("POST", "/api/v1/groups/1/retire", """{"confirm":"x"}""", 400, "invalidRequest", "/confirm", "notConfirmed")]
    [InlineData("POST", "/api/v1/runs/undo", "{}", 400, "invalidRequest", "", "missing")]
    [InlineData("POST", "/api/v1/connections/corp/import", """{"where":"department ="}""", 400, "invalidRequest", "/where", "badCondition")]
    [InlineData(
        "POST",
        "/api/v1/tokens",
        """{"name":"x","scope":4,"expiresAt":"2999-01-01T00:00:00Z"}""",
        400,
        "invalidRequest",
        "/scope",
        "wrongKind"
    )]
    [InlineData(
        "POST",
        "/api/v1/tokens",
        """{"name":"x","scope":"owner","expiresAt":"2999-01-01T00:00:00Z"}""",
        400,
        "invalidRequest",
        "/expiresAt",
        "invalidValue"
    )]
    public async Task A_mistake_is_named_with_its_place(
        string method,
        string path,
        string? body,
        int status,
        string code,
        string? pointer,
        string? error
    )
    {
        using var http = rig.As("Owner");
        using var answer = await http.SendAsync(method, path, body, ApiHttp.Key());
        var problem = await answer.BodyAsync();
        Assert.Equal((status, code), ((int)answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        Assert.DoesNotContain("Muster.", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.GetRawText(), StringComparison.Ordinal);
        if (pointer is not null)
            Assert.Equal(pointer, problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
        if (error is not null)
            Assert.Equal(error, problem.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Who_asks_too_much_is_told_how_long_to_wait_and_others_are_not_held_up()
    {
        var secret = await rig.TokenAsync("administrator@example.com", Access.Role.Administrator);
        using var http = rig.As("anonymous");
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        var status = HttpStatusCode.NotFound;
        for (var asked = 0; status == HttpStatusCode.NotFound && asked < 2 * ApiLimits.CostlyPerMinute; asked++)
        {
            using var answer = await http.SendAsync("POST", "/api/v1/connections/nowhere/test");
            status = answer.StatusCode;
            if (status == HttpStatusCode.TooManyRequests)
                Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        using var other = rig.As("Auditor");
        await other.JsonAsync("/api/v1/me");
    }

    [Fact]
    public void Every_caller_has_so_many_requests_in_a_minute_and_no_more()
    {
        using var limits = new ApiLimits();
        var one = new DefaultHttpContext { Connection = { RemoteIpAddress = System.Net.IPAddress.Parse("192.0.2.1") } };
        var refused = Enumerable.Range(0, ApiLimits.PerMinute + 100).Count(_ => limits.Refuse(one) is not null);
        Assert.InRange(refused, 1, 100);
        Assert.Null(limits.Refuse(new DefaultHttpContext { Connection = { RemoteIpAddress = System.Net.IPAddress.Parse("192.0.2.2") } }));
    }
}

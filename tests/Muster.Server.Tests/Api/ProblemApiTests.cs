using System.Net;
using System.Text.Json;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>Problems are given to people and looked at again.</summary>
[Collection(ApiRig.Name)]
public sealed class ProblemApiTests(ApiRig rig)
{
    private const string Nobody = "nobody@nowhere.example";

    [Fact]
    public async Task A_problem_is_given_to_somebody_looked_at_again_and_tells_it_all()
    {
        await CliAsync("settings", "set", "protectedUsers", Nobody, "--reason", "Test", "--yes");
        await CliAsync("sync", "--yes");
        using var http = rig.As("Operator");
        var problem = (await http.JsonAsync("/api/v1/problems?code=protectedUnknown")).GetProperty("items")[0];
        var (id, run) = (problem.GetProperty("id").GetInt64(), problem.GetProperty("lastRun").GetInt64());
        Assert.Equal(JsonValueKind.Null, problem.GetProperty("owner").ValueKind);
        var about = await http.JsonAsync($"/api/v1/problems?about={Nobody}&total=true&limit=1");
        Assert.Equal(1, about.GetProperty("total").GetInt64());

        using var wrong = await http.SendAsync("POST", $"/api/v1/problems/{id}/assign", """{"to":"none@example.com"}""");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal("/to", (await wrong.BodyAsync()).GetProperty("errors")[0].GetProperty("pointer").GetString());
        using var given = await http.SendAsync("POST", $"/api/v1/problems/{id}/assign", """{"to":"me"}""");
        Assert.Equal("Test Operator", (await given.BodyAsync()).GetProperty("owner").GetProperty("name").GetString());
        Assert.Equal(id, (await http.JsonAsync("/api/v1/problems?mine=true")).GetProperty("items")[0].GetProperty("id").GetInt64());
        using var owner = rig.As("Owner");
        Assert.Empty((await owner.JsonAsync("/api/v1/problems?mine=true")).GetProperty("items").EnumerateArray());

        using var auditor = rig.As("Auditor");
        using var refused = await auditor.SendAsync("POST", $"/api/v1/problems/{id}/retry", null, ("Idempotency-Key", "retry-1"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var again = await http.SendAsync("POST", $"/api/v1/problems/{id}/retry", null, ("Idempotency-Key", "retry-2"));
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        var work = rig.Server.Server.Services;
        var number = (await again.BodyAsync()).GetProperty("number").GetInt64();
        await ((Muster.Server.Runs.LiveRuns)work.GetService(typeof(Muster.Server.Runs.LiveRuns))!).Find(number)!.EndAsync(Tests.Token);
        var detail = await http.JsonAsync($"/api/v1/problems/{id}");
        Assert.InRange(detail.GetProperty("problem").GetProperty("lastRun").GetInt64(), run + 1, long.MaxValue);
        var assigned = detail.GetProperty("history").EnumerateArray().Last();
        Assert.Equal("assigned", assigned.GetProperty("what").GetString());
        Assert.Equal("operator@example.com", assigned.GetProperty("text").GetString());
        var audited = (await owner.JsonAsync("/api/v1/audit?action=assignment.changed")).GetProperty("items").EnumerateArray().Last();
        Assert.Equal("api", audited.GetProperty("detail").GetProperty("through").GetString());
        Assert.Equal("127.0.0.1", audited.GetProperty("detail").GetProperty("address").GetString());

        await CliAsync("settings", "reset", "protectedUsers", "--reason", "Test", "--yes");
        await CliAsync("sync", "--yes");
        foreach (var (verb, body) in new[] { ("retry", (string?)null), ("assign", "{}") })
        {
            using var gone = await http.SendAsync("POST", $"/api/v1/problems/{id}/{verb}", body, ("Idempotency-Key", $"gone-{verb}"));
            Assert.Equal(HttpStatusCode.Conflict, gone.StatusCode);
            Assert.Equal("resolved", (await gone.BodyAsync()).GetProperty("code").GetString());
        }
    }

    private Task<CommandResult> CliAsync(params string[] command) => rig.Server.Tenant.MustAsync(0, Tests.Token, command);
}

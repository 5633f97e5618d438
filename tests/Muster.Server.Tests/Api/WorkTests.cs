using System.Net;
using System.Text.Json;

namespace Muster.Server.Tests.Api;

/// <summary>Work that takes its time: begun, watched, done once, decided about.</summary>
[Collection(ApiRig.Name)]
public sealed class WorkTests(ApiRig rig)
{
    [Fact]
    public async Task A_sync_is_watched_from_its_beginning_to_its_run_and_never_goes_back()
    {
        using var http = rig.As("Operator");
        using var begun = await http.SendAsync("POST", "/api/v1/sync", """{"full":true}""", ApiHttp.Key());
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        using var events = await http.SendAsync("GET", begun.Headers.Location + "/events");
        Assert.Equal("text/event-stream", events.Content.Headers.ContentType!.MediaType);
        var text = await events.Content.ReadAsStringAsync(Tests.Token);
        var ids = Lines(text, "id: ").Select(long.Parse).ToList();
        var states = Lines(text, "data: ").Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(ids.Order().Distinct(), ids);
        foreach (var count in new[] { "pages", "users", "groups", "memberships", "done", "version" })
        {
            var values = states.Select(state => state.GetProperty(count).GetInt64()).ToList();
            Assert.Equal(values.Order(), values);
        }
        Assert.Equal("ended", Lines(text, "event: ").Last());
        var result = states[^1].GetProperty("result").GetString()!;
        Assert.StartsWith("/api/v1/runs/", result, StringComparison.Ordinal);
        Assert.Equal("sync", (await http.JsonAsync(result)).GetProperty("verb").GetString());
        using var again = await http.SendAsync("GET", begun.Headers.Location + "/events", null, ("Last-Event-ID", $"{ids[^1]}"));
        var rest = Lines(await again.Content.ReadAsStringAsync(Tests.Token), "id: ").ToList();
        Assert.Equal([$"{ids[^1]}"], rest);
    }

    [Fact]
    public async Task The_same_request_with_the_same_key_is_done_once()
    {
        using var http = rig.As("Operator");
        var key = ApiHttp.Key();
        using var first = await http.SendAsync("POST", "/api/v1/plans", "{}", key);
        await http.EndOfAsync(first);
        using var second = await http.SendAsync("POST", "/api/v1/plans", """{ "full": false }""", key);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        using var other = await http.SendAsync("POST", "/api/v1/plans", """{"full":true}""", key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        using var somebodyElse = rig.As("Administrator");
        using var theirs = await somebodyElse.SendAsync("POST", "/api/v1/plans", "{}", key);
        await http.EndOfAsync(theirs);
        Assert.NotEqual(first.Headers.Location, theirs.Headers.Location);
        using var without = await http.SendAsync("POST", "/api/v1/plans", "{}");
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
    }

    [Fact]
    public async Task A_plan_is_made_looked_at_cut_and_applied()
    {
        using var http = rig.As("Administrator");
        using var unlinked = await http.SendAsync("GET", "/api/v1/groups?limit=1&link=linked");
        var group = (await unlinked.BodyAsync()).GetProperty("items")[0];
        var key = group.GetProperty("key").GetInt32();
        using var left = await http.SendAsync(
            "POST",
            "/api/v1/exceptions",
            $$"""{"group":{{key}},"user":"{{await SomebodyAsync(http)}}","kind":"include","reason":"covers"}"""
        );
        var made = await left.BodyAsync();
        Assert.True(left.IsSuccessStatusCode, made.GetRawText());
        var run = made.GetProperty("run");
        Assert.Equal("applied", run.GetProperty("outcome").GetString());
        using var undone = await http.SendAsync(
            "POST",
            "/api/v1/runs/undo",
            $$"""{"runs":[{{run.GetProperty("id").GetInt64()}}]}""",
            ApiHttp.Key()
        );
        var end = await http.EndOfAsync(undone);
        Assert.Equal(JsonValueKind.Null, end.GetProperty("failure").ValueKind);
        using var planned = await http.SendAsync("POST", "/api/v1/plans", """{"full":true}""", ApiHttp.Key());
        var plan = await http.JsonAsync((await http.EndOfAsync(planned)).GetProperty("result").GetString()!);
        var steps = await http.JsonAsync($"/api/v1/plans/{plan.GetProperty("id").GetInt64()}/steps?total=true");
        Assert.Equal(plan.GetProperty("steps").GetProperty("total").GetInt64(), steps.GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task The_steps_of_a_plan_end_before_it_is_applied_and_those_of_something_held_wait_there()
    {
        // A server of its own: what is left behind would be held for everybody else.
        await using var own = new ApiRig();
        await own.InitializeAsync();
        using var http = own.As("Owner");
        using var planned = await http.SendAsync("POST", "/api/v1/plans", """{"full":true}""", ApiHttp.Key());
        Assert.Equal(["done", "done", "done", "skipped", "notApplicable", "notApplicable"], Rail(await http.EndOfAsync(planned)));
        var runs = (await http.JsonAsync("/api/v1/runs?outcome=applied&limit=500")).GetProperty("items").EnumerateArray();
        var filled = runs.First(run => run.GetProperty("steps").GetProperty("membersAdded").GetInt64() > 100).GetProperty("id");
        using var undone = await http.SendAsync("POST", "/api/v1/runs/undo", $$"""{"runs":[{{filled}}]}""", ApiHttp.Key());
        var end = await http.EndOfAsync(undone);
        Assert.True(end.GetProperty("held").GetBoolean());
        Assert.Equal(["notApplicable", "notApplicable", "done", "held", "waiting", "waiting"], Rail(end));
        var run = end.GetProperty("result").GetString();
        using var rejected = await http.SendAsync("POST", $"{run}/reject", """{"reason":"test"}""");
        Assert.True(rejected.IsSuccessStatusCode, await rejected.Content.ReadAsStringAsync(Tests.Token));
    }

    private static IEnumerable<string?> Rail(JsonElement work) =>
        work.GetProperty("rail").EnumerateArray().Select(step => step.GetProperty("state").GetString());

    private static async Task<string> SomebodyAsync(HttpClient http) =>
        (await http.JsonAsync("/api/v1/users?state=active&limit=5")).GetProperty("items")[4].GetProperty("handle").GetString()!;

    private static IEnumerable<string> Lines(string text, string prefix) =>
        text.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..].Trim());
}

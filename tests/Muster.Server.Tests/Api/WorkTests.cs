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
        Assert.Equal(
            ["done", "done", "done", "skipped", "notApplicable", "notApplicable", "notApplicable"],
            Rail(await http.EndOfAsync(planned))
        );
        var runs = (await http.JsonAsync("/api/v1/runs?outcome=applied&limit=500")).GetProperty("items").EnumerateArray();
        var filled = runs.First(run => run.GetProperty("steps").GetProperty("membersAdded").GetInt64() > 100).GetProperty("id");
        using var undone = await http.SendAsync("POST", "/api/v1/runs/undo", $$"""{"runs":[{{filled}}]}""", ApiHttp.Key());
        var end = await http.EndOfAsync(undone);
        Assert.True(end.GetProperty("held").GetBoolean());
        Assert.Equal(["notApplicable", "notApplicable", "done", "held", "waiting", "waiting", "waiting"], Rail(end));
        var run = end.GetProperty("result").GetString();
        using var rejected = await http.SendAsync("POST", $"{run}/reject", """{"reason":"test"}""");
        Assert.True(rejected.IsSuccessStatusCode, await rejected.Content.ReadAsStringAsync(Tests.Token));
    }

    [Fact]
    public async Task A_run_is_told_by_one_sentence_and_one_rail_while_it_is_watched_afterwards_in_the_app_and_on_the_command_line()
    {
        using var http = rig.As("Operator");
        using var browser = new Muster.Testing.PlainBrowser(rig.Server.Address, Tests.Token);
        await browser.SignInAsync("operator@example.com", Muster.Testing.ServerRig.Password);
        async Task<(string Sentence, string Rail)> SyncAsync()
        {
            using var begun = await http.SendAsync("POST", "/api/v1/sync", """{"full":true}""", ApiHttp.Key());
            var work = await http.EndOfAsync(begun);
            var run = await http.JsonAsync(work.GetProperty("result").GetString()!);
            var (id, sentence) = (run.GetProperty("id").GetInt64(), run.GetProperty("sentence").GetString()!);
            Assert.Equal(sentence, work.GetProperty("sentence").GetString());
            Assert.Equal(Rail(run), Rail(work));
            using var state = await browser.GetAsync($"/live/{work.GetProperty("number")}/state");
            Assert.Equal(sentence, (await state.BodyAsync()).GetProperty("sentence").GetString());
            using var page = await browser.GetAsync($"/runs/{id}");
            Assert.Contains(sentence, WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Tests.Token)), StringComparison.Ordinal);
            Assert.Contains(
                sentence,
                (await rig.Server.Tenant.RunAsync(Tests.Token, "runs", "show", $"{id}")).Output,
                StringComparison.Ordinal
            );
            return (sentence, string.Join(' ', Rail(run)));
        }
        await rig.Server.Tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body = "truncated" });
        var (broken, stopped) = await SyncAsync();
        var typed = await rig.Server.Tenant.RunAsync(Tests.Token, "sync", "--yes", "--full");
        await rig.Server.Tenant.HealAsync(Tests.Token);
        Assert.Equal("done failed skipped skipped skipped skipped skipped", stopped);
        Assert.Contains(Unnumbered(broken), Unnumbered(typed.Error), StringComparison.Ordinal);
        var (whole, rail) = await SyncAsync();
        typed = await rig.Server.Tenant.RunAsync(Tests.Token, "sync", "--yes", "--full");
        Assert.Equal("done done done skipped skipped skipped skipped", rail);
        Assert.Contains(Unnumbered(whole), Unnumbered(typed.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_watch_the_same_work_see_the_same_states()
    {
        using var http = rig.As("Operator");
        using var other = rig.As("Auditor");
        await rig.Server.Tenant.FaultsAsync(
            Tests.Token,
            new
            {
                path = "/v1.0/users/delta",
                delayMs = 300,
                times = 1,
            }
        );
        using var begun = await http.SendAsync("POST", "/api/v1/sync", """{"full":true}""", ApiHttp.Key());
        var seen = await Task.WhenAll(new[] { http, other, http }.Select(watcher => WatchAsync(watcher, begun.Headers.Location!)));
        await rig.Server.Tenant.HealAsync(Tests.Token);
        var first = seen[0].Last().Value;
        Assert.Equal("ended", first.Event);
        foreach (var states in seen)
        {
            Assert.Equal(first.Data, states.Last().Value.Data);
            foreach (var (version, state) in states)
                Assert.All(seen.Where(watched => watched.ContainsKey(version)), watched => Assert.Equal(state.Data, watched[version].Data));
        }
        Assert.True(
            seen.Skip(1).Any(states => states.Keys.Intersect(seen[0].Keys).Count() > 1),
            "they saw no moment together but the last"
        );
    }

    private static async Task<SortedDictionary<long, (string Event, string Data)>> WatchAsync(HttpClient http, Uri work)
    {
        using var events = await http.SendAsync("GET", $"{work}/events");
        var told = new SortedDictionary<long, (string, string)>();
        foreach (var block in (await events.Content.ReadAsStringAsync(Tests.Token)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            told[long.Parse(Lines(block, "id: ").Single(), System.Globalization.CultureInfo.InvariantCulture)] = (
                Lines(block, "event: ").Single(),
                Lines(block, "data: ").Single()
            );
        return told;
    }

    /// <summary>Without numbers of runs, and on one line.</summary>
    private static string Unnumbered(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text.ReplaceLineEndings(" "), "Run [0-9]+", "Run N");

    private static IEnumerable<string?> Rail(JsonElement work) =>
        work.GetProperty("rail").EnumerateArray().Select(step => step.GetProperty("state").GetString());

    private static async Task<string> SomebodyAsync(HttpClient http) =>
        (await http.JsonAsync("/api/v1/users?state=active&limit=5")).GetProperty("items")[4].GetProperty("handle").GetString()!;

    private static IEnumerable<string> Lines(string text, string prefix) =>
        text.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..].Trim());
}

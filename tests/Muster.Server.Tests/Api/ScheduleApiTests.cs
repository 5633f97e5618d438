using System.Net;
using System.Text.Json;

namespace Muster.Server.Tests.Api;

/// <summary>Schedules, by programs.</summary>
[Collection(ApiRig.Name)]
public sealed class ScheduleApiTests(ApiRig rig)
{
    private const string Path = "/api/v1/connections/corp/schedule";

    [Fact]
    public async Task A_schedule_is_drafted_saved_paused_resumed_and_taken_away()
    {
        using var http = rig.As("Administrator");
        using var read = await http.SendAsync("GET", Path);
        var tag = ("If-Match", read.Headers.ETag!.ToString());
        const string daily = "\"cron\":\"30 6 * * *\",\"timeZone\":\"Europe/Vienna\",\"quiet\":[\"sat 00:00-mon 00:00\"]";
        using var draft = await http.SendAsync("PUT", Path, $$"""{{{daily}},"draft":true}""", tag);
        var shown = await draft.BodyAsync();
        Assert.True(draft.IsSuccessStatusCode, shown.GetRawText());
        Assert.False(shown.GetProperty("change").GetProperty("saved").GetBoolean());
        Assert.Equal(5, shown.GetProperty("schedule").GetProperty("next").GetArrayLength());
        Assert.Null((await http.JsonAsync(Path)).GetProperty("cron").GetString());
        using var saved = await http.SendAsync("PUT", Path, $$"""{{{daily}}}""", tag);
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync(Tests.Token));
        using var stale = await http.SendAsync("PUT", Path, "{}", tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        var due = await http.JsonAsync(Path);
        Assert.Equal(due.GetProperty("next")[0].GetProperty("at").GetString()![..16], due.GetProperty("due").GetString()![..16]);
        using var paused = await http.SendAsync("POST", Path + "/pause", """{"reason":"Migration"}""");
        Assert.Equal("Migration", (await paused.BodyAsync()).GetProperty("paused").GetString());
        Assert.Equal(JsonValueKind.Null, (await http.JsonAsync(Path)).GetProperty("due").ValueKind);
        using var resumed = await http.SendAsync("POST", Path + "/resume");
        Assert.Equal(JsonValueKind.Null, (await resumed.BodyAsync()).GetProperty("paused").ValueKind);
        using var again = await http.SendAsync("GET", Path);
        using var none = await http.SendAsync("PUT", Path, "{}", ("If-Match", again.Headers.ETag!.ToString()));
        Assert.Equal(0, (await none.BodyAsync()).GetProperty("schedule").GetProperty("next").GetArrayLength());
        Assert.Single((await http.JsonAsync("/api/v1/schedules")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_pause_has_an_end_which_is_shown_with_who_made_it_and_changed_by_the_next()
    {
        using var http = rig.As("Administrator");
        var end = TimeProvider.System.GetUtcNow().AddDays(2);
        using var paused = await http.SendAsync(
            "POST",
            Path + "/pause",
            $$"""{"reason":"Migration","until":"{{end:yyyy-MM-ddTHH:mm:sszzz}}"}"""
        );
        var shown = await paused.BodyAsync();
        Assert.True(paused.IsSuccessStatusCode, shown.GetRawText());
        Assert.Equal(end.ToUnixTimeSeconds(), shown.GetProperty("until").GetDateTimeOffset().ToUnixTimeSeconds());
        Assert.Equal("Migration", shown.GetProperty("paused").GetString());
        Assert.NotEqual(JsonValueKind.Null, shown.GetProperty("pausedBy").ValueKind);
        Assert.InRange(shown.GetProperty("pausedSince").GetDateTimeOffset(), end.AddDays(-3), end.AddDays(-1));
        Assert.Contains(
            "Migration",
            (await http.JsonAsync("/api/v1/status")).GetProperty("connections")[0].GetProperty("sentence").GetString(),
            StringComparison.Ordinal
        );
        using var open = await http.SendAsync("POST", Path + "/pause", """{"reason":"Migration"}""");
        Assert.Equal(JsonValueKind.Null, (await open.BodyAsync()).GetProperty("until").ValueKind);
        using var resumed = await http.SendAsync("POST", Path + "/resume");
        Assert.Equal(JsonValueKind.Null, (await resumed.BodyAsync()).GetProperty("pausedBy").ValueKind);
    }

    [Fact]
    public async Task Windows_and_what_becomes_of_what_was_missed_are_saved_and_said_in_words()
    {
        using var http = rig.As("Administrator");
        using var read = await http.SendAsync("GET", Path);
        const string body =
            """{"everyMinutes":15,"allow":["mon-fri 06:00-20:00"],"quiet":["12:00-13:00"],"missed":"wait","timeZone":"Europe/Vienna"}""";
        using var saved = await http.SendAsync("PUT", Path, body, ("If-Match", read.Headers.ETag!.ToString()));
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync(Tests.Token));
        var schedule = await http.JsonAsync(Path);
        Assert.Equal("wait", schedule.GetProperty("missed").GetString());
        Assert.False(schedule.GetProperty("notified").GetBoolean());
        Assert.Equal(
            "every 15 minutes, only 06:00 to 20:00 from Monday to Friday, not 12:00 to 13:00, Europe/Vienna",
            schedule.GetProperty("words").GetString()
        );
        Assert.All(
            schedule.GetProperty("next").EnumerateArray(),
            time => Assert.DoesNotContain("S", time.GetProperty("local").GetString()![..1], StringComparison.Ordinal)
        );
        using var again = await http.SendAsync("GET", Path);
        using var none = await http.SendAsync("PUT", Path, "{}", ("If-Match", again.Headers.ETag!.ToString()));
        Assert.Equal("makeUp", (await none.BodyAsync()).GetProperty("schedule").GetProperty("missed").GetString());
    }

    [Theory]
    [InlineData("""{"reason":"Migration","until":"2020-01-31T18:00:00Z"}""", "/until")]
    [InlineData("""{"reason":"Migration","until":"soon"}""", "/until")]
    [InlineData("""{"reason":"","until":"2999-01-31T18:00:00Z"}""", "/reason")]
    public async Task A_pause_that_cannot_be_is_refused_at_its_place(string body, string pointer)
    {
        using var http = rig.As("Administrator");
        using var answer = await http.SendAsync("POST", Path + "/pause", body);
        var problem = await answer.BodyAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, problem.GetRawText());
        Assert.Equal(pointer, problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(JsonValueKind.Null, (await http.JsonAsync(Path)).GetProperty("paused").ValueKind);
    }

    [Theory]
    [InlineData("""{"everyMinutes":15,"cron":"0 6 * * *"}""", "/cron")]
    [InlineData("""{"everyMinutes":0}""", "/everyMinutes")]
    [InlineData("""{"cron":"sometimes"}""", "/cron")]
    [InlineData("""{"cron":"0 0 30 2 *"}""", "/cron")]
    [InlineData("""{"everyMinutes":15,"timeZone":"Middle/Earth"}""", "/timeZone")]
    [InlineData("""{"everyMinutes":15,"quiet":["whenever"]}""", "/quiet")]
    [InlineData("""{"everyMinutes":15,"allow":["whenever"]}""", "/allow")]
    [InlineData("""{"cron":"0 3 * * *","allow":["mon-fri 06:00-20:00"]}""", "/allow")]
    [InlineData("""{"everyMinutes":15,"allow":["06:00-20:00"],"quiet":["05:00-21:00"]}""", "/allow")]
    public async Task A_schedule_that_cannot_be_is_refused_at_its_place(string body, string pointer)
    {
        using var http = rig.As("Administrator");
        using var read = await http.SendAsync("GET", Path);
        using var answer = await http.SendAsync("PUT", Path, body, ("If-Match", read.Headers.ETag!.ToString()));
        var problem = await answer.BodyAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, problem.GetRawText());
        Assert.Equal(pointer, problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task What_is_scheduled_can_be_begun_now()
    {
        using var http = rig.As("Operator");
        using var begun = await http.SendAsync("POST", Path + "/run", null, ApiHttp.Key());
        var end = await http.EndOfAsync(begun);
        Assert.StartsWith("/api/v1/runs/", end.GetProperty("result").GetString(), StringComparison.Ordinal);
        Assert.Equal(7, end.GetProperty("rail").GetArrayLength());
        Assert.EndsWith(
            "nothing to do; the platform equals the directory.",
            end.GetProperty("sentence").GetString(),
            StringComparison.Ordinal
        );
    }
}

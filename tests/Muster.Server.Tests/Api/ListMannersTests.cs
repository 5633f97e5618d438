using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Api.Protocol;
using Muster.Server.Runs;

namespace Muster.Server.Tests.Api;

/// <summary>What all lists of the API take, and how an operation says that it goes away.</summary>
[Collection(ApiRig.Name)]
public sealed class ListMannersTests(ApiRig rig)
{
    [Fact]
    public async Task A_list_sends_only_the_members_that_are_asked_for_and_goes_on_with_others()
    {
        using var http = rig.As("Auditor");
        var page = await http.JsonAsync("/api/v1/groups?fields=name,members&limit=2&total=true");
        var items = page.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, items.Count);
        Assert.All(items, item => Assert.Equal(["members", "name"], item.EnumerateObject().Select(member => member.Name).Order()));
        Assert.InRange(page.GetProperty("total").GetInt64(), 3, long.MaxValue);
        var cursor = page.GetProperty("next").GetString();
        var whole = await http.JsonAsync("/api/v1/groups?limit=3");
        var third = await http.JsonAsync($"/api/v1/groups?limit=1&fields=name&cursor={cursor}");
        Assert.Equal(
            whole.GetProperty("items")[2].GetProperty("name").GetString(),
            third.GetProperty("items")[0].GetProperty("name").GetString()
        );
        Assert.Single(third.GetProperty("items")[0].EnumerateObject());
    }

    [Theory]
    [InlineData("/api/v1/groups?fields=name,nme", "nme")]
    [InlineData("/api/v1/users?fields=Key", "Key")]
    [InlineData("/api/v1/audit?fields=detail.reason", "detail.reason")]
    [InlineData("/api/v1/problems?fields=,", "Name at least one")]
    [InlineData("/api/v1/plans?fields=", "Name at least one")]
    [InlineData("/api/v1/work?fields=nme", "nme")]
    public async Task A_member_that_items_do_not_have_is_refused_and_those_there_are_are_named(string path, string wrong)
    {
        using var http = rig.As("Auditor");
        using var answer = await http.SendAsync("GET", path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = (await answer.BodyAsync()).GetProperty("errors")[0];
        Assert.Equal("?fields", error.GetProperty("pointer").GetString());
        Assert.Equal("unknownField", error.GetProperty("code").GetString());
        Assert.Contains(wrong, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("There are: ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_under_way_is_a_list_like_others()
    {
        var live = rig.Server.Server.Services.GetRequiredService<LiveRuns>();
        var end = new TaskCompletionSource<string?>();
        LiveRun[] runs = [.. new[] { "One", "Two" }.Select(what => live.Start(what, "test", null, (_, stop) => end.Task.WaitAsync(stop)))];
        try
        {
            using var http = rig.As("Auditor");
            var first = await http.JsonAsync("/api/v1/work?fields=number,what&limit=1&total=true");
            var item = Assert.Single(first.GetProperty("items").EnumerateArray().ToList());
            Assert.Equal(["number", "what"], item.EnumerateObject().Select(member => member.Name).Order());
            Assert.InRange(first.GetProperty("total").GetInt64(), 2, long.MaxValue);
            var rest = await http.JsonAsync($"/api/v1/work?cursor={first.GetProperty("next").GetString()}");
            Assert.Equal("Two", rest.GetProperty("items").EnumerateArray().Last().GetProperty("what").GetString());
            var changes = await http.JsonAsync($"/api/v1/work/{runs[0].Number}/changes?fields=text&limit=1&total=true");
            Assert.Equal((0, 0), (changes.GetProperty("items").GetArrayLength(), changes.GetProperty("total").GetInt32()));
        }
        finally
        {
            end.SetResult(null);
            foreach (var run in runs)
                await run.EndAsync(Tests.Token);
        }
    }

    [Fact]
    public async Task The_problems_leave_by_every_filter_of_their_list()
    {
        await rig.Server.Tenant.MustAsync(
            0,
            Tests.Token,
            "settings",
            "set",
            "protectedUsers",
            "ghost@nowhere.example",
            "--reason",
            "Test",
            "--yes"
        );
        await rig.Server.Tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        using var http = rig.As("Auditor");
        var all = await http.JsonAsync("/api/v1/problems?state=all&limit=500");
        var about = all.GetProperty("items").EnumerateArray().First().GetProperty("subject").GetString()!;
        foreach (
            var filter in new[] { "", $"&about={Uri.EscapeDataString(about)}", "&about=nothing-is-called-so", "&mine=true", "&code=held" }
        )
        {
            var listed = await http.JsonAsync($"/api/v1/problems?state=all&limit=500{filter}");
            using var answer = await http.SendAsync("GET", $"/api/v1/export/problems?state=all&format=jsonl{filter}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var lines = (await answer.Content.ReadAsStringAsync(Tests.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(
                listed.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetInt64()),
                lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("id").GetInt64())
            );
        }
    }

    [Fact]
    public void An_operation_that_goes_away_says_since_when_until_when_and_what_takes_its_place()
    {
        var context = new DefaultHttpContext();
        Deprecation.Announce(context);
        Assert.Empty(context.Response.Headers);
        var since = new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var goes = new Deprecation(since, since.AddYears(1), "/api/v2/groups");
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(goes), "test"));
        Deprecation.Announce(context);
        Assert.Equal($"@{since.ToUnixTimeSeconds()}", context.Response.Headers["Deprecation"]);
        Assert.Equal("Sun, 02 Jan 2028 03:04:05 GMT", context.Response.Headers["Sunset"]);
        Assert.Equal("</api/v2/groups>; rel=\"successor-version\"", context.Response.Headers["Link"]);
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("jsonl", "application/jsonl")]
    public async Task The_audit_log_leaves_in_three_forms_with_its_filter(string format, string type)
    {
        using var http = rig.As("Auditor");
        using var answer = await http.SendAsync("GET", $"/api/v1/audit/export?action=run.*&format={format}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        if (format == "xlsx")
            return;
        var lines = (await answer.Content.ReadAsStringAsync(Tests.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var entries = format == "csv" ? lines[1..] : lines;
        Assert.InRange(entries.Length, 1, int.MaxValue);
        Assert.All(entries, line => Assert.Contains("run.", line, StringComparison.Ordinal));
    }
}

using System.Net;
using System.Text.Json;
using Muster.Server.Access;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>One person or group is followed from the directory to here, and just that can be planned.</summary>
[Collection(ApiRig.Name)]
public sealed class CheckTests(ApiRig rig)
{
    private static readonly string[] Whole = ["Connect", "Read", "In scope?", "Match", "Expected", "Actual", "Difference", "Guard rails"];

    [Fact]
    public async Task A_person_is_followed_on_the_spot_with_what_the_directory_answers_and_a_plan_has_just_what_differs()
    {
        var story = new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("team")
            .Group("other")
            .Member("team", "ada", "grace")
            .Member("other", "grace")
            .Then()
            .UpdateUser("ada", ("department", "Sales"))
            .NoMember("team", "ada")
            .Member("other", "ada", "linus");
        await using var server = await ServerRig.FilledAsync(Tests.Token, story);
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await ApiRig.TokenAsync(server, "owner@example.com", Role.Owner));
        await server.Tenant.NextAsync(Tests.Token);
        var ada = Uri.EscapeDataString(TenantStory.Upn("ada"));

        // What is here follows what was read last; what the directory says now is told beside it.
        var now = await http.JsonAsync($"/api/v1/connections/corp/check?user={ada}&read=true");
        Assert.Contains("Changed since it was last read: department was empty, and is Sales", now.GetRawText(), StringComparison.Ordinal);
        var answers = Step(now, "Read").GetProperty("raw");
        Assert.Contains("/users/", answers[0].GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"department\": \"Sales\"", answers[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("memberOf", answers[1].GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", now.GetRawText(), StringComparison.Ordinal);

        using var read = await http.SendAsync("POST", "/api/v1/connections/corp/drift/read", null, ApiHttp.Key());
        await http.EndOfAsync(read);
        var check = await http.JsonAsync($"/api/v1/connections/corp/check?user={ada}");
        Assert.Equal(Whole, Titles(check));
        Assert.True(check.GetProperty("differs").GetBoolean());
        var difference = Step(check, "Difference").GetRawText();
        Assert.Contains("team: removed", difference, StringComparison.Ordinal);
        Assert.Contains("other: added", difference, StringComparison.Ordinal);

        using var made = await http.SendAsync("POST", "/api/v1/plans", $$"""{"users":["{{TenantStory.Upn("ada")}}"]}""", ApiHttp.Key());
        var plan = (await http.EndOfAsync(made)).GetProperty("result").GetString()!;
        var steps = (await http.JsonAsync($"{plan}/steps"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(step => step.GetRawText())
            .ToList();
        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.Contains("ada", step, StringComparison.Ordinal));
        var removals = await http.JsonAsync($"{plan}/steps?kind=removals&search=TEAM&total=true");
        Assert.Equal(1, removals.GetProperty("total").GetInt64());
        Assert.Equal("removeMembership", removals.GetProperty("items")[0].GetProperty("type").GetString());
        using var applied = await http.SendAsync("POST", $"{plan}/apply", """{"reason":"just this"}""", ApiHttp.Key());
        Assert.Equal(JsonValueKind.Null, (await http.EndOfAsync(applied)).GetProperty("failure").ValueKind);
        var after = await server.Tenant.StateAsync(Tests.Token);
        Assert.Equal("grace", after.Members("team"));
        Assert.Equal("ada grace", after.Members("other"));
        await server.Tenant.PermissionsAsync(Tests.Token);
        var refused = await http.JsonAsync($"/api/v1/connections/corp/check?user={ada}&read=true");
        Assert.Equal("failing", Step(refused, "Connect").GetProperty("health").GetString());
        Assert.Equal("ok", Step(refused, "Difference").GetProperty("health").GetString());
        Assert.Equal(
            "ok",
            Step(await http.JsonAsync($"/api/v1/connections/corp/check?user={ada}"), "Difference").GetProperty("health").GetString()
        );
    }

    [Fact]
    public async Task A_group_is_followed_in_the_same_steps_and_only_whoever_may_plan_has_the_directory_asked()
    {
        using var auditor = rig.As("Auditor");
        var name = (await auditor.JsonAsync("/api/v1/groups?limit=1&link=linked")).GetProperty("items")[0].GetProperty("name").GetString()!;
        var asked = $"/api/v1/connections/corp/check?group={Uri.EscapeDataString(name)}";
        var requests = rig.Server.Tenant.Host.State.Requests;
        Assert.Equal(Whole[..7], Titles(await auditor.JsonAsync(asked)).Take(7));
        Assert.Equal(requests, rig.Server.Tenant.Host.State.Requests);
        using var refused = await auditor.SendAsync("GET", asked + "&read=true");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var http = rig.As("Operator");
        var check = await http.JsonAsync(asked + "&read=true");
        Assert.Equal(name, check.GetProperty("group").GetString());
        Assert.Contains("/members?", Step(check, "Read").GetProperty("raw")[1].GetProperty("title").GetString(), StringComparison.Ordinal);
        foreach (var query in new[] { "", "?user=x&group=y" })
        {
            using var unclear = await auditor.SendAsync("GET", $"/api/v1/connections/corp/check{query}");
            Assert.Equal(HttpStatusCode.BadRequest, unclear.StatusCode);
        }
    }

    private static IEnumerable<string?> Titles(JsonElement check) =>
        check.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("title").GetString());

    private static JsonElement Step(JsonElement check, string title) =>
        check.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("title").GetString() == title);
}

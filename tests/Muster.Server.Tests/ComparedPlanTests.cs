using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Plans;
using Muster.Server.Plans;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A plan beside a fresh one: as a file, and for whoever applies one that has expired.</summary>
public sealed class ComparedPlanTests : IAsyncLifetime
{
    private const string Owner = "owner@example.com";
    private readonly SteppedClock _clock = new(TimeProvider.System.GetUtcNow());
    private ServerRig _rig = null!;
    private StoredPlan _plan = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var story = new TenantStory().Users("ada", "bob", "cleo").Group("team").Member("team", "ada").Then();
        story.Member("team", "bob").Then().NoMember("team", "bob").Member("team", "cleo");
        var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.Muster.MustAsync(0, Tests.Token, "plan");
        await tenant.NextAsync(Tests.Token);
        _rig = await ServerRig.OnTenantAsync(tenant, Tests.Token, _clock);
        _plan = (await _rig.Server.Muster.Database.Plans.ListAsync(new(null, PlanState.Ready, null, 1), Tests.Token))[0];
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task The_rows_that_differ_leave_as_files_and_only_while_the_comparison_is_there()
    {
        var caller = SignInDesk.CallerOf(await SignInDesk.OwnerAsync(_rig));
        var address = (await _rig.Server.Services.GetRequiredService<PlanWork>().Compare(_plan, caller).EndAsync(Tests.Token)).Result!;
        using var browser = await SignedInAsync();
        using var csv = await browser.GetAsync($"{address}/rows.csv");
        var rows = CsvReading.Rows(await csv.Content.ReadAsStringAsync(Tests.Token), ',');
        Assert.Contains(rows, row => row[0] == "gone" && row[1].Contains("bob", StringComparison.Ordinal));
        Assert.Contains(rows, row => row[0] == "fresh" && row[1].Contains("cleo", StringComparison.Ordinal));
        foreach (var format in new[] { "xlsx", "jsonl" })
        {
            using var file = await browser.GetAsync($"{address}/rows.{format}");
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }

        using var gone = await browser.GetAsync($"/plans/{_plan.Id}/compare/999/rows.csv");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        var number = long.Parse(address.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        await using var page = await OpenPage.OfAsync<ComparePage>(_rig, Owner, address, ("Id", _plan.Id), ("Number", number));
        Assert.Contains("Export", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comparison_over_HTTP_says_whether_its_lists_are_whole()
    {
        using var browser = await SignedInAsync();
        using var answer = await browser.PostAsync($"/api/v1/plans/{_plan.Id}/compare", """{"read":true}""");
        var item = await answer.BodyAsync();
        Assert.Equal((1, 1), (item.GetProperty("goneCount").GetInt32(), item.GetProperty("freshCount").GetInt32()));
        Assert.False(item.GetProperty("truncated").GetBoolean());
        var address = $"/api/v1/plans/{_plan.Id}/comparisons/{item.GetProperty("comparison").GetInt64()}?limit=1&total=true";
        var first = await PageAsync(address);
        Assert.Equal(("fresh", 2), (first.GetProperty("items")[0].GetProperty("side").GetString(), first.GetProperty("total").GetInt32()));
        var second = await PageAsync($"{address}&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal(item.GetProperty("gone")[0].GetString(), second.GetProperty("items")[0].GetProperty("row").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        using var gone = await browser.GetAsync($"/api/v1/plans/{_plan.Id}/comparisons/999");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var other = await browser.GetAsync(address.Replace($"/{_plan.Id}/", "/1/", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);

        async Task<JsonElement> PageAsync(string page)
        {
            using var found = await browser.GetAsync(page);
            return await found.BodyAsync();
        }
    }

    [Fact]
    public async Task Whoever_applies_a_plan_that_has_expired_is_led_to_what_differs()
    {
        var caller = SignInDesk.CallerOf(await SignInDesk.OwnerAsync(_rig));
        _clock.Step(TimeSpan.FromDays(8));
        var work = _rig.Server.Services.GetRequiredService<PlanWork>().Apply(_plan, caller, "looked at");
        var end = await work.EndAsync(Tests.Token);
        Assert.Contains("has expired", end.Failure, StringComparison.Ordinal);
        Assert.Matches($"^/plans/{_plan.Id}/compare/[0-9]+$", end.Result);
        var number = long.Parse(end.Result!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        await using var page = await OpenPage.OfAsync<ComparePage>(_rig, Owner, end.Result, ("Id", _plan.Id), ("Number", number));
        var text = await page.TextAsync();
        Assert.Contains("has expired", text, StringComparison.Ordinal);
        Assert.Contains("only in the fresh plan", text, StringComparison.Ordinal);
        Assert.Contains("no longer called for", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_HTTP_an_expired_plan_is_a_conflict_that_names_where_to_see_what_differs()
    {
        _clock.Step(TimeSpan.FromDays(8));
        using var browser = await SignedInAsync();
        using var answer = await browser.SendJsonAsync("POST", $"/api/v1/plans/{_plan.Id}/apply", """{"reason":"test"}""", ApiHttp.Key());
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var problem = await answer.BodyAsync();
        Assert.Equal("notWaiting", problem.GetProperty("code").GetString());
        Assert.Equal($"/api/v1/plans/{_plan.Id}/compare", problem.GetProperty("compare").GetString());
        Assert.Contains($"POST /api/v1/plans/{_plan.Id}/compare", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<PlainBrowser> SignedInAsync()
    {
        var browser = new PlainBrowser(_rig.Address, Tests.Token);
        using var signedIn = await browser.SignInAsync(Owner, ServerRig.Password);
        return browser;
    }
}

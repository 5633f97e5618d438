using Muster.Server.Plans;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A plan of a read that broke off says what was not read then, whatever was read since.</summary>
public sealed class IncompletePlanTests
{
    private const string Groups = "Groups with their members and owners: as of the read before, 1";

    [Fact]
    public async Task What_was_not_read_is_told_as_it_was_then_on_the_page_and_over_HTTP()
    {
        var story = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada").Then().Member("team", "grace");
        var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", body = new { value = Array.Empty<object>() } });
        await tenant.Muster.MustAsync(9, Tests.Token, "plan");
        await tenant.HealAsync(Tests.Token);
        await tenant.Muster.MustAsync(0, Tests.Token, "sync", "--yes");
        await using var rig = await ServerRig.OnTenantAsync(tenant, Tests.Token);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        using var signedIn = await browser.SignInAsync("owner@example.com", ServerRig.Password);
        using var list = await browser.GetAsync("/api/v1/plans?state=incompleteRead");
        var plan = (await list.BodyAsync()).GetProperty("items")[0];
        var id = plan.GetProperty("id").GetInt64();
        await using var page = await OpenPage.OfAsync<PlanPage>(rig, "owner@example.com", $"/plans/{id}", ("Id", id));
        await page.UntilAsync(Groups);
        var part = Assert.Single(plan.GetProperty("notRead").EnumerateArray());
        Assert.Equal(("groups", 1), (part.GetProperty("stream").GetString(), part.GetProperty("known").GetInt32()));
    }
}

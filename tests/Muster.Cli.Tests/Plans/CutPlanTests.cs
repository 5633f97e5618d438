namespace Muster.Cli.Tests.Plans;

/// <summary>Rows are taken out of a plan, and the rest is a plan of its own.</summary>
public sealed class CutPlanTests
{
    private static TenantStory Moves() =>
        new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("team")
            .Group("other")
            .Member("team", "ada", "grace", "linus")
            .Member("other", "grace", "linus")
            .Then()
            .Users("new")
            .NoMember("team", "ada")
            .NoMember("other", "grace")
            .Member("other", "ada", "new");

    private static async Task<(TestTenant Tenant, string Plan)> PlannedAsync()
    {
        var tenant = await TestTenant.SyncedAsync(Moves(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        return (tenant, (await tenant.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines.First().GetProperty("plan").GetRawText());
    }

    [Fact]
    public async Task Without_its_removals_a_plan_only_adds_and_the_removals_come_with_the_next_sync()
    {
        var (tenant, plan) = await PlannedAsync();
        await using var closing = tenant;
        var cut = (await tenant.MustAsync(0, Tests.Token, "plan", "cut", plan, "--additions-only", "--json")).JsonLines.ToList();
        Assert.Equal(plan, cut[0].GetProperty("basedOn").GetRawText());
        Assert.NotEqual(await HashAsync(tenant, plan), cut[0].GetProperty("hash").GetString());
        Assert.DoesNotContain(cut, line => line.GetProperty("type").GetString() == "removeMembership");
        await tenant.MustAsync(0, Tests.Token, "plan", "approve", cut[0].GetProperty("plan").GetRawText(), "--reason", "only the new ones");
        Assert.Equal(("ada grace linus", "ada grace linus new"), await MembersAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--expect-removals", "2");
        Assert.Equal(("grace linus", "ada linus new"), await MembersAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Somebody_taken_out_is_not_even_made_a_user_and_the_first_plan_still_fits_for_what_is_left()
    {
        var (tenant, plan) = await PlannedAsync();
        await using var closing = tenant;
        var cut = await CutAsync(tenant, plan, "--without-user", TenantStory.Upn("new"));
        await tenant.MustAsync(0, Tests.Token, "plan", "approve", cut, "--reason", "x");
        Assert.Equal(("grace linus", "ada linus"), await MembersAsync(tenant));
        Assert.DoesNotContain("new", (await tenant.StateAsync(Tests.Token)).ActiveUsers.Split(' '));
        // What the cut plan did is done already; the rest of the first one still holds.
        var rest = (await tenant.MustAsync(0, Tests.Token, "plan", "approve", plan, "--reason", "x", "--json")).Json;
        Assert.Equal(1, rest.GetProperty("steps").GetProperty("usersCreated").GetInt32());
        Assert.Contains(rest.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("code").GetString() == "rowsDropped");
        Assert.Equal(("grace linus", "ada linus new"), await MembersAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task A_group_taken_out_stays_as_it_is()
    {
        var (tenant, plan) = await PlannedAsync();
        await using var closing = tenant;
        var cut = await CutAsync(tenant, plan, "--without-group", "other");
        await tenant.MustAsync(0, Tests.Token, "plan", "approve", cut, "--reason", "x");
        Assert.Equal(("grace linus", "grace linus"), await MembersAsync(tenant));
    }

    [Fact]
    public async Task A_sync_of_additions_only_leaves_the_removals_to_the_next_one()
    {
        var (tenant, _) = await PlannedAsync();
        await using var closing = tenant;
        var run = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--additions-only", "--json")).Json;
        Assert.Equal(0, run.GetProperty("steps").GetProperty("membersRemoved").GetInt32());
        Assert.Equal(("ada grace linus", "ada grace linus new"), await MembersAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--expect-removals", "2");
    }

    [Theory]
    [InlineData(64)]
    [InlineData(8, "--without-group", "nowhere")]
    [InlineData(8, "--without-user", "nobody@contoso.com")]
    public async Task A_cut_that_makes_no_sense_is_refused_by_name(int code, params string[] options)
    {
        var (tenant, plan) = await PlannedAsync();
        await using var closing = tenant;
        var refused = await tenant.MustAsync(code, Tests.Token, ["plan", "cut", plan, .. options]);
        Assert.Contains(options.LastOrDefault() ?? "--additions-only", refused.Error, StringComparison.Ordinal);
    }

    private static async Task<string> CutAsync(TestTenant tenant, string plan, params string[] options) =>
        (await tenant.MustAsync(0, Tests.Token, ["plan", "cut", plan, "--json", .. options]))
            .JsonLines.First()
            .GetProperty("plan")
            .GetRawText();

    private static async Task<string?> HashAsync(TestTenant tenant, string plan) =>
        (await tenant.MustAsync(0, Tests.Token, "plan", "show", plan, "--json")).JsonLines.First().GetProperty("hash").GetString();

    private static async Task<(string Team, string Other)> MembersAsync(TestTenant tenant)
    {
        var state = await tenant.StateAsync(Tests.Token);
        return (state.Members("team"), state.Members("other"));
    }
}

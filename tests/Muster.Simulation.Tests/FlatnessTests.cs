using Muster.Testing.Planned;

namespace Muster.Simulation.Tests;

/// <summary>What a sync costs depends on what changed and not on how many people stay as they are.</summary>
public sealed class FlatnessTests
{
    private const int Groups = 100;
    private const int Few = 1_000;
    private const int Many = 10_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task As_many_statements_are_executed_for_the_same_changes_in_a_tenant_of_ten_times_the_people()
    {
        var (few, many) = (await StatementsAsync(Few), await StatementsAsync(Many));
        Assert.Equal(few, many);
        // A bound of what ten changes may cost, so that neither grows unseen.
        Assert.All(many.Values, statements => Assert.InRange(statements, 1, 400));
    }

    [Fact]
    public async Task A_hundred_people_cost_a_few_statements_more_than_ten_and_not_ten_times_as_many()
    {
        await using var tenant = await BigTenant.FollowedAsync(Many, Groups, groupsOfEach: 2, Token);
        await tenant.JoinAsync(10, Token);
        var ten = await PlanAsync(tenant);
        await tenant.JoinAsync(100, Token);
        Assert.InRange(await PlanAsync(tenant), 1, ten + 10);
    }

    private static async Task<Dictionary<string, long>> StatementsAsync(int people)
    {
        await using var tenant = await BigTenant.FollowedAsync(people, Groups, groupsOfEach: 2, Token);
        var statements = new Dictionary<string, long>();
        await tenant.DisableAsync(0, 5, Token);
        statements["disabled"] = await PlanAndApplyAsync(tenant);
        await tenant.JoinAsync(5, Token);
        statements["joined"] = await PlanAndApplyAsync(tenant);
        await tenant.LeaveGroupsAsync(Groups / 2, 5, Token);
        statements["left"] = await PlanAndApplyAsync(tenant);
        statements["still"] = await PlanAsync(tenant);
        return statements;
    }

    private static Task<long> PlanAsync(BigTenant tenant) =>
        tenant.Rig.StatementsAsync(async () => Assert.False((await tenant.PlanAsync(full: false, Token)).Planning.Full));

    private static Task<long> PlanAndApplyAsync(BigTenant tenant) =>
        tenant.Rig.StatementsAsync(async () =>
        {
            var planned = await tenant.PlanAsync(full: false, Token);
            Assert.False(planned.Planning.Full);
            Assert.False(planned.Plan.IsEmpty);
            await tenant.ApplyAsync(planned.Plan, planned.Mark, Token);
        });
}

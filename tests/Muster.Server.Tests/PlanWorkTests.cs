using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Guarding;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Importing;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What somebody decides about is what they saw, or nothing.</summary>
public sealed class PlanWorkTests
{
    private static readonly Caller Operator = new(Guid.NewGuid(), "Ora", Role.Operator, false, null, null);
    private static readonly Caller Approver = Operator with { Name = "Ada", Approver = true };

    [Fact]
    public async Task A_plan_that_was_ready_when_it_was_looked_at_and_is_held_since_is_released_by_nobody_unseen()
    {
        await using var rig = await LeaverAsync();
        var (muster, work) = (rig.Server.Muster, rig.Server.Services.GetRequiredService<PlanWork>());
        var seen = await PlanAsync(rig);
        Assert.Equal(PlanState.Ready, seen.State);
        await HoldAsync(rig, seen);

        foreach (var caller in new[] { Operator, Approver })
        {
            var end = await work.Apply(seen, caller, "looked at").EndAsync(Tests.Token);
            Assert.Contains("A guard rail holds the plan now", end.Failure, StringComparison.Ordinal);
        }

        Assert.Equal(PlanState.Held, (await muster.Database.Plans.FindAsync(seen.Id, Tests.Token))!.State);
        Assert.Contains("bob", await MembersAsync(rig), StringComparison.Ordinal);
        var held = (await muster.Database.Plans.FindAsync(seen.Id, Tests.Token))!;
        Assert.Null((await work.Apply(held, Approver, "seen held").EndAsync(Tests.Token)).Failure);
        Assert.DoesNotContain("bob", await MembersAsync(rig), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_plan_is_discarded_only_by_somebody_who_may_decide_about_it()
    {
        await using var rig = await LeaverAsync();
        var work = rig.Server.Services.GetRequiredService<PlanWork>();
        var seen = await PlanAsync(rig);
        await HoldAsync(rig, seen);
        await Assert.ThrowsAsync<AccessDeniedException>(() => work.DiscardAsync(seen.Id, Operator, "no", Tests.Token));
        Assert.Equal(PlanState.Held, (await rig.Server.Muster.Database.Plans.FindAsync(seen.Id, Tests.Token))!.State);
        Assert.Null(await work.DiscardAsync(seen.Id, Approver, "no", Tests.Token));
    }

    [Fact]
    public async Task An_import_that_would_touch_other_people_than_those_seen_changes_nothing_though_they_are_as_many()
    {
        var story = new TenantStory().Users("ann", "bob", "cal", "dan").Then().Disable("cal").User("eve");
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, story);
        await rig.Tenant.MustAsync(0, Tests.Token, rig.Tenant.AddCommand());
        var muster = rig.Server.Muster;
        var connection = (await muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!;
        LiveRun Quiet() =>
            rig.Server.Services.GetRequiredService<LiveRuns>().Start("look", "Ada", null, (_, _) => Task.FromResult<string?>(null));
        var preview = await ImportWork.PreviewAsync(
            muster,
            connection,
            new Core.Importing.ImportRule.Everyone(),
            "Ada",
            Quiet(),
            Tests.Token
        );
        Assert.Equal(4, preview.Joiners.Count);

        await rig.Tenant.NextAsync(Tests.Token);

        // Clicked twice, it is one import.
        var live = rig.Server.Services.GetRequiredService<LiveRuns>();
        var begun = ImportWork.Start(live, muster, connection, preview, "Ada");
        Assert.Same(begun, ImportWork.Start(live, muster, connection, preview, "Ada"));
        Assert.Contains("other people", (await begun.EndAsync(Tests.Token)).Failure, StringComparison.Ordinal);
        Assert.Equal(0, await muster.Database.Platform.CountUsersAsync(1, new(), Tests.Token));
    }

    private static async Task<ServerRig> LeaverAsync()
    {
        var story = new TenantStory()
            .Users("ann", "bob", "cal")
            .Group("Team")
            .Member("Team", "ann", "bob", "cal")
            .Then()
            .NoMember("Team", "bob");
        var rig = await ServerRig.FilledAsync(Tests.Token, story);
        await rig.Tenant.NextAsync(Tests.Token);
        return rig;
    }

    private static async Task<StoredPlan> PlanAsync(ServerRig rig)
    {
        await rig.Tenant.MustAsync(0, Tests.Token, "plan");
        return (await rig.Server.Muster.Database.Plans.ListAsync(new PlanFilter(null, null, null, 1), Tests.Token))[0];
    }

    /// <summary>As it happens when somebody else's attempt found that the day's limit is reached.</summary>
    private static async Task HoldAsync(ServerRig rig, StoredPlan plan)
    {
        var muster = rig.Server.Muster;
        await using var lease = await LeaseKeeper.AcquireAsync(muster.Database.Leases, "test", TimeProvider.System, Tests.Token);
        await muster.Database.Plans.HoldAsync(
            plan.Id,
            [new GuardTrip("dayRemovalsStated", "The day's limit is reached.")],
            [],
            "somebody",
            lease.Lease,
            Tests.Token
        );
    }

    private static async Task<string> MembersAsync(ServerRig rig) =>
        (await rig.Tenant.MustAsync(0, Tests.Token, "groups", "members", "Team")).Output;
}

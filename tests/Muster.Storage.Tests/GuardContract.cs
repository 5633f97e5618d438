using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Configuration.Files;
using Muster.Engine.Platform;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>What guard rails know of the past, and what they check in the transaction that writes.</summary>
public abstract class GuardContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly int[] Six = [1, 2, 3, 4, 5, 6];

    [Fact]
    public async Task What_is_about_to_be_written_is_held_against_the_guard_rails_whatever_was_judged_before_INV_4()
    {
        await CrewAsync();
        var plan = await Db.PlanAsync(memberships: [Members(1, [], Six)]);
        var context = new ApplyContext(Db.Lease, Db.Clock.Now, Settles: true) { Guards = GuardRails.Default };

        var stale = Assert.IsType<ApplyOutcome.Stale>(
            await Db.Muster.Platform.ApplyAsync(plan, await Db.BeginAsync(), context, null, Token)
        );

        Assert.Contains("groupEmptied", stale.Difference, StringComparison.Ordinal);
        Assert.Equal(6, Assert.Single((await Db.StateAsync()).Groups).Members.Count);
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task Who_stays_by_an_exception_is_not_lost_when_it_is_written_either_INV_4()
    {
        await CrewAsync();
        var byException = Members(1, Six) with { Origin = MembershipOrigin.Exception };
        var plan = await Db.PlanAsync(memberships: [Members(1, [], Six), byException]);
        var context = new ApplyContext(Db.Lease, Db.Clock.Now, Settles: true) { Guards = GuardRails.Default };

        Assert.IsType<ApplyOutcome.Applied>(await Db.Muster.Platform.ApplyAsync(plan, await Db.BeginAsync(), context, null, Token));
    }

    [Fact]
    public async Task A_groups_losses_of_the_day_leave_out_who_is_back_and_what_a_person_approved_INV_4()
    {
        await CrewAsync();
        var start = Db.Clock.Now;
        async Task<RecentGroupLoss> RecentAsync() => (await Db.Muster.Guards.RecentAsync(Db.Entra.Key, start, Token)).Of(1);
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [], [1, 2])]));
        await Db.AppliedAsync(
            await Db.PlanAsync(
                memberships: [Members(1, [], [3]) with { Removals = [new Removal(3, RemovalCause.LeftInDirectory, Evidence.Inferred)] }]
            )
        );
        Assert.Equal(new RecentGroupLoss(2, 1), await RecentAsync());
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [1])]));
        Assert.Equal(new RecentGroupLoss(1, 1), await RecentAsync());
        var approved = await Db.BeginAsync() with { DecidedBy = "zoe" };
        await Db.Muster.Platform.ApplyAsync(
            await Db.PlanAsync(memberships: [Members(1, [], [4])]),
            approved,
            new ApplyContext(Db.Lease, Db.Clock.Now, true),
            null,
            Token
        );
        Assert.Equal(default, await RecentAsync());
    }

    [Fact]
    public async Task Past_runs_are_told_with_the_sizes_of_their_time()
    {
        await CrewAsync();
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [], [1, 2])]));
        await Db.AppliedAsync(
            await Db.PlanAsync(
                users: [new UserStep.Suspend(3, RemovalCause.AccountDisabled, Evidence.Stated)],
                memberships: [Members(1, [1], [3])]
            )
        );

        var runs = await Db.Muster.Guards.RunsAsync(Db.Entra.Key, DateTimeOffset.UnixEpoch, Token);

        Assert.Equal(
            [(0, 0, 0), (6, 2, 0), (4, 1, 1)],
            runs.Select(run => (run.Measures.AllMemberships, run.Measures.Stated, run.Measures.SuspendedStated))
        );
        Assert.Equal([new GroupLoss(1, "crew", 4, 1, 0, 1)], runs[2].Measures.Groups);
        Assert.Equal([(1, 0), (1, 0), (1, 0)], runs.Select(run => (run.Measures.ChangedGroups, run.Measures.RetiredGroups)));
        Assert.Equal((0, 6), (runs[0].Measures.ActiveUsers, runs[2].Measures.ActiveUsers));
    }

    [Fact]
    public async Task Past_runs_tell_how_many_groups_they_retired_and_how_often_a_limit_would_have_held_them()
    {
        await CrewAsync();
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Create(2, "local", null)]));
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Retire(1), new GroupStep.Retire(2)]));

        var runs = await Db.Muster.Guards.RunsAsync(Db.Entra.Key, DateTimeOffset.UnixEpoch, Token);

        Assert.Equal((2, 2), (runs[^1].Measures.ChangedGroups, runs[^1].Measures.RetiredGroups));
        GuardReplay Replay(int? limit) => GuardReplay.Of(runs, GuardRails.Default with { RetiredGroups = limit });
        Assert.Single(Replay(1).Trips, trip => trip.Finding.Guard == "groupsRetired");
        Assert.DoesNotContain(Replay(2).Trips, trip => trip.Finding.Guard == "groupsRetired");
    }

    [Fact]
    public async Task A_configuration_is_written_with_its_plan_or_not_at_all()
    {
        var none = await Db.Muster.Settings.CurrentAsync(SettingScope.Workspace, Token);
        var values = new Dictionary<string, string> { ["guardCeiling.runStated.percent"] = "4" };
        await Db.Muster.Settings.SaveAsync(none, values, "ada", null, Token);
        var stale = new ConfigurationChange([new SettingsReplacement(none, new Dictionary<string, string>())], []);

        var outcome = await Db.Muster.Platform.ApplyAsync(
            await Db.PlanAsync([new GroupStep.Create(1, "crew", null)]),
            await Db.BeginAsync(),
            new ApplyContext(Db.Lease, Db.Clock.Now, Settles: false) { Configuration = stale },
            null,
            Token
        );

        Assert.IsType<ApplyOutcome.Stale>(outcome);
        Assert.Empty((await Db.StateAsync()).Groups);
        Assert.Equal(values, (await Db.Muster.Settings.CurrentAsync(SettingScope.Workspace, Token)).Values);
    }

    private async Task CrewAsync()
    {
        string[] names = ["ada", "bob", "cy", "dan", "eve", "fay"];
        await Db.ReadUsersAsync(false, [.. names.Select(name => User(name))]);
        await Db.ReadGroupsAsync(false, Group("crew"));
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [new GroupStep.Create(1, "crew", null)],
                [.. names.Select((name, index) => Create(index + 1, name))],
                [Members(1, Six)]
            )
        );
    }
}

public sealed class SqliteGuardTests : GuardContract<SqliteTestDatabase>;

public sealed class PostgresGuardTests : GuardContract<PostgresTestDatabase>;

using Muster.Engine.Configuration;
using Muster.Engine.Platform;
using Muster.Engine.Restoring;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteRestorationTests : RestorationContract<SqliteTestDatabase>;

public sealed class PostgresRestorationTests : RestorationContract<PostgresTestDatabase>;

/// <summary>An older copy of the data is known by its fence, whoever put it there.</summary>
public abstract class RestorationContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task INV_30_a_copy_of_before_is_noticed_by_its_fence_and_nothing_of_it_is_applied_until_somebody_says_so()
    {
        for (var run = 0; run < 3; run++)
            await AgainAsync();
        var seen = Db.Lease.Fence;
        Assert.Null(await Db.Muster.Restorations.StandingAsync(Token));
        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        await Db.TamperAsync($"UPDATE lease SET fence = {seen - 2}");

        await AgainAsync();

        Assert.True(Db.Lease.Fence > seen, $"fence {Db.Lease.Fence} after {seen}");
        Assert.Equal(RestorationCause.FoundOld, (await Db.Muster.Restorations.StandingAsync(Token))?.Cause);
        await Db.ReadUsersAsync(false, User("ada"));
        var plan = await Db.PlanAsync(users: [Create(1, "ada")]);
        Assert.Contains(
            "older than what was seen",
            Assert.IsType<ApplyOutcome.Stale>(await Db.ApplyAsync(plan)).Difference,
            StringComparison.Ordinal
        );
        Assert.Empty(await Db.Muster.Platform.UserRowsAsync(0, null, Token).ToListAsync(Token));

        Assert.True(await Db.Muster.Restorations.ReleaseAsync("ada", "looked at", Token));
        Assert.False(await Db.Muster.Restorations.ReleaseAsync("ada", "looked at", Token));
        await AgainAsync();
        Assert.Null(await Db.Muster.Restorations.StandingAsync(Token));
        await Db.AppliedAsync(await Db.PlanAsync(users: [Create(1, "ada")]));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task INV_30_a_copy_of_before_settings_were_saved_is_noticed_though_nobody_worked_in_between()
    {
        await AgainAsync();
        var before = await Db.Muster.Settings.CurrentAsync(SettingScope.Workspace, Token);
        var log = await Db.TextAsync("SELECT max(audit_entries) FROM workspace");
        var head = await Db.TextAsync("SELECT max(number) FROM audit_entry");
        Assert.Equal(log, head);
        await Db.Muster.Settings.SaveAsync(before, new Dictionary<string, string> { ["observeOnly"] = "true" }, "ada", "hold", Token);
        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        await Db.TamperAsync($"DELETE FROM audit_entry WHERE number > {head}");
        await Db.TamperAsync(
            $"UPDATE workspace SET audit_entries = {head}, audit_head = (SELECT hash FROM audit_entry WHERE number = {head})"
        );
        await Db.TamperAsync("DELETE FROM setting_version");

        await AgainAsync();

        Assert.Equal(RestorationCause.FoundOld, (await Db.Muster.Restorations.StandingAsync(Token))?.Cause);
        Assert.True(await Db.Muster.Restorations.ReleaseAsync("ada", "looked at", Token));
        await AgainAsync();
        Assert.Null(await Db.Muster.Restorations.StandingAsync(Token));
    }

    [Fact]
    public async Task INV_24_what_is_noticed_in_one_workspace_says_nothing_about_another()
    {
        await AgainAsync();
        var beta = (await Db.Muster.Workspaces.CreateAsync("beta", "test", Token))!;
        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        await Db.TamperAsync("UPDATE lease SET fence = 0 WHERE workspace = 1");

        var theirs = await LeaseAsync(Db.Muster.Of(beta.Number));

        Assert.Equal(1, theirs.Fence);
        Assert.Null(await Db.Muster.Of(beta.Number).Restorations.StandingAsync(Token));
        await LeaseAsync(Db.Muster);
        Assert.NotNull(await Db.Muster.Restorations.StandingAsync(Token));
    }

    /// <summary>Gives the lease back and takes it again, as the next run does.</summary>
    private Task AgainAsync() => Db.ComeBackToAsync(1);
}

using Muster.Engine.Runs;
using Muster.Storage.Postgres;
using Muster.Storage.Runs;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteLeaseTests : LeaseContract<SqliteTestDatabase>;

public sealed class PostgresLeaseTests : LeaseContract<PostgresTestDatabase>
{
    [Fact]
    public async Task INV_25_a_lease_lives_by_the_clock_of_the_server_whatever_those_of_the_machines_say()
    {
        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        await using var here = await OpenAsync(TimeSpan.Zero);
        var lease = await LeaseAsync(here);
        foreach (var days in new[] { 1, -1 })
        {
            await using var astray = await OpenAsync(TimeSpan.FromDays(days));
            Assert.IsType<LeaseOutcome.Taken>(await astray.Leases.AcquireAsync("sync", Token));
            Assert.True(await astray.Leases.IsInForceAsync(Token));
        }
        await here.Leases.ReleaseAsync(lease, Token);
        await using var behind = await OpenAsync(TimeSpan.FromDays(-1));
        var theirs = await LeaseAsync(behind);
        Assert.True(await behind.Leases.RenewAsync(theirs, Token));
        Assert.IsType<LeaseOutcome.Taken>(await here.Leases.AcquireAsync("sync", Token));
        await Db.TamperAsync("UPDATE lease SET renewed_at = renewed_at - 31000");
        await LeaseAsync(here);
    }

    private Task<MusterDatabase> OpenAsync(TimeSpan astray) =>
        MusterDatabase.OpenAsync(Db.Folder, PostgresAddress.Parse(Db.Address), new AstrayClock(astray), Token);

    private sealed class AstrayClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}

public abstract class LeaseContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task INV_12_one_process_at_a_time_holds_the_lease()
    {
        await using var other = await Db.OpenAsync();
        var taken = Assert.IsType<LeaseOutcome.Taken>(await other.Leases.AcquireAsync("sync", Token));
        Assert.Equal(("test", Db.Clock.Now), (taken.Purpose, taken.Since));
        Assert.Contains(Environment.MachineName, taken.Holder, StringComparison.Ordinal);

        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        var next = await LeaseAsync(other);
        Assert.True(next.Fence > Db.Lease.Fence);
        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        Assert.True(await other.Leases.RenewAsync(next, Token));
    }

    [Fact]
    public async Task A_lease_that_is_renewed_stays_and_one_that_is_not_is_taken_over()
    {
        await using var other = await Db.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            Db.Clock.Now += TimeSpan.FromSeconds(29);
            Assert.IsType<LeaseOutcome.Taken>(await other.Leases.AcquireAsync("sync", Token));
            Assert.True(await Db.Muster.Leases.RenewAsync(Db.Lease, Token));
        }
        Assert.True(await other.Leases.IsInForceAsync(Token));
        Db.Clock.Now += TimeSpan.FromSeconds(31);
        Assert.False(await other.Leases.IsInForceAsync(Token));
        await LeaseAsync(other);
        Assert.False(await Db.Muster.Leases.RenewAsync(Db.Lease, Token));
        await Assert.ThrowsAsync<LeaseLostException>(() => Db.BeginAsync());
    }

    [Fact]
    public async Task A_holder_that_is_dead_on_this_machine_is_taken_over_at_once()
    {
        var dead = ProcessIdentity.Current() with { Started = 1 };
        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        Assert.IsType<LeaseOutcome.Given>(await new LeaseStore(Db.Muster.Database, dead).AcquireAsync("sync", Token));
        await LeaseAsync(Db.Muster);
    }

    [Fact]
    public async Task A_holder_on_another_machine_is_waited_for()
    {
        var far = new ProcessIdentity("elsewhere|boot|space", 1, 1);
        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        Assert.IsType<LeaseOutcome.Given>(await new LeaseStore(Db.Muster.Database, far).AcquireAsync("sync", Token));
        Assert.IsType<LeaseOutcome.Taken>(await Db.Muster.Leases.AcquireAsync("sync", Token));
    }

    [Fact]
    public async Task A_heartbeat_succeeds_while_a_long_transaction_of_the_holder_writes()
    {
        await using var session = await Db.Muster.Database.WriteAsync(Token);
        Assert.True(await Db.Muster.Leases.RenewAsync(Db.Lease, Token));
        Assert.False(await Db.Muster.Leases.RenewAsync(Db.Lease with { Fence = 0 }, Token));
        await using var other = await Db.OpenAsync();
        Assert.IsType<LeaseOutcome.Taken>(await other.Leases.AcquireAsync("sync", Token));
    }
}

public sealed class ProcessIdentityTests
{
    private static readonly ProcessIdentity Here = ProcessIdentity.Current();

    [Fact]
    public void This_process_is_alive() => Assert.False(Here.IsKnownDead(Here));

    [Fact]
    public void A_process_id_used_again_is_another_process() => Assert.True((Here with { Started = Here.Started + 1 }).IsKnownDead(Here));

    [Fact]
    public void A_process_id_that_nobody_has_is_dead() => Assert.True((Here with { Process = int.MaxValue }).IsKnownDead(Here));

    [Theory]
    [InlineData("m|boot1|ns", "m|boot2|ns", true)]
    [InlineData("m|boot1|ns", "m|boot1|other", false)]
    [InlineData("m|boot1|ns", "n|boot2|ns", false)]
    public void A_restart_of_the_machine_ends_its_processes_and_other_containers_are_out_of_sight(
        string holder,
        string observer,
        bool dead
    ) => Assert.Equal(dead, new ProcessIdentity(holder, 1, 1).IsKnownDead(Here with { Machine = observer }));
}

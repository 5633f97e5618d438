using System.Threading.Channels;
using Muster.Engine.Runs;

namespace Muster.Cli.Tests.Runs;

/// <summary>What a fault of the database does to somebody who holds the lease.</summary>
public sealed class LeaseKeeperTests
{
    [Fact]
    public async Task A_lease_that_cannot_be_given_back_does_not_hide_what_was_done()
    {
        var store = new TroubledLeases { ReleaseFails = true };

        async Task<string> WorkAsync()
        {
            await using var lease = await LeaseKeeper.AcquireAsync(store, "test", TimeProvider.System, Tests.Token);
            return "applied";
        }

        Assert.Equal("applied", await WorkAsync());
    }

    [Fact]
    public async Task A_heartbeat_that_meets_a_fault_goes_on_and_the_lease_is_kept_when_the_fault_is_over()
    {
        var (clock, store) = (new TickingClock(), new TroubledLeases());
        await using var lease = await LeaseKeeper.AcquireAsync(store, "test", clock, Tests.Token);

        for (var round = 0; round < 4; round++)
            foreach (var broken in new[] { true, true, false })
            {
                store.RenewFails = broken;
                await clock.TickAsync(store);
            }

        Assert.Equal(12, store.Renewals);
        Assert.False(lease.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_heartbeat_that_fails_for_the_whole_life_of_the_lease_stops_the_work()
    {
        var (clock, store) = (new TickingClock(), new TroubledLeases { RenewFails = true });
        await using var lease = await LeaseKeeper.AcquireAsync(store, "test", clock, Tests.Token);
        var lost = new TaskCompletionSource();
        lease.Token.Register(lost.SetResult);

        await clock.TickAsync(store);
        await clock.TickAsync(store);
        Assert.False(lease.Token.IsCancellationRequested);
        await clock.TickAsync(store);

        await lost.Task.WaitAsync(TimeSpan.FromMinutes(1), Tests.Token);
    }

    /// <summary>Leases of a store that has troubles when a test says so.</summary>
    private sealed class TroubledLeases : ILeaseStore
    {
        private readonly Channel<int> _renewed = Channel.CreateUnbounded<int>();

        public bool ReleaseFails { get; init; }

        public bool RenewFails { get; set; }

        public int Renewals { get; private set; }

        public TimeSpan TimeToLive => TimeSpan.FromSeconds(30);

        public Task<LeaseOutcome> AcquireAsync(string purpose, CancellationToken cancellationToken) =>
            Task.FromResult<LeaseOutcome>(new LeaseOutcome.Given(new Lease(1, "here")));

        public Task<bool> RenewAsync(Lease lease, CancellationToken cancellationToken)
        {
            _renewed.Writer.TryWrite(++Renewals);
            return RenewFails ? throw new IOException("I/O error") : Task.FromResult(true);
        }

        public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken) =>
            ReleaseFails ? throw new IOException("I/O error") : Task.CompletedTask;

        public Task<LeaseOutcome.Taken?> HolderAsync(CancellationToken cancellationToken) => Task.FromResult<LeaseOutcome.Taken?>(null);

        public Task<bool> IsInForceAsync(CancellationToken cancellationToken) => Task.FromResult(true);

        public async Task RenewedAsync() =>
            await _renewed.Reader.ReadAsync(Tests.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Tests.Token);
    }

    /// <summary>A clock that goes on by one period of its only timer.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private Action _fire = () => { };
        private TimeSpan _period;
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_fire, _period) = (() => callback(state), period);
            return new Timer();
        }

        /// <summary>Lets one period pass, until the lease was asked to be renewed.</summary>
        public async Task TickAsync(TroubledLeases leases)
        {
            Interlocked.Add(ref _ticks, _period.Ticks);
            _fire();
            await leases.RenewedAsync();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}

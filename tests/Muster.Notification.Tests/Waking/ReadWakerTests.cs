using System.Collections.Concurrent;
using Muster.Engine.Notifications;

namespace Muster.Notification.Tests.Waking;

public sealed class ReadWakerTests
{
    private static readonly NotificationOptions Quick = new()
    {
        Quiet = TimeSpan.FromMilliseconds(20),
        LongestWait = TimeSpan.FromMilliseconds(100),
        FirstRetry = TimeSpan.FromMilliseconds(5),
        LongestRetry = TimeSpan.FromMilliseconds(20),
    };

    [Fact]
    public async Task Many_hints_become_one_read()
    {
        var reads = new Reads();
        await using var waker = new ReadWaker(
            reads,
            Quick with
            {
                Quiet = TimeSpan.FromMilliseconds(300),
                LongestWait = TimeSpan.FromSeconds(9),
            },
            TimeProvider.System
        );
        for (var i = 0; i < 50_000; i++)
            waker.Hint(1);
        await waker.QuietAsync(1, Tests.Token);
        Assert.Equal(new WakerState(50_000, 1, false, null), waker.StateOf(1));
        Assert.Equal(1, reads.Begun);
    }

    [Fact]
    public async Task A_hint_that_comes_while_a_read_runs_causes_another_after_it()
    {
        var hold = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var reads = new Reads
        {
            During = async n =>
            {
                begun.TrySetResult();
                if (n == 1)
                    await hold.Task;
                return new WokenReadResult(true);
            },
        };
        await using var waker = new ReadWaker(reads, Quick, TimeProvider.System);
        waker.Hint(1);
        await begun.Task.WaitAsync(Tests.Token);
        waker.Hint(1);
        waker.Hint(1);
        Assert.True(waker.StateOf(1).Waiting);
        hold.SetResult();
        await waker.QuietAsync(1, Tests.Token);
        Assert.Equal(2, reads.Begun);
    }

    [Fact]
    public async Task A_read_knows_since_when_the_first_hint_has_waited_that_it_takes_care_of()
    {
        var hold = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var clock = new JumpingClock();
        var reads = new Reads
        {
            During = async n =>
            {
                begun.TrySetResult();
                if (n == 1)
                    await hold.Task;
                // The second fails, so that what it was about waits on.
                return new WokenReadResult(n != 2);
            },
        };
        await using var waker = new ReadWaker(reads, Quick, clock);
        var first = clock.Jump();
        waker.Hint(1);
        clock.Jump();
        waker.Hint(1);
        await begun.Task.WaitAsync(Tests.Token);
        var second = clock.Jump();
        waker.Hint(1);
        clock.Jump();
        waker.Hint(1);
        hold.SetResult();
        await waker.QuietAsync(1, Tests.Token);
        var third = clock.Jump();
        waker.Hint(1);
        await waker.QuietAsync(1, Tests.Token);
        Assert.Equal([first, second, second, third], reads.Since);
    }

    /// <summary>Time that goes on as it does, and jumps when a test says so.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

        public DateTimeOffset Jump() => _now += TimeSpan.FromHours(1);

        public override DateTimeOffset GetUtcNow() => _now;
    }

    [Fact]
    public async Task A_host_that_stops_twice_stops_it_once()
    {
        var waker = new ReadWaker(new Reads(), Quick, TimeProvider.System);
        waker.Hint(1);
        await waker.QuietAsync(1, Tests.Token);
        await waker.DisposeAsync();
        await waker.DisposeAsync();
        Assert.False(waker.StateOf(1).Waiting);
    }

    [Fact]
    public async Task Whenever_hints_come_a_later_read_follows_and_no_two_overlap()
    {
        var random = new Random(7);
        for (var round = 0; round < 15; round++)
        {
            var latest = 0L;
            var seen = 0L;
            var reads = new Reads
            {
                During = async _ =>
                {
                    var atBegin = Interlocked.Read(ref latest);
                    await Task.Delay(random.Next(0, 12));
                    seen = atBegin;
                    return new WokenReadResult(random.Next(4) != 0, "by chance");
                },
            };
            await using var waker = new ReadWaker(reads, Quick with { Quiet = TimeSpan.FromMilliseconds(3) }, TimeProvider.System);
            for (var i = 0; i < 60; i++)
            {
                Interlocked.Increment(ref latest);
                waker.Hint(1);
                if (random.Next(3) == 0)
                    await Task.Delay(random.Next(0, 6), Tests.Token);
            }
            await waker.QuietAsync(1, Tests.Token);
            Assert.Equal(latest, seen);
            Assert.Equal(1, reads.MostAtOnce);
        }
    }

    [Fact]
    public async Task Hints_without_end_do_not_put_a_read_off_for_ever()
    {
        var begun = new TaskCompletionSource();
        var reads = new Reads
        {
            During = _ =>
            {
                begun.TrySetResult();
                return Task.FromResult(new WokenReadResult(true));
            },
        };
        await using var waker = new ReadWaker(reads, Quick with { Quiet = TimeSpan.FromSeconds(5) }, TimeProvider.System);
        while (!begun.Task.IsCompleted)
        {
            waker.Hint(1);
            await Task.Delay(1, Tests.Token);
        }
        Assert.Equal(1, reads.Begun);
    }

    [Fact]
    public async Task A_read_that_fails_is_tried_again_until_it_is_done_and_says_why_meanwhile()
    {
        WakerState? between = null;
        ReadWaker? waker = null;
        var reads = new Reads
        {
            During = n =>
            {
                if (n == 3)
                    between = waker!.StateOf(1);
                return n switch
                {
                    1 => throw new InvalidOperationException("a fault"),
                    2 => Task.FromResult(new WokenReadResult(false, "busy")),
                    _ => Task.FromResult(new WokenReadResult(true)),
                };
            },
        };
        await using var disposed = waker = new ReadWaker(reads, Quick, TimeProvider.System);
        waker.Hint(1);
        await waker.QuietAsync(1, Tests.Token);
        Assert.Equal(new WakerState(1, 2, true, "busy"), between);
        Assert.Equal(new WakerState(1, 3, false, null), waker.StateOf(1));
    }

    [Fact]
    public async Task Connections_do_not_wait_for_each_other_and_a_stop_ends_a_read()
    {
        var cancelled = new TaskCompletionSource();
        var hanging = new TaskCompletionSource();
        var reads = new Reads
        {
            WithToken = async (connection, token) =>
            {
                if (connection == 2)
                    return new WokenReadResult(true);
                hanging.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    cancelled.SetResult();
                }
                return new WokenReadResult(true);
            },
        };
        var waker = new ReadWaker(reads, Quick, TimeProvider.System);
        waker.Hint(1);
        await hanging.Task.WaitAsync(Tests.Token);
        waker.Hint(2);
        await waker.QuietAsync(2, Tests.Token);
        await waker.DisposeAsync();
        Assert.True(cancelled.Task.IsCompleted);
    }

    private sealed class Reads : IWokenRead
    {
        private int _now;
        private int _begun;

        public Func<int, Task<WokenReadResult>> During { get; init; } = _ => Task.FromResult(new WokenReadResult(true));

        public Func<int, CancellationToken, Task<WokenReadResult>>? WithToken { get; init; }

        /// <summary>Since when what each read takes care of had been waiting.</summary>
        public ConcurrentQueue<DateTimeOffset> Since { get; } = new();

        public int Begun => _begun;

        public int MostAtOnce { get; private set; }

        public async Task<WokenReadResult> ReadAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
        {
            Since.Enqueue(since);
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _now));
            try
            {
                var number = Interlocked.Increment(ref _begun);
                return WithToken is { } with ? await with(connection, cancellationToken) : await During(number);
            }
            finally
            {
                Interlocked.Decrement(ref _now);
            }
        }
    }
}

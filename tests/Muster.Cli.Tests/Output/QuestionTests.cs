using Muster.Cli.Terminals;

namespace Muster.Cli.Tests.Output;

/// <summary>Questions at a terminal where nobody types anything: they may hold the lease, and end all the same.</summary>
public sealed class QuestionTests
{
    [Fact]
    public async Task A_question_ends_at_once_when_it_is_stopped_though_the_reader_goes_on_waiting()
    {
        using var reader = new SilentReader();
        using var stop = new CancellationTokenSource();
        var asked = TerminalOf(reader, TimeProvider.System).AskAsync("Apply it?", stop.Token);
        await reader.AskedAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(TimeSpan.FromSeconds(20), Tests.Token));
    }

    [Fact]
    public async Task A_question_for_a_number_ends_at_once_when_it_is_stopped()
    {
        using var reader = new SilentReader();
        using var stop = new CancellationTokenSource();
        var asked = TerminalOf(reader, TimeProvider.System).AskNumberAsync("Which?", 3, stop.Token);
        await reader.AskedAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(TimeSpan.FromSeconds(20), Tests.Token));
    }

    [Fact]
    public async Task A_question_that_nobody_answers_for_ten_minutes_counts_as_declined()
    {
        using var reader = new SilentReader();
        var (clock, error) = (new AlarmClock(), new StringWriter());
        var asked = TerminalOf(reader, clock, error).AskAsync("Apply it?", Tests.Token);
        await reader.AskedAsync();

        Assert.Equal(TimeSpan.FromMinutes(10), await clock.RingAsync());

        Assert.False(await asked.WaitAsync(TimeSpan.FromSeconds(20), Tests.Token));
        Assert.Contains("Nobody answered within 10 minutes", error.ToString(), StringComparison.Ordinal);
    }

    private static Terminal TerminalOf(TextReader reader, TimeProvider clock, TextWriter? error = null) =>
        new(new StringWriter(), error ?? new StringWriter(), new TerminalOptions(NoColor: true, Answers: reader, Clock: clock));

    /// <summary>A console at which nobody types; like the real one, it blocks and looks at no token.</summary>
    private sealed class SilentReader : TextReader
    {
        private readonly ManualResetEventSlim _typed = new();
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task AskedAsync() => _asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Tests.Token);

        public override string? ReadLine()
        {
            _asked.TrySetResult();
            _typed.Wait(TimeSpan.FromMinutes(1));
            return null;
        }

        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) =>
            new(Task.Run(ReadLine, CancellationToken.None));

        protected override void Dispose(bool disposing)
        {
            _typed.Set();
            base.Dispose(disposing);
        }
    }

    /// <summary>A clock whose only timer goes off when a test says so.</summary>
    private sealed class AlarmClock : TimeProvider
    {
        private readonly TaskCompletionSource<(Action Ring, TimeSpan Due)> _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _set.TrySetResult((() => callback(state), dueTime));
            return new Timer();
        }

        /// <summary>Lets it go off.</summary>
        /// <returns>After how long it was to go off.</returns>
        public async Task<TimeSpan> RingAsync()
        {
            var (ring, due) = await _set.Task.WaitAsync(TimeSpan.FromSeconds(20), Tests.Token);
            ring();
            return due;
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}

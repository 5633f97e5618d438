using Muster.Core.Planning;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Wording;

namespace Muster.Server.Runs;

/// <summary>What work is asked to do.</summary>
/// <param name="What">What it is, for people: "Sync of contoso".</param>
/// <param name="Connection">Key of its connection; null for none.</param>
internal sealed record LiveWork(string What, int? Connection)
{
    /// <summary>Two requests with the same word are one piece of work while it goes on; null when each is its own.</summary>
    public string? Once { get; init; }

    /// <summary>Number of the plan it decides about; null for none.</summary>
    public long? Plan { get; init; }

    /// <summary>Its first step.</summary>
    public RunStep First { get; init; } = RunStep.Read;

    /// <summary>Its last step.</summary>
    public RunStep Last { get; init; } = RunStep.Verify;
}

/// <summary>Work that the server does for somebody: a plan, a sync, an import, an approval. Any number of people may watch; none of them asks the database.</summary>
internal sealed class LiveRun(long number, LiveWork work, string actor, TimeProvider clock, CancellationTokenSource stop) : IRunObserver
{
    private readonly Lock _lock = new();
    private int _stopRecorded;
    private long _shown = -1;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Number of the work in this process.</summary>
    public long Number { get; } = number;

    /// <summary>What it is, for people: "Sync of contoso".</summary>
    public string What { get; } = work.What;

    /// <summary>Who asked for it.</summary>
    public string Actor { get; } = actor;

    /// <summary>Key of its connection; null for none.</summary>
    public int? Connection { get; } = work.Connection;

    /// <summary>What it is asked to do.</summary>
    public LiveWork Work { get; } = work;

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; } = clock.GetUtcNow();

    /// <summary>Told of the run that it brought to an end.</summary>
    public Action<Run>? OnMade { get; init; }

    /// <summary>Whether another process does it, and this one only shows how far that says it is.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>How it stands.</summary>
    public LiveState State { get; private set; } = new();

    /// <summary>Whether somebody has asked it to stop.</summary>
    public bool IsStopping => stop.IsCancellationRequested;

    /// <summary>Who asked it to stop; null for nobody.</summary>
    public string? StoppedBy { get; private set; }

    /// <summary>The steps it writes; null before they are known, and once it has ended.</summary>
    public LiveSteps? Steps { get; private set; }

    /// <summary>Whoever gets true records that it was stopped; nobody else does meanwhile.</summary>
    public bool BeginRecordingStop() => Interlocked.Exchange(ref _stopRecorded, 1) == 0;

    /// <summary>The record could not be made: the next who stops it tries again.</summary>
    public void StopWasNotRecorded() => Volatile.Write(ref _stopRecorded, 0);

    /// <summary>Ends it before its next step; what is in a transaction is either written whole or not at all. Nothing happens when it has ended meanwhile.</summary>
    /// <param name="by">Who asks.</param>
    /// <returns>Whether nobody had asked before.</returns>
    public bool Stop(string by)
    {
        lock (_lock)
        {
            if (StoppedBy is not null)
                return false;
            StoppedBy = by;
        }
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended between the look and the click.
        }
        return true;
    }

    /// <summary>Says what is about to be written.</summary>
    public void Planned(SyncPlan plan) => Steps = new LiveSteps(plan);

    /// <summary>Waits until something has changed since a version.</summary>
    public async Task<LiveState> AfterAsync(long version, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (State.Version > version || State.EndedAt is not null)
                    return State;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task<LiveState> EndAsync(CancellationToken cancellationToken)
    {
        var state = State;
        while (state.EndedAt is null)
            state = await AfterAsync(state.Version, cancellationToken);
        return state;
    }

    /// <inheritdoc />
    public void Phase(RunPhase phase) => Change(state => state.In(phase, clock.GetUtcNow()));

    /// <inheritdoc />
    public void Reading(ReadProgress progress) => Change(state => state.Read(progress, clock.GetUtcNow()));

    /// <inheritdoc />
    public void Applying(long done, long total) => Change(state => state.Applied(done, total, clock.GetUtcNow()));

    /// <summary>Nobody is asked in the middle: what is applied was looked at before, or is left to the guard rails.</summary>
    public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken)
    {
        Planned(planned.Plan);
        return Task.FromResult(true);
    }

    /// <summary>Says how what it made came out, where that is no run.</summary>
    public void Came(RunOutcome outcome) => Change(state => state with { Outcome = outcome });

    /// <summary>Says how the run came out that it made: from now on it shows the same as that run does for ever.</summary>
    public void Came(Run made)
    {
        Change(state => state with { Outcome = made.Outcome, Rail = RunRail.After(made), Made = RunEnd.Of(made) });
        OnMade?.Invoke(made);
    }

    /// <summary>Says that the directory could not be read.</summary>
    /// <param name="brokeOff">Whether reading broke off, rather than being refused.</param>
    public void NotRead(bool brokeOff) =>
        Change(state => state with { NotRead = true, Outcome = brokeOff ? RunOutcome.Incomplete : RunOutcome.Failed });

    /// <summary>Shows how far another process says that it is.</summary>
    internal void Show(LiveState state)
    {
        if (state.Version > _shown)
            Change(_ => state);
        _shown = state.Version;
    }

    internal void End(DateTimeOffset at, string? failure, string? result)
    {
        Change(state => state with { EndedAt = at, Failure = failure, Result = result, UsersWait = null, GroupsWait = null });
        // A plan of millions is not kept for as long as its work is remembered.
        Steps = null;
    }

    private void Change(Func<LiveState, LiveState> change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            var next = change(State);
            State = next with { Version = Math.Max(State.Version, next.Version) + 1 };
            changed = _changed;
            _changed = NewSignal();
        }
        changed.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Server.Runs;

/// <summary>What is known of work under way, at one moment. Values only grow.</summary>
internal sealed record LiveState
{
    /// <summary>Counts the changes; a watcher that has seen this one need not be told again.</summary>
    public long Version { get; init; }

    /// <summary>The phase it is in; null before the first.</summary>
    public RunPhase? Phase { get; init; }

    /// <summary>When that phase began; null before the first.</summary>
    public DateTimeOffset? PhaseAt { get; init; }

    /// <summary>Pages read.</summary>
    public int Pages { get; init; }

    /// <summary>Users read.</summary>
    public long Users { get; init; }

    /// <summary>Groups read.</summary>
    public long Groups { get; init; }

    /// <summary>Memberships read.</summary>
    public long Edges { get; init; }

    /// <summary>How long the directory asked to wait before more users are read; null when it does not.</summary>
    public TimeSpan? UsersWait { get; init; }

    /// <summary>The same for groups, which are read beside them.</summary>
    public TimeSpan? GroupsWait { get; init; }

    /// <summary>How long the directory asked to wait; null when it does not.</summary>
    public TimeSpan? Waiting => UsersWait > GroupsWait || GroupsWait is null ? UsersWait : GroupsWait;

    /// <summary>Steps written, and how many there are.</summary>
    public long Done { get; init; }

    /// <summary>Steps to write; 0 before it is known.</summary>
    public long Total { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What went wrong, for people; null when nothing did.</summary>
    public string? Failure { get; init; }

    /// <summary>How what it made came out: applied, held, nothing to do; null while that is not known, and for work of another kind.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>Where to look next: the plan, or the run; null while it goes on.</summary>
    public string? Result { get; init; }
}

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
    public RunStep Last { get; init; } = RunStep.Publish;
}

/// <summary>Work that the server does for somebody: a plan, a sync, an import, an approval. Any number of people may watch; none of them asks the database.</summary>
internal sealed class LiveRun(long number, LiveWork work, string actor, TimeProvider clock, CancellationTokenSource stop) : IRunObserver
{
    private readonly Lock _lock = new();
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
    public DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary>How it stands.</summary>
    public LiveState State { get; private set; } = new();

    /// <summary>Whether somebody has asked it to stop.</summary>
    public bool IsStopping => stop.IsCancellationRequested;

    /// <summary>Who asked it to stop; null for nobody.</summary>
    public string? StoppedBy { get; private set; }

    /// <summary>Ends it before its next step; what is in a transaction is either written whole or not at all. Nothing happens when it has ended meanwhile.</summary>
    /// <param name="by">Who asks.</param>
    public void Stop(string by)
    {
        StoppedBy ??= by;
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended between the look and the click.
        }
    }

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
    public void Phase(RunPhase phase) => Change(state => In(phase, state) with { UsersWait = null, GroupsWait = null });

    /// <inheritdoc />
    public void Reading(ReadProgress progress) =>
        Change(state =>
            progress.Stream == DirectoryStream.Users
                ? state with
                {
                    Pages = state.Pages + 1,
                    Users = Math.Max(state.Users, progress.Objects),
                    UsersWait = progress.Waiting,
                }
                : state with
                {
                    Pages = state.Pages + 1,
                    Groups = Math.Max(state.Groups, progress.Objects),
                    Edges = Math.Max(state.Edges, progress.Edges),
                    GroupsWait = progress.Waiting,
                }
        );

    /// <inheritdoc />
    public void Applying(long done, long total) =>
        Change(state => In(RunPhase.Apply, state) with { Done = Math.Max(done, state.Done), Total = total });

    /// <summary>Nobody is asked in the middle: what is applied was looked at before, or is left to the guard rails.</summary>
    public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Says how what it made came out.</summary>
    public void Came(RunOutcome outcome) => Change(state => state with { Outcome = outcome });

    private LiveState In(RunPhase phase, LiveState state) =>
        state.Phase == phase ? state : state with { Phase = phase, PhaseAt = clock.GetUtcNow() };

    internal void End(DateTimeOffset at, string? failure, string? result) =>
        Change(state => state with { EndedAt = at, Failure = failure, Result = result, UsersWait = null, GroupsWait = null });

    private void Change(Func<LiveState, LiveState> change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            State = change(State) with { Version = State.Version + 1 };
            changed = _changed;
            _changed = NewSignal();
        }
        changed.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

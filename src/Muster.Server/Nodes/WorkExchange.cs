using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Muster.Engine.Runs;
using Muster.Server.Runs;
using Muster.Server.Watching;
using Muster.Storage;

namespace Muster.Server.Nodes;

/// <summary>
/// Lets work of this process be watched and stopped at every other that serves the workspace, and shows here what those do. Where the data is a file there is no other machine, and nothing is written for any.
/// </summary>
internal sealed class WorkExchange : BackgroundService
{
    /// <summary>How often work tells how far it is, and looks whether somebody asks it to stop.</summary>
    public static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(2);

    /// <summary>Work that was begun elsewhere just now may not have been told of yet.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>So often it says that it is still there, where nothing has changed.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(20);

    private static readonly JsonSerializerOptions Form = new() { IncludeFields = true };

    private readonly MusterInstance _muster;
    private readonly LiveRuns _live;
    private readonly WorkspaceWatch _watch;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<long, Told> _told = new();
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _one = new(1, 1);
    private int _ticks;

    public WorkExchange(MusterInstance muster, LiveRuns live, WorkspaceWatch watch, TimeProvider clock)
    {
        (_muster, _live, _watch, _clock) = (muster, live, watch, clock);
        _live.Changed += Hurry;
    }

    /// <summary>Work by its number, of whichever process; null when there is none, or not any more.</summary>
    public async Task<LiveRun?> FindAsync(long number, CancellationToken cancellationToken)
    {
        if (_live.Find(number) is { } known)
            return known;
        if (!_muster.Database.IsOnServer || number < LiveRuns.SharedNumbers)
            return null;
        await LookAsync(cancellationToken);
        if (_live.Find(number) is { } found)
            return found;
        await Task.Delay(Moment, _clock, cancellationToken);
        await LookAsync(cancellationToken);
        return _live.Find(number);
    }

    /// <summary>The work that makes a run, of whichever process that serves; null once that has ended, and when a command line makes it.</summary>
    public async Task<LiveRun?> MakingAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.Outcome != RunOutcome.Running)
            return null;
        if (_live.Making(run) is null)
            await LookAsync(cancellationToken);
        return _live.Making(run);
    }

    /// <summary>Shows here how far others are; one read for all who watch. In a file there are none.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!_muster.Database.IsOnServer)
            return;
        await _one.WaitAsync(cancellationToken);
        try
        {
            foreach (var stored in await _muster.Database.WorkProgress.ListAsync(cancellationToken))
                if (JsonSerializer.Deserialize<ToldWork>(stored.Detail, Form) is { } note)
                    _live.Show(stored.Work, note with { StoppedBy = note.StoppedBy ?? stored.StopAskedBy }, stored.IsSilent);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Tells how what was under way has ended; the host stops this after the work.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_muster.Database.IsOnServer)
            await TryAsync(TellAsync, cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _live.Changed -= Hurry;
        _begun.Dispose();
        _one.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_muster.Database.IsOnServer)
            return;
        while (true)
        {
            await TryAsync(TellAsync, stoppingToken);
            await TryAsync(HeedAsync, stoppingToken);
            if (_watch.IsWatched || _live.HasElsewhere)
                await TryAsync(LookAsync, stoppingToken);
            await PauseAsync(stoppingToken);
        }
    }

    /// <summary>Waits for the next time, or until work begins or ends here: that is told of at once.</summary>
    private async Task PauseAsync(CancellationToken stop)
    {
        using var time = new CancellationTokenSource(Rhythm, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stop);
        await _begun.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        while (_begun.Wait(0, stop)) { }
    }

    private void Hurry()
    {
        if (
            _live.Own.Any(run =>
                !_told.TryGetValue(run.Number, out var told) || run.State.EndedAt is not null && told.Version != run.State.Version
            )
        )
            _begun.Release();
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var run in _live.Own)
        {
            var (state, now) = (run.State, _clock.GetUtcNow());
            if (
                _told.TryGetValue(run.Number, out var told)
                && told.Version == state.Version
                && (state.EndedAt is not null || now - told.At < Again)
            )
                continue;
            var note = new ToldWork(run.Work, run.Actor, run.StartedAt, run.StoppedBy, state);
            await _muster.Database.WorkProgress.SaveAsync(run.Number, JsonSerializer.Serialize(note, Form), cancellationToken);
            _told[run.Number] = new(state.Version, now);
        }
        foreach (var forgotten in _told.Keys.Where(number => _live.Find(number) is null))
            _told.TryRemove(forgotten, out _);
        if (_ticks++ % 300 == 0)
            await _muster.Database.WorkProgress.SweepAsync(cancellationToken);
    }

    /// <summary>Stops what somebody asked to stop at another process, which recorded it.</summary>
    private async Task HeedAsync(CancellationToken cancellationToken)
    {
        var own = _live.Own.Where(run => run.State.EndedAt is null && !run.IsStopping).ToList();
        if (own.Count == 0)
            return;
        var asked = await _muster.Database.WorkProgress.AskedToStopAsync(cancellationToken);
        foreach (var run in own)
            if (asked.TryGetValue(run.Number, out var by))
            {
                run.BeginRecordingStop();
                run.Stop(by);
            }
    }

    /// <summary>What fails is tried again the next time: who watches sees less, and the work itself goes on.</summary>
    private static async Task TryAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            await ask(cancellationToken);
        }
        catch (Exception fault) when (fault is StorageException or JsonException)
        {
            // A version beside this one may write what this one cannot read.
        }
    }

    /// <summary>What was told of work, and when.</summary>
    private readonly record struct Told(long Version, DateTimeOffset At);
}

/// <summary>How far work of a process is, as it tells the others.</summary>
/// <param name="Work">What it is asked to do.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="StoppedBy">Who asked it to stop; null for nobody.</param>
/// <param name="State">How it stands.</param>
internal sealed record ToldWork(LiveWork Work, string Actor, DateTimeOffset StartedAt, string? StoppedBy, LiveState State);

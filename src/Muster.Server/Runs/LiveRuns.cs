using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Server.Nodes;
using Muster.Server.Ui;

namespace Muster.Server.Runs;

/// <summary>All work of this server, whoever asked for it: started here, watched here, one source of progress. The lease of the workspace sees to it that only one writes.</summary>
/// <param name="clock">Tells the time.</param>
/// <param name="log">Is told of what fails that should not.</param>
/// <param name="before">The number before that of its first work: <see cref="BesideOthers"/> where several processes work on the same data.</param>
internal sealed partial class LiveRuns(TimeProvider clock, ILogger<LiveRuns> log, long before = 0) : IHostedService, IDisposable
{
    /// <summary>Numbers from here on are of one process among several.</summary>
    public const long SharedNumbers = 1_000_000_000_000_000;

    private const int Remembered = 100;
    private readonly ConcurrentDictionary<long, LiveRun> _runs = new();
    private readonly ConcurrentDictionary<long, LiveRun> _elsewhere = new();
    private readonly ConcurrentDictionary<long, Task> _tasks = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _starting = new();
    private long _last = before;

    /// <summary>Told when work begins or ends, and when another process has changed something.</summary>
    public event Action? Changed;

    /// <summary>Told of each run that work of this process brought to an end.</summary>
    public event Action<Run>? Made;

    /// <summary>Whether this process stops, so that work comes to no end of its own.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>What this process does, and the last of what it did.</summary>
    public IReadOnlyList<LiveRun> Own => [.. _runs.Values.OrderBy(run => run.Number)];

    /// <summary>Whether another process was seen at work.</summary>
    public bool HasElsewhere => _elsewhere.Values.Any(run => run.State.EndedAt is null);

    /// <summary>What goes on now, oldest first; of other processes too, as far as they were looked at.</summary>
    public IReadOnlyList<LiveRun> Current =>
        [.. _runs.Values.Concat(_elsewhere.Values).Where(run => run.State.EndedAt is null).OrderBy(run => run.Number)];

    /// <summary>What goes on now for one of the connections; null for all, that of no connection too.</summary>
    public IReadOnlyList<LiveRun> CurrentWithin(IReadOnlyList<int>? connections) =>
        connections is null ? Current : [.. Current.Where(run => run.Connection is { } key && connections.Contains(key))];

    /// <summary>Work of this process on a connection that began with a read of its directory.</summary>
    public IEnumerable<LiveRun> Reads(int connection) =>
        _runs.Values.Where(run => run.Connection == connection && run.Work.First == RunStep.Read);

    /// <summary>Work by its number, of other processes too, as far as they were looked at.</summary>
    public LiveRun? Find(long number) => _runs.GetValueOrDefault(number) ?? _elsewhere.GetValueOrDefault(number);

    /// <summary>The work that makes a run; null once that has ended, and when a process makes it that was not looked at.</summary>
    public LiveRun? Making(Run run) =>
        run.Outcome == RunOutcome.Running
            ? Current.FirstOrDefault(work => work.Connection == run.Connection && work.State.Phase is not null)
            : null;

    /// <summary>What to say of work that there is not, or not any more.</summary>
    public static string Missing(long number) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"There is no work {number} any more: the last hundred are kept until the server stops. What came of it is among the runs and plans."
        );

    /// <summary>A number that no process gave before, and after which each gives its own one by one: so many come in a millisecond from none.</summary>
    public static long BesideOthers(TimeProvider clock) =>
        (clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000) + System.Security.Cryptography.RandomNumberGenerator.GetInt32(1000);

    /// <summary>Shows here what another process does.</summary>
    /// <param name="number">Number of the work.</param>
    /// <param name="note">How far it says that it is.</param>
    /// <param name="isLost">Whether it says so no more, and has ended with its process.</param>
    public void Show(long number, ToldWork note, bool isLost)
    {
        if (_runs.ContainsKey(number))
            return;
        var isNew = !_elsewhere.TryGetValue(number, out var run);
        // What had ended before anybody looked is shown too: whoever began it here may ask another process how it came out.
        run = _elsewhere.GetOrAdd(
            number,
            _ => new LiveRun(number, note.Work, note.Actor, clock, new CancellationTokenSource())
            {
                IsElsewhere = true,
                StartedAt = note.StartedAt,
            }
        );
        if (run.State.EndedAt is not null)
            return;
        if (note.StoppedBy is { } by)
            run.Stop(by);
        run.Show(note.State);
        if (isLost && run.State.EndedAt is null)
            run.End(
                clock.GetUtcNow(),
                "The process that did this has ended before it was done, or reaches the database no more. What was being written was taken back whole; Plans & runs shows what stands.",
                null
            );
        foreach (var old in _elsewhere.Values.Where(old => old.State.EndedAt is not null).OrderBy(old => old.Number).SkipLast(Remembered))
            _elsewhere.TryRemove(old.Number, out _);
        if (isNew || run.State.EndedAt is not null)
            Changed?.Invoke();
    }

    /// <summary>Tells whoever looks that something else has changed than by work of this process.</summary>
    public void Tell() => Changed?.Invoke();

    /// <summary>Begins work in the background.</summary>
    /// <param name="what">What it is, for people.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="connection">Key of its connection; null for none.</param>
    /// <param name="work">The work; told what it is, it may say how it came out, and returns the address of its result.</param>
    public LiveRun Start(string what, string actor, int? connection, Func<LiveRun, CancellationToken, Task<string?>> work) =>
        Start(new LiveWork(what, connection), actor, work);

    /// <summary>Begins work in the background, or gives the same work that already goes on.</summary>
    /// <param name="asked">What it is.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="work">The work; returns the address of its result.</param>
    public LiveRun Start(LiveWork asked, string actor, Func<LiveRun, CancellationToken, Task<string?>> work)
    {
        LiveRun run;
        lock (_starting)
        {
            if (asked.Once is not null && Current.FirstOrDefault(current => current.Work.Once == asked.Once) is { } same)
                return same;
            var stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            run = new LiveRun(++_last, asked, actor, clock, stop) { OnMade = made => Made?.Invoke(made) };
            _runs[run.Number] = run;
            var begin = new Task<Task>(() => WorkAsync(run, work, stop));
            // Before it begins: it takes itself off when it has ended.
            _tasks[run.Number] = begin.Unwrap();
            begin.Start(TaskScheduler.Default);
        }
        foreach (var old in _runs.Where(pair => pair.Key <= run.Number - Remembered && pair.Value.State.EndedAt is not null))
            _runs.TryRemove(old);
        Changed?.Invoke();
        return run;
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Asks work under way to stop, without waiting for it: whoever watches it has a request open, and requests are waited for first.</summary>
    public void BeginToStop() => _stopping.Cancel();

    /// <summary>Work under way is asked to stop; a transaction that is being written ends first.</summary>
    /// <param name="cancellationToken">Gives the waiting up; what waits behind it is stopped then too.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_tasks.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WorkAsync(LiveRun run, Func<LiveRun, CancellationToken, Task<string?>> work, CancellationTokenSource stop)
    {
        string? failure = null;
        string? result = null;
        using var span = Telemetry.ServerMeter.Spans.StartActivity("work");
        span?.SetTag("muster.work", run.What);
        try
        {
            result = await work(run, stop.Token);
        }
        catch (OperationCanceledException)
        {
            failure =
                $"{(run.StoppedBy is { } by ? $"Stopped by {by}" : "Stopped")}. What a run had written whole by then stands and is under Plans & runs; nothing is half done.";
        }
        catch (Exception problem) when (Expected.Is(problem))
        {
            failure = problem.Message;
            if (problem is DirectoryReadException read)
                run.NotRead(
                    brokeOff: read.Fault is DirectoryFault.UnexpectedAnswer or DirectoryFault.Unavailable or DirectoryFault.ShortRead
                );
            result = (problem as WorkFailedException)?.Next;
        }
        catch (Exception problem)
        {
            LogUnexpected(run.What, problem);
            failure =
                "Something went wrong that should not. A plan is carried out whole or not at all; Plans & runs shows whether this one was. The log of the server has the details.";
        }
        if (failure is not null)
            span?.SetStatus(ActivityStatusCode.Error, failure);
        run.End(clock.GetUtcNow(), failure, result);
        _tasks.TryRemove(run.Number, out _);
        stop.Dispose();
        Changed?.Invoke();
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    [LoggerMessage(Level = LogLevel.Error, Message = "{What} failed unexpectedly")]
    private partial void LogUnexpected(string what, Exception problem);
}

/// <summary>Work that ended without its purpose, for a reason that the person should read.</summary>
/// <param name="message">What is wrong, what to do, and what was changed.</param>
/// <param name="next">Address where to go on; null for none.</param>
internal sealed class WorkFailedException(string message, string? next = null) : Exception(message)
{
    /// <summary>Where to go on.</summary>
    public string? Next { get; } = next;
}

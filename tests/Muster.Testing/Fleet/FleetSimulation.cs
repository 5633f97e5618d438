using Muster.Core.Scheduling;
using Muster.Engine.Notifications;
using Muster.Entra.Http;
using Muster.GraphEmulator.Company;
using Muster.Server.Scheduling;

namespace Muster.Testing.Fleet;

/// <summary>
/// A day of an installation with many workspaces and nodes: what is due waits for a worker in the order in which it came, reads its tenant page by page within Graph's budgets, plans, stores.
/// Time goes on in steps of a fifth of a second; no clock is asked and nothing sleeps, so that a day takes seconds and a seed gives the same figures always.
/// </summary>
/// <remarks>Schedules, gathering of hints, ways to read, retries and pace are Muster's own; budgets are the emulator's. A run keeps its worker from its first request until it is stored.</remarks>
public sealed class FleetSimulation
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private static readonly NotificationOptions Hints = new();

    /// <summary>What a server asks for each workspace when it looks whether schedules were changed: its connections, and the settings of the one there is.</summary>
    private const int StatementsOfLook = 2;

    private readonly FleetOptions _options;
    private readonly SteppedClock _clock;
    private readonly FleetWorkspace[] _workspaces;
    private readonly FleetChanges _changes;
    private readonly GraphBudgets _budgets;
    private readonly RetryRules _rules;
    private readonly FleetTally _tally;
    private readonly PriorityQueue<(FleetWorkspace Workspace, IEnumerator<DateTimeOffset> Slots), (DateTimeOffset Due, int Number)> _due =
        new();
    private readonly Queue<(FleetWorkspace Workspace, double Asked, bool Scheduled)> _waiting = new();
    private readonly List<FleetWorkspace> _hinted = [];
    private readonly List<(FleetRun Run, bool Scheduled)> _running = [];

    /// <param name="options">The installation.</param>
    public FleetSimulation(FleetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _clock = new(options.Start);
        _budgets = new(options.SharedApp);
        var chance = new SeededRandom(options.Seed, "waits");
        _rules = new(chance.Fraction);
        _workspaces = Workspaces(options);
        _changes = new(options, _workspaces);
        _tally = new(options, _workspaces);
        for (var number = 0; number < _workspaces.Length; number++)
            Await(number, _workspaces[number], _workspaces[number].Slots());
    }

    /// <summary>Lets the time pass.</summary>
    public FleetFigures Run()
    {
        var steps = (long)(_options.Length / Step);
        var looks = _options.Nodes * _options.Workspaces * StatementsOfLook / WatchJob.Every.TotalSeconds;
        for (long number = 0; number < steps; number++)
        {
            var step = new FleetStep(
                number * Step.TotalSeconds,
                (number + 1) * Step.TotalSeconds,
                _options.Latency.TotalSeconds,
                _budgets,
                _rules,
                _clock,
                new(_options.Nodes * _options.CoresOfNode, Step.TotalSeconds, 0),
                new(_options.DatabaseCores, Step.TotalSeconds, looks * _options.Costs.DatabaseSecondsOfStatement * Step.TotalSeconds)
            );
            TakeDue(step);
            Change(step);
            Follow(step);
            Begin(step);
            GoOn(step);
            _tally.Passed(step, _running.Count);
            _clock.Step(Step);
        }
        return _tally.Figures(_budgets, _waiting.Count(run => run.Scheduled) + _running.Count(run => run.Scheduled), looks);
    }

    private static FleetWorkspace[] Workspaces(FleetOptions options)
    {
        var random = new SeededRandom(options.Seed, "workspaces");
        return
        [
            .. FleetSizes
                .Of(options)
                .Select(
                    (users, at) =>
                    {
                        var schedule = new SchedulePolicy
                        {
                            EveryMinutes = options.EveryMinutes,
                            Cron = random.Chance(options.HourlyShare) ? "0 * * * *" : null,
                            TimeZone = random.Pick(options.Zones),
                            FullReadDaily = random.Chance(options.FullShare),
                        };
                        return new FleetWorkspace(users, options, schedule, options.SpreadByWorkspace ? at + 1 : 1)
                        {
                            IsNotified = random.Chance(options.NotifiedShare),
                        };
                    }
                ),
        ];
    }

    /// <summary>What is due waits for a worker, unless a run of the workspace waits or is at work already: then it is left out, as the server does.</summary>
    private void TakeDue(FleetStep step)
    {
        while (_due.TryPeek(out var next, out var time) && time.Due <= _clock.GetUtcNow())
        {
            _due.Dequeue();
            _tally.Due(step.From, isLeftOut: next.Workspace.IsBusy);
            if (!next.Workspace.IsBusy)
                Ask(next.Workspace, (time.Due - _options.Start).TotalSeconds, scheduled: true);
            Await(time.Number, next.Workspace, next.Slots);
        }
    }

    private void Await(int number, FleetWorkspace workspace, IEnumerator<DateTimeOffset> slots)
    {
        if (slots.MoveNext())
            _due.Enqueue((workspace, slots), (slots.Current, number));
    }

    private void Ask(FleetWorkspace workspace, double asked, bool scheduled)
    {
        workspace.IsBusy = true;
        _waiting.Enqueue((workspace, asked, scheduled));
    }

    private void Change(FleetStep step)
    {
        foreach (var workspace in _changes.Of(_clock.GetUtcNow(), Step))
        {
            workspace.Unseen.Add(step.From);
            _tally.Changed();
            if (!workspace.IsNotified)
                continue;
            if (workspace.Hints is null)
                _hinted.Add(workspace);
            workspace.Hints = (workspace.Hints?.First ?? step.From, step.From);
        }
    }

    /// <summary>Hints that have been gathered for long enough ask for a run, once no other of the workspace is at work.</summary>
    private void Follow(FleetStep step) =>
        _hinted.RemoveAll(workspace =>
        {
            var (first, last) = workspace.Hints!.Value;
            var gathered = step.From - last >= Hints.Quiet.TotalSeconds || step.From - first >= Hints.LongestWait.TotalSeconds;
            if (!gathered || workspace.IsBusy)
                return false;
            workspace.Hints = null;
            Ask(workspace, step.From, scheduled: false);
            return true;
        });

    private void Begin(FleetStep step)
    {
        while (_running.Count < _options.Workers && _waiting.TryDequeue(out var next))
        {
            var full = next.Scheduled && next.Workspace.TakeFull(_clock.GetUtcNow());
            _running.Add((new(next.Workspace, full, step.From, _options.Costs), next.Scheduled));
            _tally.Began(step.From, step.From - next.Asked, full);
        }
    }

    private void GoOn(FleetStep step) =>
        _running.RemoveAll(at =>
        {
            if (at.Run.GoOn(step) is not { } ended)
                return false;
            var workspace = at.Run.Workspace;
            workspace.IsBusy = false;
            if (at.Run.IsGivenUp)
                workspace.Unseen.InsertRange(0, at.Run.Seen);
            _tally.Ended(at.Run, ended, at.Scheduled);
            return true;
        });
}

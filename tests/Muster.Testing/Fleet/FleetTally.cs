namespace Muster.Testing.Fleet;

/// <summary>Counts while the time passes.</summary>
internal sealed class FleetTally(FleetOptions options, IReadOnlyCollection<FleetWorkspace> workspaces)
{
    private readonly int[] _begun = new int[(int)Math.Ceiling(options.Length.TotalSeconds) + 1];
    private readonly double[] _nodeUse = new double[(int)Math.Ceiling(options.Length.TotalHours)];
    private readonly double[] _databaseUse = new double[(int)Math.Ceiling(options.Length.TotalHours)];
    private readonly Quantiles _waits = new();
    private readonly Quantiles _workers = new();
    private readonly Quantiles _polled = new();
    private readonly Quantiles _notified = new();
    private long _due;
    private long _leftOut;
    private long _full;
    private long _changes;
    private long _ended;
    private long _endedScheduled;
    private long _givenUp;
    private long _steps;
    private int _atOnce;
    private (long Second, int Due) _second;

    public void Due(double at, bool isLeftOut)
    {
        _due++;
        if (isLeftOut)
            _leftOut++;
        _second = _second.Second == (long)at ? (_second.Second, _second.Due + 1) : ((long)at, 1);
        _atOnce = Math.Max(_atOnce, _second.Due);
    }

    public void Changed() => _changes++;

    public void Began(double at, double waited, bool full)
    {
        _begun[(int)at]++;
        _waits.Add(Math.Max(0, waited));
        _full += full ? 1 : 0;
    }

    public void Ended(FleetRun run, double at, bool scheduled)
    {
        _ended++;
        _endedScheduled += scheduled ? 1 : 0;
        if (run.IsGivenUp)
        {
            _givenUp++;
            return;
        }
        var fresh = run.Workspace.IsNotified ? _notified : _polled;
        foreach (var change in run.Seen)
            fresh.Add(at - change);
    }

    public void Passed(FleetStep step, int running)
    {
        _steps++;
        _workers.Add(running);
        _nodeUse[(int)(step.From / 3600)] += step.Node.Use;
        _databaseUse[(int)(step.From / 3600)] += step.Database.Use;
    }

    public FleetFigures Figures(GraphBudgets budgets, long left, double looks)
    {
        var seconds = options.Length.TotalSeconds;
        var rates = new Quantiles();
        foreach (var second in _begun.Take((int)seconds))
            rates.Add(second);
        var hours = _begun.Chunk(3600).Select(hour => hour.Sum()).ToArray();
        return new()
        {
            Options = options,
            Users = workspaces.Sum(workspace => (long)workspace.Users),
            Groups = workspaces.Sum(workspace => (long)workspace.Groups),
            Memberships = workspaces.Sum(workspace => workspace.Memberships),
            LargestUsers = workspaces.Max(workspace => workspace.Users),
            Due = _due,
            LeftOut = _leftOut,
            Ended = _ended,
            EndedScheduled = _endedScheduled,
            Left = left,
            GivenUp = _givenUp,
            ReadInFull = _full,
            Changes = _changes,
            MostDueInASecond = _atOnce,
            RunsASecond = rates,
            RunsOfPeakHour = hours.Max() / Math.Min(3600, seconds),
            Waits = _waits,
            WorkersBusy = _workers,
            Polled = _polled,
            Notified = _notified,
            UnitsGranted = budgets.Granted,
            Refused = budgets.Refused,
            MostOfTenantBudget = budgets.MostOfTenant,
            MostOfAppBudget = budgets.MostOfApp,
            NodeUse = new(_nodeUse.Sum() / _steps, PeakHour(_nodeUse)),
            DatabaseUse = new(_databaseUse.Sum() / _steps, PeakHour(_databaseUse)),
            LooksASecond = looks,
        };
    }

    private double PeakHour(double[] hours) => hours.Max() / ((double)_steps / Math.Max(1, options.Length.TotalHours));
}

using Muster.Core.Reading;
using Muster.Core.Scheduling;
using Muster.GraphEmulator.Throttling;

namespace Muster.Testing.Fleet;

/// <summary>A workspace with its tenant and its schedule.</summary>
/// <param name="users">Users of the tenant.</param>
/// <param name="options">The installation.</param>
/// <param name="schedule">When it synchronises.</param>
/// <param name="key">What its schedule is spread by.</param>
internal sealed class FleetWorkspace(int users, FleetOptions options, SchedulePolicy schedule, int key)
{
    /// <summary>Users on a page of the change stream, as seen with Graph.</summary>
    private const int UsersOfPage = 200;

    private readonly ScheduleTimes _times = new(schedule, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone), key);
    private DateTimeOffset _readInFull = options.Start;

    public int Users { get; } = users;

    public int Groups { get; } = Math.Max(1, users / options.UsersToGroup);

    public long Memberships { get; } = (long)users * options.MembershipsOfUser;

    public string Zone { get; } = schedule.TimeZone;

    /// <summary>Whether its directory tells of changes.</summary>
    public bool IsNotified { get; init; }

    /// <summary>Whether a run of it waits or is at work: no second one begins then.</summary>
    public bool IsBusy { get; set; }

    /// <summary>When the changes happened, in seconds since the start, that no run has seen yet.</summary>
    public List<double> Unseen { get; set; } = [];

    /// <summary>When the hints came that no run has followed yet, the first and the last of them; null for none.</summary>
    public (double First, double Last)? Hints { get; set; }

    public TokenBucket Units { get; } = new(GraphBudgets.TenantWindow);

    public int UnitLimit { get; } = ResourceBudget.LimitFor(users);

    /// <summary>The instants at which it is due, from the start on, in order.</summary>
    public IEnumerator<DateTimeOffset> Slots() => _times.After(options.Start.AddTicks(-1)).GetEnumerator();

    /// <summary>Whether a scheduled run that begins now reads in full: the first of each local day does, where that is asked for. Noted as done.</summary>
    public bool TakeFull(DateTimeOffset now)
    {
        if (!schedule.FullReadDaily || _readInFull >= _times.StartOfDay(now))
            return false;
        _readInFull = now;
        return true;
    }

    /// <summary>Pages of both change streams, which are read side by side.</summary>
    public (long Users, long Groups) Pages(bool full, int changes) =>
        full
            ? (
                Ceiling(Users, UsersOfPage),
                CheapestWay.Choose(new ReadSizes(Groups, Memberships, Groups, Memberships), linkKept: true, compare: true).Units
            )
            : (1, Math.Max(1, Ceiling(changes, CheapestWay.EdgesPerPage)));

    private static long Ceiling(long amount, int size) => (amount + size - 1) / size;
}

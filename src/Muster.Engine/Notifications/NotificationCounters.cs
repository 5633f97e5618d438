namespace Muster.Engine.Notifications;

/// <summary>Counts what came since the counts were last stored: one small tally a connection, however much comes.</summary>
public sealed class NotificationCounters
{
    /// <summary>In place of a connection for what came to an address that belongs to none.</summary>
    public const int Nobody = 0;

    private readonly Dictionary<int, NotificationTally> _tallies = [];
    private readonly Lock _lock = new();

    /// <summary>Adds to a connection's tally. Only <see cref="Nobody"/> and known connections are counted, so that what is kept stays small.</summary>
    public void Add(int connection, NotificationTally tally)
    {
        ArgumentNullException.ThrowIfNull(tally);
        lock (_lock)
            _tallies[connection] = _tallies.GetValueOrDefault(connection, NotificationTally.None).Plus(tally);
    }

    /// <summary>Hands over what was counted and begins anew.</summary>
    public IReadOnlyDictionary<int, NotificationTally> Take()
    {
        lock (_lock)
        {
            var taken = new Dictionary<int, NotificationTally>(_tallies);
            _tallies.Clear();
            return taken;
        }
    }
}

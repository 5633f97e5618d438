namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Notifications that wait for their receivers, each receiver's in order of when they are due.</summary>
internal sealed class NotificationQueue(NotificationOptions options, TimeProvider clock) : IDisposable
{
    private const int MostLanes = 2000;
    private readonly Lock _lock = new();
    private readonly Dictionary<Uri, Lane> _lanes = [];
    private readonly SemaphoreSlim _signal = new(0);
    private long _bytes;

    /// <summary>Notifications that wait now, or are on their way.</summary>
    public int Count { get; private set; }

    /// <summary>Until it is disposed nothing is taken, so that what is added meanwhile can leave in one request.</summary>
    public Lock.Scope Together() => _lock.EnterScope();

    /// <returns>False when the notification is lost: there is no room, or the receiver is too slow.</returns>
    public bool Add(Notification notification)
    {
        lock (_lock)
        {
            var lane = LaneOf(notification.Address);
            // A repeat has its room already, and was judged when it was new.
            var isNew = notification.Attempts == 0;
            var state = isNew ? lane?.Pace.State(clock.GetUtcNow()) : ReceiverState.Fine;
            if (lane is null || state == ReceiverState.Drop || (isNew && _bytes + notification.Json.Length > options.QueueBytes))
                return false;
            if (state == ReceiverState.Slow)
                notification = notification with { Due = notification.Due + ReceiverPace.SlowDelay(options.Edition) };
            lane.Waiting.Enqueue(notification, (notification.Due, notification.Order));
            _bytes += notification.Json.Length;
            Count++;
        }
        Wake();
        return true;
    }

    /// <summary>Takes what is due, one request for each receiver that is not busy with one; give it back by <see cref="Finish"/>.</summary>
    public IReadOnlyList<IReadOnlyList<Notification>> TakeDue(int most)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var taken = new List<IReadOnlyList<Notification>>();
            foreach (var lane in _lanes.Values.Where(lane => !lane.IsBusy && lane.IsDue(now)).Take(most))
            {
                lane.IsBusy = true;
                taken.Add(lane.Take(now, options.MostPerRequest));
            }
            return taken;
        }
    }

    /// <param name="request">What was taken.</param>
    /// <param name="took">How long the receiver needed.</param>
    public void Finish(IReadOnlyList<Notification> request, TimeSpan took)
    {
        lock (_lock)
        {
            var lane = _lanes[request[0].Address];
            lane.IsBusy = false;
            lane.Pace.Note(clock.GetUtcNow(), took);
            Count -= request.Count;
            _bytes -= request.Sum(one => one.Json.Length);
        }
        Wake();
    }

    /// <summary>Forgets what waits.</summary>
    /// <returns>How much that was.</returns>
    public int Clear()
    {
        lock (_lock)
        {
            var cleared = 0;
            foreach (var lane in _lanes.Values)
            {
                cleared += lane.Waiting.Count;
                _bytes -= lane.Waiting.UnorderedItems.Sum(item => item.Element.Json.Length);
                lane.Waiting.Clear();
            }
            Count -= cleared;
            return cleared;
        }
    }

    public ReceiverState StateOf(Uri address)
    {
        lock (_lock)
            return _lanes.TryGetValue(address, out var lane) ? lane.Pace.State(clock.GetUtcNow()) : ReceiverState.Fine;
    }

    /// <summary>Waits until something was added or finished, or that time has passed.</summary>
    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => _signal.WaitAsync(time, cancellationToken);

    /// <summary>Makes whoever waits look again.</summary>
    public void Wake()
    {
        if (_signal.CurrentCount == 0)
            _signal.Release();
    }

    public void Dispose() => _signal.Dispose();

    private Lane? LaneOf(Uri address)
    {
        if (_lanes.TryGetValue(address, out var lane))
            return lane;
        if (_lanes.Count >= MostLanes)
        {
            foreach (var idle in _lanes.Where(pair => pair.Value is { IsBusy: false, Waiting.Count: 0 }).Select(pair => pair.Key).ToArray())
                _lanes.Remove(idle);
        }
        return _lanes.Count < MostLanes ? _lanes[address] = new(new(options)) : null;
    }

    private sealed class Lane(ReceiverPace pace)
    {
        public PriorityQueue<Notification, (DateTimeOffset Due, long Order)> Waiting { get; } = new();

        public ReceiverPace Pace { get; } = pace;

        public bool IsBusy { get; set; }

        public bool IsDue(DateTimeOffset now) => Waiting.TryPeek(out var first, out _) && first.Due <= now;

        public List<Notification> Take(DateTimeOffset now, int most)
        {
            var taken = new List<Notification>();
            while (taken.Count < most && IsDue(now))
                taken.Add(Waiting.Dequeue());
            return taken;
        }
    }
}

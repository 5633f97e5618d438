namespace Muster.GraphEmulator.Requests;

/// <summary>The last requests, in a ring that never grows.</summary>
internal sealed class RequestLog
{
    /// <summary>How many are remembered.</summary>
    public const int Capacity = 500;

    private readonly Lock _lock = new();
    private readonly RequestDetail[] _ring = new RequestDetail[Capacity];
    private long _first = 1;
    private long _last;

    /// <summary>Number of the newest request; 0 before there is any.</summary>
    public long Last
    {
        get
        {
            lock (_lock)
                return _last;
        }
    }

    /// <param name="make">Makes the entry that has the given number.</param>
    public void Add(Func<long, RequestDetail> make)
    {
        lock (_lock)
        {
            _last++;
            _ring[_last % Capacity] = make(_last);
            _first = Math.Max(_first, _last - Capacity + 1);
        }
    }

    /// <summary>Forgets what there is; the numbers go on.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Array.Clear(_ring);
            _first = _last + 1;
        }
    }

    /// <summary>Requests that came after a number, oldest first; of too many the newest.</summary>
    public IReadOnlyList<LoggedRequest> After(long number, int limit)
    {
        lock (_lock)
        {
            var from = Math.Max(Math.Max(number + 1, _first), _last - limit + 1);
            var requests = new List<LoggedRequest>();
            for (var next = from; next <= _last; next++)
                requests.Add(_ring[next % Capacity].Request);
            return requests;
        }
    }

    /// <returns>Null when it is forgotten, or has not come.</returns>
    public RequestDetail? Find(long number)
    {
        lock (_lock)
            return number >= _first && number <= _last ? _ring[number % Capacity] : null;
    }
}

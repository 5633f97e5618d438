using System.Threading.Channels;

namespace Muster.Server.Runs;

/// <summary>How much that begins by itself is at work at once in a process, of all workspaces that it serves: what waits is taken up by another process that has a place.</summary>
internal sealed class WorkPlaces
{
    /// <summary>As many as a small machine does well: most of a sync waits for the directory.</summary>
    public const int Usual = 8;

    private readonly Channel<bool> _free;
    private readonly int _count;
    private int _waiting;

    /// <param name="count">How many places there are.</param>
    public WorkPlaces(int count)
    {
        (_count, _free) = (count, Channel.CreateBounded<bool>(count));
        for (var place = 0; place < count; place++)
            _free.Writer.TryWrite(true);
    }

    /// <summary>How many places are taken.</summary>
    public int Taken => _count - _free.Reader.Count;

    /// <summary>How many wait for one.</summary>
    public int Waiting => _waiting;

    /// <summary>Waits for a place.</summary>
    /// <returns>The place, until it is disposed.</returns>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _free.Reader.ReadAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
        return new Place(() => _free.Writer.TryWrite(true));
    }
}

/// <summary>A place that was taken; given back once, however often it is disposed.</summary>
/// <param name="giveBack">Gives it back.</param>
internal sealed class Place(Action giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    /// <inheritdoc />
    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}

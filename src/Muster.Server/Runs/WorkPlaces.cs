namespace Muster.Server.Runs;

/// <summary>How much that begins by itself is at work at once in a process, of all workspaces that it serves: what waits is taken up by another process that has a place.</summary>
/// <param name="count">How many places there are.</param>
internal sealed class WorkPlaces(int count)
{
    /// <summary>As many as a small machine does well: most of a sync waits for the directory.</summary>
    public const int Usual = 8;

    private readonly SemaphoreSlim _free = new(count, count);
    private int _waiting;

    /// <summary>How many places are taken.</summary>
    public int Taken => count - _free.CurrentCount;

    /// <summary>How many wait for one.</summary>
    public int Waiting => _waiting;

    /// <summary>Waits for a place.</summary>
    /// <returns>The place, until it is disposed.</returns>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _free.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
        return new Place(_free);
    }
}

/// <summary>A place that was taken; free again once, however often it is disposed.</summary>
internal sealed class Place(SemaphoreSlim of) : IDisposable
{
    private SemaphoreSlim? _of = of;

    /// <inheritdoc />
    public void Dispose() => Interlocked.Exchange(ref _of, null)?.Release();
}

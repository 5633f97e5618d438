namespace Muster.GraphEmulator.Delta;

/// <summary>Counts resets of change tracking; a link of an earlier generation leads nowhere.</summary>
internal sealed class LinkGeneration
{
    private int _current;

    public int Current => Volatile.Read(ref _current);

    public void Expire() => Interlocked.Increment(ref _current);
}

namespace Muster.GraphEmulator.Hosting;

/// <summary>Counts what was asked of the emulator since its start.</summary>
internal sealed class RequestTally
{
    private long _requests;
    private long _resourceUnits;

    public long Requests => Interlocked.Read(ref _requests);

    public long ResourceUnits => Interlocked.Read(ref _resourceUnits);

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void Charge(int units) => Interlocked.Add(ref _resourceUnits, units);
}

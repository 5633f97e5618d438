namespace Muster.GraphEmulator.Delta;

/// <summary>Where a delta round stands.</summary>
/// <param name="From">Revision the caller knows already, or -1 in an initial round.</param>
/// <param name="To">Revision the round leads to; what comes later belongs to the next round.</param>
/// <param name="Next">Initial round: position of the next object. Later: offset of the next entry in the change log.</param>
/// <param name="Slice">How much of that object's members and owners has been told.</param>
internal readonly record struct DeltaPosition(long From, long To, int Next, int Slice)
{
    public const long Nothing = -1;

    public bool IsInitial => From == Nothing;
}

namespace Muster.GraphEmulator.Control;

/// <param name="To">Change set to stand at.</param>
/// <param name="By">How many change sets to go.</param>
internal sealed record AdvanceOrder(long? To, long? By);

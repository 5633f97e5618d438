using Muster.GraphEmulator.Faults;

namespace Muster.GraphEmulator.Control;

/// <param name="Rules">Rules to add to those in force.</param>
/// <param name="ExpireDeltaTokens">Make all delta and next links given so far answer 410.</param>
internal sealed record FaultOrder(IReadOnlyList<FaultRule>? Rules, bool ExpireDeltaTokens = false);

namespace Muster.GraphEmulator.Quirks;

/// <summary>How delta rounds are told.</summary>
public sealed record DeltaQuirks;

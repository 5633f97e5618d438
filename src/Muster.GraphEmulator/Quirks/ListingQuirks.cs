namespace Muster.GraphEmulator.Quirks;

/// <summary>How lists and single objects are told.</summary>
public sealed record ListingQuirks;

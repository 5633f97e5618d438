namespace Muster.GraphEmulator.Quirks;

/// <summary>What deleting, purging and restoring does.</summary>
public sealed record DeletionQuirks;

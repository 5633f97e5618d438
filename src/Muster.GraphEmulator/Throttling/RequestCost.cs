namespace Muster.GraphEmulator.Throttling;

/// <param name="Units">Resource units.</param>
/// <param name="Writes">What it counts against the quota of writes: 1 for a change, 0 for a read.</param>
internal readonly record struct RequestCost(int Units, int Writes);

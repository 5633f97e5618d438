namespace Muster.GraphEmulator.Throttling;

/// <summary>Waiting times as networks have them: most are near the median, a few much longer (log-normal).</summary>
/// <param name="Median">Half of the answers take no longer.</param>
/// <param name="Sigma">Spread: 0 is always the median, 0.5 is common, 1 is wild.</param>
/// <param name="Seed">The same seed makes the same row of times.</param>
public sealed record LatencyProfile(TimeSpan Median, double Sigma, int Seed);

using Muster.GraphEmulator.Company;

namespace Muster.GraphEmulator.Throttling;

/// <summary>How long the next answer is held back.</summary>
internal sealed class Latency(EmulatorOptions options)
{
    private readonly SeededRandom _random = new(options.LatencyProfile?.Seed ?? 0, "latency");
    private readonly Lock _lock = new();

    public TimeSpan Next()
    {
        if (options.LatencyProfile is not { } profile)
            return options.Latency;
        lock (_lock)
            return options.Latency + (profile.Median * Math.Exp(profile.Sigma * Normal()));
    }

    /// <summary>A number of the standard normal distribution (Box and Muller).</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.Fraction())) * Math.Cos(2 * Math.PI * _random.Fraction());
}

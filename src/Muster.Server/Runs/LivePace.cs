using System.Collections.Immutable;

namespace Muster.Server.Runs;

/// <summary>How fast steps are written, measured over the last few seconds.</summary>
/// <param name="Samples">How far it was when, the oldest first.</param>
internal sealed record LivePace(ImmutableList<(DateTimeOffset At, long Done)> Samples)
{
    /// <summary>Nothing is known yet.</summary>
    public static readonly LivePace None = new([]);

    private const int Kept = 6;
    private const int Enough = 4;

    /// <summary>The fastest stretch may be so many times the slowest, and the pace is steady all the same.</summary>
    private const double Spread = 1.6;

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    /// <summary>Notes how far it is; looks closer than a second are one.</summary>
    public LivePace With(DateTimeOffset at, long done)
    {
        if (Samples.Count > 0 && at - Samples[^1].At < Apart)
            return this;
        var samples = Samples.Add((at, done));
        return new(samples.Count > Kept ? samples.RemoveAt(0) : samples);
    }

    /// <summary>How long the rest takes at this pace; null unless the pace is steady.</summary>
    public TimeSpan? Left(long done, long total)
    {
        if (Samples.Count < Enough || total <= done)
            return null;
        var rates = Samples.Zip(Samples.Skip(1), (one, next) => (next.Done - one.Done) / (next.At - one.At).TotalSeconds).ToList();
        if (rates.Min() <= 0 || rates.Max() > rates.Min() * Spread)
            return null;
        var (first, last) = (Samples[0], Samples[^1]);
        return TimeSpan.FromSeconds((total - done) / ((last.Done - first.Done) / (last.At - first.At).TotalSeconds));
    }
}

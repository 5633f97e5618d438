using Muster.GraphEmulator.Throttling;

namespace Muster.GraphEmulator.Tests.Throttling;

public sealed class LatencyTests
{
    private static List<double> Times(LatencyProfile profile, int count)
    {
        var latency = new Latency(new() { LatencyProfile = profile });
        return [.. Enumerable.Range(0, count).Select(_ => latency.Next().TotalMilliseconds)];
    }

    [Fact]
    public void Log_normal_times_have_their_median_and_their_long_tail()
    {
        var times = Times(new(TimeSpan.FromMilliseconds(40), 0.5, 7), 4001);
        times.Sort();

        Assert.InRange(times[2000], 37, 43);
        // 95 % lie below exp(1.645 sigma) medians.
        Assert.InRange(times[3800], 40 * 2.1, 40 * 2.5);
        Assert.All(times, time => Assert.True(time > 0));
    }

    [Fact]
    public void A_seed_makes_the_same_times_again()
    {
        var profile = new LatencyProfile(TimeSpan.FromMilliseconds(40), 0.5, 7);

        Assert.Equal(Times(profile, 50), Times(profile, 50));
        Assert.NotEqual(Times(profile, 50), Times(profile with { Seed = 8 }, 50));
        Assert.All(Times(profile with { Sigma = 0 }, 5), time => Assert.Equal(40, time, 0.001));
    }
}

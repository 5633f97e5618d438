using Muster.GraphEmulator.Company;

namespace Muster.Testing.Fleet;

/// <summary>How many users each workspace has: a log-normal distribution, of which organisations are drawn by chance, brought to the total that is asked for.</summary>
public static class FleetSizes
{
    /// <summary>Users of each workspace.</summary>
    public static int[] Of(FleetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var random = new SeededRandom(options.Seed, "sizes");
        var drawn = new double[options.Workspaces];
        for (var at = 0; at < drawn.Length; at++)
            drawn[at] = Math.Exp(options.Sigma * Normal(random));
        var scale = options.UsersEach * options.Workspaces / drawn.Sum();
        return [.. drawn.Select(size => Math.Max(1, (int)Math.Round(size * scale)))];
    }

    /// <summary>A number of the standard normal distribution (Box and Muller).</summary>
    private static double Normal(SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.Fraction())) * Math.Cos(2 * Math.PI * random.Fraction());
}

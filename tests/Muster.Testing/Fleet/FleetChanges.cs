using Muster.GraphEmulator.Company;

namespace Muster.Testing.Fleet;

/// <summary>Changes of memberships as they happen: by chance, in proportion to the users of a workspace, most of them while people work there.</summary>
internal sealed class FleetChanges
{
    private const double AtNight = 0.1;
    private const int WorkBegins = 8;
    private const int WorkEnds = 18;

    /// <summary>The mean of the day, of which 1 is what happens while people work.</summary>
    private const double Mean = (WorkEnds - WorkBegins + ((24 - WorkEnds + WorkBegins) * AtNight)) / 24;

    private readonly SeededRandom _random;
    private readonly FleetWorkspace[] _workspaces;
    private readonly long[] _usersUpTo;
    private readonly double _perDay;
    private readonly Dictionary<string, TimeZoneInfo> _zones;

    public FleetChanges(FleetOptions options, FleetWorkspace[] workspaces)
    {
        _random = new(options.Seed, "changes");
        _workspaces = workspaces;
        _usersUpTo = new long[workspaces.Length];
        long users = 0;
        for (var at = 0; at < workspaces.Length; at++)
            _usersUpTo[at] = users += workspaces[at].Users;
        _perDay = options.ChangesOfUser * users / Mean;
        _zones = workspaces.Select(workspace => workspace.Zone).Distinct().ToDictionary(zone => zone, TimeZoneInfo.FindSystemTimeZoneById);
    }

    /// <summary>The workspaces in which something changes in a step; one with several changes comes as often.</summary>
    public IEnumerable<FleetWorkspace> Of(DateTimeOffset now, TimeSpan step)
    {
        var busy = _zones.ToDictionary(zone => zone.Key, zone => IsWork(TimeZoneInfo.ConvertTime(now, zone.Value)));
        for (var left = Number(_perDay * step.TotalDays); left > 0; left--)
        {
            var at = Array.BinarySearch(_usersUpTo, 1 + (long)(_random.Fraction() * _usersUpTo[^1]));
            var workspace = _workspaces[at < 0 ? ~at : at];
            if (busy[workspace.Zone] || _random.Chance(AtNight))
                yield return workspace;
        }
    }

    private static bool IsWork(DateTimeOffset local) => local.Hour is >= WorkBegins and < WorkEnds;

    /// <summary>How many of events that happen independently happen, when so many do on average (Poisson, by Knuth's multiplication).</summary>
    private int Number(double mean)
    {
        var number = 0;
        // In parts, so that the least number there is does not end it.
        for (; mean > 0; mean -= 30)
        for (var product = _random.Fraction(); product > Math.Exp(-Math.Min(mean, 30)); product *= _random.Fraction())
            number++;
        return number;
    }
}

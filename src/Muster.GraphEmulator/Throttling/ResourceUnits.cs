using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Throttling;

/// <summary>What a request costs by Graph's table for the identity and access service.</summary>
internal static class ResourceUnits
{
    private const int FewRows = 20;

    public static int Of(GraphRequest request)
    {
        if (request.Method != "GET")
            return 1;
        var cost = Base(request.Path);
        if (request.Query.Select is not null)
            cost--;
        if (request.Query.Has("expand"))
            cost++;
        if (int.TryParse(request.Query["top"], out var top) && top < FewRows)
            cost--;
        return Math.Max(cost, 1);
    }

    private static int Base(IReadOnlyList<string> path)
    {
        string Name(int index) => index < path.Count ? path[index].ToLowerInvariant() : "";
        return (Name(0), path.Count, Name(2)) switch
        {
            ("users", 1, _) => 2,
            ("groups", >= 3, "members") => 3,
            ("groups", >= 3, "transitivemembers") => 5,
            ("users", >= 3, "memberof" or "transitivememberof") => 2,
            _ => 1,
        };
    }
}

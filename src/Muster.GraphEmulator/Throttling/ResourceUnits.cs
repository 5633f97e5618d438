using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Throttling;

/// <summary>What a request costs by Graph's table for the identity and access service.</summary>
internal static class ResourceUnits
{
    private const int FewRows = 20;

    /// <param name="request">The request.</param>
    /// <param name="delta">Units of a delta request, which the table does not name.</param>
    public static int Of(GraphRequest request, int delta = 1)
    {
        if (request.Method != "GET")
            return 1;
        if (request.Path is [_, var last] && last.Contains("delta", StringComparison.OrdinalIgnoreCase))
            return delta;
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

using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Throttling;

/// <summary>What a request costs by Graph's table for the identity and access service; all of its rows, whether the emulator answers the request or not.</summary>
internal static class ResourceUnits
{
    private const int FewRows = 20;
    private const int GetByIds = 5;
    private const int GetByIdsSelected = 2;

    /// <param name="request">The request.</param>
    /// <param name="delta">Units of a delta request, which the table does not name.</param>
    public static RequestCost Of(GraphRequest request, int delta = 1)
    {
        var path = Lower(request.Path);
        if (request.Method == "GET")
            return new(
                path is [_, var last] && last.Contains("delta", StringComparison.Ordinal) ? delta : Adjusted(OfRead(path), request.Query),
                0
            );
        if (request.Method != "POST" || OfQuestion(path, request.Query) is not { } cost)
            return new(1, 1);
        return new(cost, 0);
    }

    private static string[] Lower(IEnumerable<string> path) => [.. path.Select(segment => segment.ToLowerInvariant())];

    private static int Adjusted(int cost, QueryOptions query)
    {
        if (query.Select is not null)
            cost--;
        if (query.Has("expand"))
            cost++;
        if (int.TryParse(query["top"], out var top) && top < FewRows)
            cost--;
        return Math.Max(cost, 1);
    }

    private static int OfRead(string[] path) =>
        path switch
        {
            ["users"] or ["applications"] or ["applications", _, "extensionproperties"] => 2,
            ["oauth2permissiongrants"] or ["oauth2permissiongrants", _] or ["serviceprincipals", _, "approleassignments"] => 2,
            ["contracts"] or ["subscribedskus"] => 3,
            ["domains", _, "domainnamereferences"] => 4,
            ["groups", _, "members", ..] => 3,
            ["groups", _, "transitivemembers", ..] => 5,
            ["me", .. var own] => OfOwn(own),
            ["users", _, .. var own] => OfOwn(own),
            _ => 1,
        };

    private static int OfOwn(string[] path) =>
        path is ["licensedetails" or "memberof" or "ownedobjects" or "transitivememberof", ..] ? 2 : 1;

    /// <summary>Requests that are sent by POST for their size, but change nothing.</summary>
    private static int? OfQuestion(string[] path, QueryOptions query) =>
        path switch
        {
            ["directoryobjects", "getbyids" or "microsoft.graph.getbyids"] or [.., "getobjectsbyid"] => query.Select is null
                ? GetByIds
                : GetByIdsSelected,
            ["ismemberof"] or [_, _, "ismemberof"] => 4,
            ["me", var action] => OfCheck(action),
            [_, _, var action] => OfCheck(action),
            _ => null,
        };

    private static int? OfCheck(string action) =>
        action.Replace("microsoft.graph.", "", StringComparison.Ordinal) switch
        {
            "checkmembergroups" or "checkmemberobjects" => 4,
            "getmembergroups" or "getmemberobjects" => 2,
            _ => null,
        };
}

using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Searching;

/// <summary>Which searches a request may make.</summary>
internal static class SearchRules
{
    /// <exception cref="GraphErrorException">The header is not there, or the search is none.</exception>
    public static SearchNode? Parse(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        if (request.Query.Search is not { } text)
            return null;
        DemandHeader(request);
        var node = SearchParser.Parse(text, tenant.PropertiesOf(kind));
        return Permissions.ToRead(kind).IsIn(request.Roles) ? node : new SearchNode.Nothing();
    }

    /// <exception cref="GraphErrorException">A search without the header that every search needs.</exception>
    public static void DemandHeader(GraphRequest request)
    {
        if (request.Query.Search is not null && !request.Eventual)
            throw new GraphErrorException(
                GraphError.UnsupportedQuery(
                    "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'"
                )
            );
    }
}

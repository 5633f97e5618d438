using Muster.GraphEmulator.Filters;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Searching;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>What a request asks of the rows of a list: <c>$filter</c>, <c>$search</c> and <c>$orderby</c>.</summary>
internal sealed class RowQuery
{
    private readonly Dictionary<ObjectKind, (FilterNode? Filter, SearchNode? Search)> _byKind;

    private RowQuery(Dictionary<ObjectKind, (FilterNode?, SearchNode?)> byKind, Ordering? order) => (_byKind, Order) = (byKind, order);

    public Ordering? Order { get; }

    /// <exception cref="GraphErrorException">Something is wrong, or not for this request.</exception>
    public static RowQuery Parse(Tenant tenant, ObjectKind kind, GraphRequest request) => Parse(tenant, [kind], request);

    /// <summary>For what hangs on one object: all three are advanced queries there, and the rows may be of several kinds.</summary>
    /// <exception cref="GraphErrorException">Something is wrong, or not for this request.</exception>
    public static RowQuery ParseRelated(Tenant tenant, IReadOnlyList<ObjectKind> kinds, GraphRequest request)
    {
        SearchRules.DemandHeader(request);
        if (request.Query.Filter is not null && !request.IsAdvanced)
            throw new GraphErrorException(
                GraphError.UnsupportedQuery("The specified filter to the reference property query is currently not supported.")
            );
        if (request.Query.OrderBy is not null && !request.IsAdvanced)
            throw new GraphErrorException(GraphError.UnsupportedQuery("Sorting not supported for current query."));
        return Parse(tenant, kinds, request);
    }

    public bool Matches(DirectoryObject subject) =>
        _byKind.TryGetValue(subject.Kind, out var wanted)
        && wanted.Filter?.Matches(subject) != false
        && wanted.Search?.Matches(subject) != false;

    /// <summary>The rows that fit, in the order asked for.</summary>
    public Func<int, IEnumerable<Row>> Apply(Tenant tenant, Func<int, IEnumerable<Row>> rows)
    {
        if (Order is not { } order)
            return start => rows(start).Where(row => Matches(row.Object));
        return start =>
            order
                .Sort(tenant, rows(0).Select(row => row.Object).Where(Matches))
                .Select((subject, position) => new Row(position, subject))
                .Skip(start);
    }

    /// <summary>Kinds that lack what is asked for have no rows; it is wrong when none has it.</summary>
    private static RowQuery Parse(Tenant tenant, IReadOnlyList<ObjectKind> kinds, GraphRequest request)
    {
        var byKind = new Dictionary<ObjectKind, (FilterNode?, SearchNode?)>();
        GraphErrorException? problem = null;
        foreach (var kind in kinds)
        {
            try
            {
                byKind[kind] = (FilterRules.Parse(tenant, kind, request), SearchRules.Parse(tenant, kind, request));
            }
            catch (GraphErrorException found)
            {
                problem ??= found;
            }
        }
        return problem is null || byKind.Count > 0 ? new(byKind, Ordering.Parse(tenant, kinds, request)) : throw problem;
    }
}

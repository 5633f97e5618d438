using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Filters;

/// <summary>Which filters a request may use, by whether it is an advanced query.</summary>
internal static class FilterRules
{
    private const int MostAlternatives = 15;

    /// <exception cref="GraphErrorException">Not a filter, or not one for this request.</exception>
    public static FilterNode? Parse(PropertyCatalog catalog, GraphRequest request)
    {
        if (request.Query.Filter is not { } text)
            return null;
        var (node, parser) = FilterParser.Parse(text, catalog);
        if (request.IsAdvanced)
            return node;
        if (parser.NeedsAdvanced)
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        return parser.Alternatives <= MostAlternatives
            ? node
            : throw new GraphErrorException(
                GraphError.UnsupportedQuery(
                    $"Too many child clauses specified in search filter expression containing 'OR' operators: {parser.Alternatives}. Max allowed: {MostAlternatives}."
                )
            );
    }
}

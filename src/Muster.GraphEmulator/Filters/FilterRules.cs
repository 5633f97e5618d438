using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Filters;

/// <summary>Which filters a request may use, by whether it is an advanced query.</summary>
internal static class FilterRules
{
    private const int MostAlternatives = 15;

    /// <exception cref="GraphErrorException">Not a filter, or not one for this request.</exception>
    public static FilterNode? Parse(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        if (request.Query.Filter is not { } text)
            return null;
        var (node, parser) = FilterParser.Parse(text, tenant, kind);
        // What the caller may not read is not there to be compared: such rows are left out, not the request refused (FQ).
        if (parser.ReadsProperties && !Permissions.ToRead(kind).IsIn(request.Roles))
            node = new FilterNode.Nothing();
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

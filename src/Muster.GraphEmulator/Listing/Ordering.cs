using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>A checked <c>$orderby</c>: one property, up or down.</summary>
internal sealed record Ordering(DirectoryProperty Property, bool IsDescending)
{
    /// <exception cref="GraphErrorException">The order is not one that the request may ask for.</exception>
    public static Ordering? Parse(PropertyCatalog catalog, GraphRequest request)
    {
        if (request.Query.OrderBy is not { } text)
            return null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var descending = words is [_, "desc"];
        if (words is not ([_] or [_, "asc" or "desc"]) || !catalog.TryFind(words[0], out var property))
            throw new GraphErrorException(
                GraphError.BadRequest($"Invalid orderby clause: '{text}' on type 'microsoft.graph.{catalog.Kind.Noun()}'.")
            );
        var isPlain = property.Name == "displayName" || (catalog.Kind == ObjectKind.User && property.Name == "userPrincipalName");
        if (!request.IsAdvanced && (!isPlain || request.Query.Filter is not null))
            throw new GraphErrorException(
                GraphError.UnsupportedQuery(
                    isPlain
                        ? "Sorting not supported for current query."
                        : $"Sort property '{property.Name}' is only supported with the header 'ConsistencyLevel: eventual' and $count=true."
                )
            );
        return new(property, descending);
    }
}

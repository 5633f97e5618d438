using System.Globalization;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>A checked <c>$orderby</c>: one property, up or down.</summary>
internal sealed record Ordering(string Property, bool IsDescending)
{
    private const string Deletion = "deletedDateTime";

    /// <exception cref="GraphErrorException">The order is not one that the request may ask for.</exception>
    public static Ordering? Parse(Tenant tenant, IReadOnlyList<ObjectKind> kinds, GraphRequest request)
    {
        if (request.Query.OrderBy is not { } text)
            return null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var direction = words.Length == 2 ? words[1].ToLowerInvariant() : "asc";
        if (words.Length is not (1 or 2) || direction is not ("asc" or "desc") || !kinds.Any(kind => Knows(tenant, kind, words[0])))
            throw new GraphErrorException(
                GraphError.BadRequest($"Invalid orderby clause: '{text}' on type 'microsoft.graph.{TypeOf(kinds)}'.")
            );
        var order = new Ordering(words[0], direction == "desc");
        order.Check(kinds, request);
        return order;
    }

    /// <summary>Equal ones stay as they come; what has no value comes first.</summary>
    public IEnumerable<DirectoryObject> Sort(Tenant tenant, IEnumerable<DirectoryObject> objects)
    {
        var keyed = objects.Select(subject => (Key: KeyOf(tenant, subject), Object: subject));
        var sorted = IsDescending
            ? keyed.OrderByDescending(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            : keyed.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase);
        return sorted.Select(pair => pair.Object);
    }

    private void Check(IReadOnlyList<ObjectKind> kinds, GraphRequest request)
    {
        if (request.IsAdvanced)
            return;
        var isPlain = Is("displayName") || (kinds is [ObjectKind.User] && Is("userPrincipalName"));
        if (!isPlain)
            throw new GraphErrorException(
                GraphError.UnsupportedQuery(
                    $"Sort property '{Property}' is only supported with the header 'ConsistencyLevel: eventual' and $count=true."
                )
            );
        if (request.Query.Filter is not null || request.Query.Search is not null)
            throw new GraphErrorException(GraphError.UnsupportedQuery("Sorting not supported for current query."));
    }

    private bool Is(string name) => Property.Equals(name, StringComparison.OrdinalIgnoreCase);

    private string KeyOf(Tenant tenant, DirectoryObject subject)
    {
        if (Is("id"))
            return subject.Id.ToString();
        if (Is(Deletion))
            return subject.DeletedAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "";
        return tenant.PropertiesOf(subject.Kind).TryFind(Property, out var property)
            ? Convert.ToString(subject.Properties.Scalar(property.Number), CultureInfo.InvariantCulture) ?? ""
            : "";
    }

    private static bool Knows(Tenant tenant, ObjectKind kind, string name) =>
        name.Equals("id", StringComparison.OrdinalIgnoreCase)
        || name.Equals(Deletion, StringComparison.OrdinalIgnoreCase)
        || tenant.PropertiesOf(kind).TryFind(name, out _);

    private static string TypeOf(IReadOnlyList<ObjectKind> kinds) => kinds is [var only] ? only.Noun() : "directoryObject";
}

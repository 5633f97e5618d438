using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>A path segment such as <c>microsoft.graph.user</c> that keeps rows of one type.</summary>
/// <param name="Collection">What the context URL calls rows of the type.</param>
/// <param name="Kind">The kind, or null for a type that exists in Graph but not in this tenant.</param>
/// <param name="TypeName">The type as paths and context URLs write it.</param>
internal sealed record TypeCast(string Collection, ObjectKind? Kind, string TypeName)
{
    private static readonly Dictionary<string, TypeCast> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["microsoft.graph.user"] = new("users", ObjectKind.User, "microsoft.graph.user"),
        ["microsoft.graph.group"] = new("groups", ObjectKind.Group, "microsoft.graph.group"),
        ["microsoft.graph.device"] = new("devices", ObjectKind.Device, "microsoft.graph.device"),
        ["microsoft.graph.servicePrincipal"] = new("servicePrincipals", ObjectKind.ServicePrincipal, "microsoft.graph.servicePrincipal"),
        ["microsoft.graph.orgContact"] = new("contacts", ObjectKind.OrgContact, "microsoft.graph.orgContact"),
        ["microsoft.graph.administrativeUnit"] = new("administrativeUnits", null, "microsoft.graph.administrativeUnit"),
        ["microsoft.graph.directoryRole"] = new("directoryRoles", null, "microsoft.graph.directoryRole"),
    };

    public bool Fits(ObjectKind kind) => kind == Kind;

    /// <exception cref="GraphErrorException">No such type.</exception>
    public static TypeCast Parse(string segment) =>
        Known.GetValueOrDefault(segment) ?? throw new GraphErrorException(GraphError.NoSuchSegment(segment));
}

using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>Who can be a member or an owner of which group (sheet 3.5, MT; sheet 8, LIM).</summary>
internal static class MemberRules
{
    private const int MostOwners = 100;

    /// <summary>What matters of a group, whether it is there yet or not.</summary>
    public readonly record struct Traits(bool IsUnified, bool IsDynamic, bool IsAssignableToRole)
    {
        public static Traits Of(Tenant tenant, DirectoryGroup group) =>
            new(
                GroupTraits.IsUnified(tenant, group),
                GroupTraits.IsDynamic(tenant, group),
                GroupTraits.Is(tenant, group, "isAssignableToRole")
            );

        public static Traits Of(WriteBody body)
        {
            var types = body["groupTypes"] as IEnumerable<string> ?? [];
            return new(
                types.Contains("Unified", StringComparer.OrdinalIgnoreCase),
                types.Contains("DynamicMembership", StringComparer.OrdinalIgnoreCase),
                body["isAssignableToRole"] is true
            );
        }
    }

    /// <summary>A membership or ownership that can be added.</summary>
    /// <exception cref="GraphErrorException">The object is not there, is there already, or cannot be that.</exception>
    public static Edge NewEdge(Tenant tenant, DirectoryGroup group, Guid id, bool isOwner)
    {
        var edge = new Edge(group, Find(tenant, id, isOwner, Traits.Of(tenant, group)), isOwner);
        if (EdgeBook.Has(edge))
            throw WriteError.Refused(
                "One or more added object references already exist for the following modified properties: "
                    + $"'{(isOwner ? "owners" : "members")}'."
            );
        if (isOwner && Edge.CountOwners(tenant, group) >= MostOwners)
            throw WriteError.Refused($"A group can have at most {MostOwners} owners.");
        return edge;
    }

    /// <exception cref="GraphErrorException">The object is not there, or cannot be a member or owner of such a group.</exception>
    public static DirectoryObject Find(Tenant tenant, Guid id, bool isOwner, Traits group)
    {
        if (tenant.Find(id) is not { IsAlive: true } found)
            throw WriteError.NotFound(id.ToString());
        if (isOwner ? found.Kind is not (ObjectKind.User or ObjectKind.ServicePrincipal) : !CanBeMember(tenant, found, group))
            throw WriteError.Refused(
                $"An object of type '{found.Kind.Noun()}' cannot be added to the property '{(isOwner ? "owners" : "members")}' of this group."
            );
        if (!isOwner && group.IsDynamic)
            throw DynamicMembership;
        return found;
    }

    /// <summary>Whether the new member holds the group already, directly or over other groups.</summary>
    public static bool ClosesCircle(Tenant tenant, Edge edge) =>
        edge.Other is DirectoryGroup inner
        && (inner == edge.Group || RelatedLists.Transitive(tenant, inner, upwards: false, start: 0).Any(row => row.Object == edge.Group));

    /// <summary>Nobody adds to or takes from a group whose rule does it.</summary>
    public static GraphErrorException DynamicMembership => new(GraphError.Denied);

    private static bool CanBeMember(Tenant tenant, DirectoryObject found, Traits group) =>
        found switch
        {
            DirectoryUser => true,
            _ when group.IsUnified => false,
            DirectoryGroup inner => !group.IsAssignableToRole && !GroupTraits.IsUnified(tenant, inner),
            _ => true,
        };
}

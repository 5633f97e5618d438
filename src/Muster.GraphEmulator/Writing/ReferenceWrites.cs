using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>Adding members and owners to a group and taking them away, one at a time.</summary>
internal static class ReferenceWrites
{
    public static GraphAnswer Add(WriteContext context, bool isOwner)
    {
        var group = GroupOf(context, isOwner);
        var id = ObjectReference.Read(context.Request);
        var edge = MemberRules.NewEdge(context.Tenant, group, id, isOwner);
        if (context.RefusesCircles && !isOwner && MemberRules.ClosesCircle(context.Tenant, edge))
            throw WriteError.Refused("The group cannot be added: it holds the group it would be a member of.");
        context.Edits.Edges.Add(edge);
        return GraphAnswer.NoContent();
    }

    public static GraphAnswer Remove(WriteContext context, bool isOwner)
    {
        var group = GroupOf(context, isOwner);
        var key = context.Request.Path[3];
        if (!Guid.TryParse(key, out var id) || context.Tenant.Find(id) is not { IsAlive: true } other)
            throw WriteError.NotFound(key);
        var edge = new Edge(group, other, isOwner);
        if (!EdgeBook.Has(edge))
            throw WriteError.NotFound(key);
        if (!isOwner && GroupTraits.IsDynamic(context.Tenant, group))
            throw MemberRules.DynamicMembership;
        if (isOwner && Edge.CountOwners(context.Tenant, group) == 1)
            throw WriteError.Refused("The group must have at least one owner, hence this owner cannot be removed.");
        context.Edits.Edges.Remove(edge);
        return GraphAnswer.NoContent();
    }

    private static DirectoryGroup GroupOf(WriteContext context, bool isOwner)
    {
        var group = context.Group(isOwner ? WritePermissions.ChangeOwners : WritePermissions.ChangeMembers);
        context.DemandCloud(group);
        return group;
    }
}

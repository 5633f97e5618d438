using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>Creating, changing and deleting groups.</summary>
internal static class GroupWrites
{
    private const int MostReferences = 20;
    private const string Nickname = "mailNickname";
    private static readonly string[] Required = ["displayName", "mailEnabled", Nickname, "securityEnabled"];

    public static GraphAnswer Create(WriteContext context)
    {
        WritePermissions.CreateGroups.Demand(context.Request.Roles);
        var body = WriteBody.Read(context.Request, context.Tenant.GroupProperties);
        foreach (var property in Required)
        {
            if (!body.Has(property))
                throw WriteError.Missing(property, ObjectKind.Group);
        }
        GroupRules.CheckNew(body, context.Request);
        CheckNickname(context, body, null);
        var (members, owners) = (body.References("members"), body.References("owners"));
        if (members.Count + owners.Count > MostReferences)
            throw TooMany();
        GroupRules.FillIn(context.Tenant, body);
        return context.Created(CreateWith(context, body, members, owners));
    }

    public static GraphAnswer Change(WriteContext context)
    {
        var body = WriteBody.Read(context.Request, context.Tenant.GroupProperties);
        var members = body.References("members");
        // Adding members alone is open to those who may do just that.
        var isMembersOnly = members.Count > 0 && body.Properties.Count == 0;
        var group = context.Group(isMembersOnly ? WritePermissions.ChangeMembers : WritePermissions.ChangeGroups);
        context.DemandCloud(group);
        GroupRules.CheckChange(context.Tenant, group, body);
        if (body.Has(Nickname))
            CheckNickname(context, body, group);
        if (members.Count > MostReferences)
            throw TooMany();
        var edges = References(context, group, members, isOwner: false);
        context.Edits.Update(group, body.Properties);
        edges.ForEach(context.Edits.Edges.Add);
        return GraphAnswer.NoContent();
    }

    public static GraphAnswer Delete(WriteContext context)
    {
        var group = context.Group(WritePermissions.DeleteGroups);
        context.DemandCloud(group);
        context.Edits.Delete(group);
        return GraphAnswer.NoContent();
    }

    /// <summary>Whether another group, alive, has the mail nickname.</summary>
    public static bool IsNicknameTaken(Tenant tenant, string nickname, DirectoryGroup? by) =>
        tenant.GroupProperties.TryFind(Nickname, out var property)
        && tenant.Groups.Any(other =>
            other != by
            && other.IsAlive
            && string.Equals(other.Properties.Text(property.Number), nickname, StringComparison.OrdinalIgnoreCase)
        );

    private static DirectoryGroup CreateWith(WriteContext context, WriteBody body, IReadOnlyList<Guid> members, IReadOnlyList<Guid> owners)
    {
        // What is wrong with a reference has to come up before the group is there.
        var traits = MemberRules.Traits.Of(body);
        var tenant = context.Tenant;
        var memberObjects = members.Select(id => MemberRules.Find(tenant, id, isOwner: false, traits)).ToArray();
        var ownerObjects = owners.Select(id => MemberRules.Find(tenant, id, isOwner: true, traits)).ToArray();
        if (memberObjects.Distinct().Count() < members.Count || ownerObjects.Distinct().Count() < owners.Count)
            throw Twice();
        var group = (DirectoryGroup)context.Edits.Add(Guid.NewGuid(), ObjectKind.Group, body.Properties);
        foreach (var member in memberObjects)
            context.Edits.Edges.Add(new(group, member, IsOwner: false));
        foreach (var owner in ownerObjects)
            context.Edits.Edges.Add(new(group, owner, IsOwner: true));
        return group;
    }

    private static List<Edge> References(WriteContext context, DirectoryGroup group, IReadOnlyList<Guid> ids, bool isOwner)
    {
        var edges = new List<Edge>();
        foreach (var id in ids)
        {
            var edge = MemberRules.NewEdge(context.Tenant, group, id, isOwner);
            if (edges.Contains(edge))
                throw Twice();
            edges.Add(edge);
        }
        return edges;
    }

    private static void CheckNickname(WriteContext context, WriteBody body, DirectoryGroup? group)
    {
        if (IsNicknameTaken(context.Tenant, (string)body[Nickname]!, group))
            throw WriteError.Taken(Nickname);
    }

    private static GraphErrorException Twice() =>
        WriteError.Refused("A referenced object can only be present once as an add/remove change.");

    private static GraphErrorException TooMany() =>
        WriteError.Refused($"A resource cannot contain more than {MostReferences} link changes.");
}

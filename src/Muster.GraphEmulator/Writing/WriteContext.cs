using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>One change under way: nobody else reads or writes the tenant meanwhile.</summary>
internal sealed record WriteContext(Tenant Tenant, DirectoryEdits Edits, GraphRequest Request)
{
    /// <summary>Whether a group may not come to hold itself over other groups.</summary>
    public bool RefusesCircles { get; init; }

    /// <summary>The id or name behind the collection.</summary>
    public string Key => Request.Path[1];

    /// <exception cref="GraphErrorException">The caller may not, or there is no such user.</exception>
    public DirectoryUser User(Permission permission)
    {
        permission.Demand(Request.Roles);
        return ObjectFinder.User(Tenant, Key);
    }

    /// <exception cref="GraphErrorException">The caller may not, or there is no such group.</exception>
    public DirectoryGroup Group(Permission permission)
    {
        permission.Demand(Request.Roles);
        var group = ObjectFinder.Group(Tenant, Key);
        WritePermissions.DemandFor(Tenant, group, Request);
        return group;
    }

    /// <exception cref="GraphErrorException">The object is mastered on-premises.</exception>
    public void DemandCloud(DirectoryObject subject)
    {
        if (GroupTraits.Is(Tenant, subject, "onPremisesSyncEnabled"))
            throw WriteError.OnPremises;
    }

    public string? Text(DirectoryObject subject, string property) =>
        Tenant.PropertiesOf(subject.Kind).TryFind(property, out var found) ? subject.Properties.Text(found.Number) : null;

    /// <summary>201 with the default properties and the place of the new object.</summary>
    public GraphAnswer Created(DirectoryObject subject)
    {
        var selection = Selection.Parse(Tenant.PropertiesOf(subject.Kind), null);
        var answer = GraphAnswer.Json(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", $"{Request.Root}/$metadata#{subject.Kind.Collection()}/$entity");
                ObjectJson.WriteRow(json, subject, selection);
                json.WriteEndObject();
            },
            201
        );
        answer.Headers.Add(("Location", $"{Request.Root}/{subject.Kind.Collection()}/{subject.Id}"));
        return answer;
    }
}

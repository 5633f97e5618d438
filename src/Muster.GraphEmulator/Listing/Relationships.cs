using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>The objects at the other end of what users and groups are related by.</summary>
internal static class Relationships
{
    private static readonly string[] OfUsers =
    [
        PropertyCatalog.ManagerName,
        "directReports",
        "memberOf",
        "transitiveMemberOf",
        "ownedObjects",
        "ownedDevices",
        "registeredDevices",
        "createdObjects",
    ];

    private static readonly string[] OfGroups = ["members", "owners", "memberOf", "transitiveMembers", "transitiveMemberOf"];

    /// <summary>The name in its own spelling, or null.</summary>
    public static string? Find(ObjectKind kind, string name) =>
        (kind == ObjectKind.Group ? OfGroups : OfUsers).FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <param name="tenant">Whom to ask.</param>
    /// <param name="subject">Whose relationship.</param>
    /// <param name="name">A name that <see cref="Find"/> gave.</param>
    /// <param name="request">Groups with hidden membership are kept from a caller that lacks their permission.</param>
    public static IEnumerable<DirectoryObject> Of(Tenant tenant, DirectoryObject subject, string name, GraphRequest request)
    {
        var seesHidden = Permissions.ReadHiddenMembers.IsIn(request.Roles);
        var isHidden = !seesHidden && subject is DirectoryGroup group && HiddenMembership.Of(tenant, group);
        var rows = name switch
        {
            "members" or "owners" or "transitiveMembers" when isHidden => [],
            "members" => RelatedLists.Direct(tenant, ((DirectoryGroup)subject).Members, 0),
            "owners" => RelatedLists.Direct(tenant, ((DirectoryGroup)subject).Owners, 0),
            "transitiveMembers" => RelatedLists.Transitive(tenant, subject, upwards: false, 0),
            "memberOf" => RelatedLists.Direct(tenant, subject.MemberOf, 0).Where(IsSeen),
            "transitiveMemberOf" => RelatedLists.Transitive(tenant, subject, upwards: true, 0).Where(IsSeen),
            "ownedObjects" => RelatedLists.Direct(tenant, subject.OwnerOf, 0),
            "directReports" => ManagerLinks.ReportsOf(tenant, subject),
            PropertyCatalog.ManagerName when ManagerLinks.ManagerOf(tenant, subject) is { } manager => [new(0, manager)],
            _ => Enumerable.Empty<Row>(),
        };
        return rows.Select(row => row.Object);

        bool IsSeen(Row row) => seesHidden || !HiddenMembership.Of(tenant, (DirectoryGroup)row.Object);
    }
}

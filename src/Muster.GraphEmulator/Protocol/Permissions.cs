using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Protocol;

/// <summary>Which application permissions open what: the least one first, wider ones after it.</summary>
internal static class Permissions
{
    public static readonly IReadOnlyList<string> Defaults =
    [
        "User.Read.All",
        "GroupMember.Read.All",
        "Member.Read.Hidden",
        "Organization.Read.All",
        "User-LifeCycleInfo.Read.All",
    ];

    private static readonly string[] Directory = ["Directory.Read.All", "Directory.ReadWrite.All"];
    private static readonly string[] AllGroups = ["Group.Read.All", "Group.ReadWrite.All"];

    public static readonly Permission ReadUsers = new(["User.Read.All", "User.ReadWrite.All", .. Directory]);
    public static readonly Permission ReadGroups = new(["GroupMember.Read.All", "GroupMember.ReadWrite.All", .. AllGroups, .. Directory]);
    public static readonly Permission ReadDeletedGroups = new([.. AllGroups, .. Directory]);
    public static readonly Permission ReadHiddenMembers = new(["Member.Read.Hidden"]);
    public static readonly Permission ReadDevices = new(["Device.Read.All", "Device.ReadWrite.All", .. Directory]);
    public static readonly Permission ReadServicePrincipals = new(["Application.Read.All", "Application.ReadWrite.All", .. Directory]);
    public static readonly Permission ReadContacts = new(["OrgContact.Read.All", .. Directory]);
    public static readonly Permission ReadOrganization = new(["Organization.Read.All", "Organization.ReadWrite.All", .. Directory]);

    /// <summary>What opens <c>employeeLeaveDateTime</c>, beside the permission to read users (UR).</summary>
    public static readonly Permission ReadLifeCycle = new(["User-LifeCycleInfo.Read.All", "User-LifeCycleInfo.ReadWrite.All"]);

    /// <summary>What opens the properties of objects of a kind.</summary>
    public static Permission ToRead(ObjectKind kind) =>
        kind switch
        {
            ObjectKind.User => ReadUsers,
            ObjectKind.Group => ReadGroups,
            ObjectKind.Device => ReadDevices,
            ObjectKind.ServicePrincipal => ReadServicePrincipals,
            _ => ReadContacts,
        };
}

/// <param name="Names">Any one of these is enough.</param>
internal sealed record Permission(IReadOnlyList<string> Names)
{
    public bool IsIn(IReadOnlySet<string> roles) => Names.Any(roles.Contains);

    /// <exception cref="GraphErrorException">The caller has none of them.</exception>
    public void Demand(IReadOnlySet<string> roles)
    {
        if (!IsIn(roles))
            throw new GraphErrorException(GraphError.Denied);
    }
}

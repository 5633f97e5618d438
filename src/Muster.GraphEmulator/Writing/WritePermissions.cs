using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>Which application permissions let change what: the least one first, wider ones after it.</summary>
/// <remarks>Directory.ReadWrite.All creates and changes, but does not delete users or groups (PERM).</remarks>
internal static class WritePermissions
{
    private const string Directory = "Directory.ReadWrite.All";

    public static readonly Permission CreateUsers = new(["User.ReadWrite.All", Directory]);
    public static readonly Permission ChangeUsers = new(["User.ReadWrite.All", "User.ManageIdentities.All", Directory]);
    public static readonly Permission DeleteUsers = new(["User.DeleteRestore.All", "User.ReadWrite.All"]);
    public static readonly Permission CreateGroups = new(["Group.Create", "Group.ReadWrite.All", Directory]);
    public static readonly Permission ChangeGroups = new(["Group.ReadWrite.All", Directory]);
    public static readonly Permission DeleteGroups = new(["Group.ReadWrite.All"]);
    public static readonly Permission ChangeMembers = new(["GroupMember.ReadWrite.All", "Group.ReadWrite.All", Directory]);
    public static readonly Permission ChangeOwners = ChangeGroups;

    /// <summary>Needed besides for groups that roles can be assigned to.</summary>
    public static readonly Permission ManageRoleGroups = new(["RoleManagement.ReadWrite.Directory"]);

    /// <summary>What restores and purges objects of a kind.</summary>
    public static Permission ToDelete(ObjectKind kind) => kind == ObjectKind.User ? DeleteUsers : DeleteGroups;

    /// <exception cref="GraphErrorException">Roles can be assigned to the group and the caller may not touch such groups.</exception>
    public static void DemandFor(Tenant tenant, DirectoryGroup group, GraphRequest request)
    {
        if (GroupTraits.Is(tenant, group, "isAssignableToRole"))
            ManageRoleGroups.Demand(request.Roles);
    }
}

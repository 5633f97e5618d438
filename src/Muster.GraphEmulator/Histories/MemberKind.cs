namespace Muster.GraphEmulator.Histories;

/// <summary>What a direct member, or an owner, of a group is. History files know users and groups.</summary>
public enum MemberKind
{
    /// <summary>A user.</summary>
    User,

    /// <summary>A nested group.</summary>
    Group,

    /// <summary>A device.</summary>
    Device,

    /// <summary>A service principal.</summary>
    ServicePrincipal,

    /// <summary>An organisational contact.</summary>
    OrgContact,
}

namespace Muster.GraphEmulator.Tenants;

/// <summary>What the properties of a group make of it.</summary>
internal static class GroupTraits
{
    public static bool IsUnified(Tenant tenant, DirectoryGroup group) => HasType(tenant, group, "Unified");

    /// <summary>Membership by rule.</summary>
    public static bool IsDynamic(Tenant tenant, DirectoryGroup group) => HasType(tenant, group, "DynamicMembership");

    /// <summary>A mail list without rights: the one kind of group that a deletion removes for good at once.</summary>
    public static bool IsDistribution(Tenant tenant, DirectoryGroup group) =>
        Is(tenant, group, "mailEnabled") && !Is(tenant, group, "securityEnabled") && !IsUnified(tenant, group);

    /// <summary>A boolean property that is true.</summary>
    public static bool Is(Tenant tenant, DirectoryObject subject, string property) =>
        tenant.PropertiesOf(subject.Kind).TryFind(property, out var found) && subject.Properties.Boolean(found.Number) == true;

    private static bool HasType(Tenant tenant, DirectoryGroup group, string type) =>
        tenant.GroupProperties.TryFind("groupTypes", out var types)
        && group.Properties.TextList(types.Number).Contains(type, StringComparer.OrdinalIgnoreCase);
}

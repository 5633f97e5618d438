namespace Muster.GraphEmulator.Tenants;

/// <summary>Groups whose members only a caller with a permission of its own may see.</summary>
internal static class HiddenMembership
{
    public static bool Of(Tenant tenant, DirectoryGroup group) =>
        tenant.GroupProperties.TryFind("visibility", out var visibility)
        && string.Equals(group.Properties.Text(visibility.Number), "HiddenMembership", StringComparison.OrdinalIgnoreCase);
}

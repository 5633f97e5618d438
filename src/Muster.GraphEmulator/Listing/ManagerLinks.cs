using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>Who manages whom, read out of the property that keeps it.</summary>
internal static class ManagerLinks
{
    public static DirectoryUser? ManagerOf(Tenant tenant, DirectoryObject user) =>
        tenant.UserProperties.TryFind(PropertyCatalog.ManagerName, out var property)
        && Guid.TryParse(user.Properties.Text(property.Number), out var id)
        && tenant.TryFind<DirectoryUser>(id, out var manager)
        && manager.IsAlive
            ? manager
            : null;

    public static IEnumerable<Row> ReportsOf(Tenant tenant, DirectoryObject manager, int start = 0)
    {
        for (var position = start; position < tenant.Users.Count; position++)
        {
            if (tenant.Users[position] is { IsAlive: true } user && ManagerOf(tenant, user) == manager)
                yield return new(position, user);
        }
    }
}

using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>Finds the one object that a path names.</summary>
internal static class ObjectFinder
{
    /// <summary>A user by object id or by user principal name, whatever its case.</summary>
    /// <exception cref="GraphErrorException">Nobody of that name is there.</exception>
    public static DirectoryUser User(Tenant tenant, string key)
    {
        var found = Guid.TryParse(key, out var id)
            ? tenant.TryFind<DirectoryUser>(id, out var user)
                ? user
                : null
            : tenant.UserNames.Find(key);
        return found is { IsAlive: true } ? found : throw new GraphErrorException(GraphError.NotFound(key));
    }

    /// <exception cref="GraphErrorException">Not an id, or no group has it.</exception>
    public static DirectoryGroup Group(Tenant tenant, string key)
    {
        if (!Guid.TryParse(key, out var id))
            throw new GraphErrorException(GraphError.InvalidRequest($"Invalid object identifier '{key}'."));
        return tenant.TryFind<DirectoryGroup>(id, out var group) && group.IsAlive
            ? group
            : throw new GraphErrorException(GraphError.NotFound(key));
    }
}

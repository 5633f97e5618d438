using Muster.Core.Platform;
using Muster.Server.Accounts;

namespace Muster.Server.Access;

/// <summary>Which platform user an account is, and which groups that user manages by owning them.</summary>
internal sealed class Ownership(MusterInstance muster)
{
    private static readonly string Manages = OwnerPermissions.Word(OwnerPermission.GroupManager);

    /// <summary>The active platform user an account is: the follower of the directory user who signs in with Entra, or whom an Owner picked; null for nobody.</summary>
    public async Task<int?> UserOfAsync(Account account, CancellationToken cancellationToken)
    {
        if (account is { TenantId: { } tenant, ObjectId: { } text } && Guid.TryParse(text, out var id))
            foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
                if (
                    string.Equals(connection.TenantId, tenant, StringComparison.OrdinalIgnoreCase)
                    && await muster.Database.Whereabouts.FollowerOfAsync(connection.Key, id, cancellationToken) is { } follower
                )
                    return follower;
        return account.PlatformUser is { } picked && await muster.Database.Whereabouts.IsActiveAsync(picked, cancellationToken)
            ? picked
            : null;
    }

    /// <summary>Groups in use that a user owns right now, with their connections; only where owners are group managers.</summary>
    public async Task<IReadOnlyDictionary<int, int>> GroupsAsync(int user, CancellationToken cancellationToken)
    {
        var owned = await muster.Database.Whereabouts.OwnedByAsync(user, cancellationToken);
        var managed = new HashSet<int>();
        foreach (var connection in owned.Values.Distinct())
            if ((await muster.Policies.OfConnectionAsync(connection, cancellationToken)).OwnerPermissions.Contains(Manages))
                managed.Add(connection);
        return owned.Where(group => managed.Contains(group.Value)).ToDictionary();
    }
}

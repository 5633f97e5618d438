using Muster.Core.Platform;
using Muster.Server.Accounts;

namespace Muster.Server.Access;

/// <summary>Which platform user an account is, and which groups that user manages by owning them.</summary>
internal sealed class Ownership(MusterInstance muster)
{
    private static readonly string Manages = OwnerPermissions.Word(OwnerPermission.GroupManager);

    /// <summary>The active platform user an account is: the follower of the directory user who signs in with Entra, or whom an Owner picked; null for nobody.</summary>
    public async Task<int?> UserOfAsync(Account account, CancellationToken cancellationToken) =>
        (await UsersOfAsync([account], cancellationToken)).TryGetValue(account.Id, out var user) ? user : null;

    /// <summary>The same for several accounts, by account; those who are nobody are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, int>> UsersOfAsync(
        IReadOnlyCollection<Account> accounts,
        CancellationToken cancellationToken
    )
    {
        var users = new Dictionary<Guid, int>();
        var byEntra = accounts.Where(account => account.TenantId is not null && Guid.TryParse(account.ObjectId, out _)).ToList();
        if (byEntra.Count > 0)
        {
            var connections = await muster.Connections.ListAsync(cancellationToken);
            var followers = await muster.Database.Whereabouts.FollowersAsync(
                [.. byEntra.Select(account => Guid.Parse(account.ObjectId!)).Distinct()],
                cancellationToken
            );
            foreach (var account in byEntra)
            foreach (var connection in connections)
                if (
                    string.Equals(connection.TenantId, account.TenantId, StringComparison.OrdinalIgnoreCase)
                    && followers.TryGetValue((connection.Key, Guid.Parse(account.ObjectId!)), out var follower)
                )
                    users.TryAdd(account.Id, follower);
        }
        var picked = accounts.Where(account => account.PlatformUser is not null && !users.ContainsKey(account.Id)).ToList();
        if (picked.Count > 0)
        {
            var active = await muster.Database.Whereabouts.ActiveAsync(
                [.. picked.Select(account => account.PlatformUser!.Value).Distinct()],
                cancellationToken
            );
            foreach (var account in picked.Where(account => active.Contains(account.PlatformUser!.Value)))
                users[account.Id] = account.PlatformUser!.Value;
        }
        return users;
    }

    /// <summary>Groups in use that a user owns right now, with their connections; only where owners are group managers.</summary>
    public async Task<IReadOnlyDictionary<int, int>> GroupsAsync(int user, CancellationToken cancellationToken) =>
        (await GroupsAsync([user], cancellationToken))[user].ToDictionary();

    /// <summary>The same for several users, by user.</summary>
    public async Task<ILookup<int, KeyValuePair<int, int>>> GroupsAsync(IReadOnlyCollection<int> users, CancellationToken cancellationToken)
    {
        var owned = users.Count == 0 ? [] : await muster.Database.Whereabouts.OwnedByAsync(users, cancellationToken);
        var managed = new HashSet<int>();
        foreach (var connection in owned.Select(group => group.Connection).Distinct())
            if ((await muster.Policies.OfConnectionAsync(connection, cancellationToken)).OwnerPermissions.Contains(Manages))
                managed.Add(connection);
        return owned
            .Where(group => managed.Contains(group.Connection))
            .ToLookup(group => group.Owner, group => KeyValuePair.Create(group.Group, group.Connection));
    }
}

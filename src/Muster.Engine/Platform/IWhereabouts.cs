namespace Muster.Engine.Platform;

/// <summary>Tells which connection groups and users belong to at this moment, for deciding who may see them.</summary>
public interface IWhereabouts
{
    /// <summary>The connections of groups that follow a directory, by group; a retired group counts as it was last.</summary>
    Task<IReadOnlyDictionary<int, int>> OfGroupsAsync(IReadOnlyCollection<int> groups, CancellationToken cancellationToken);

    /// <summary>The connection whose directory user somebody follows; null for a local user, and for nobody.</summary>
    Task<int?> OfUserAsync(int user, CancellationToken cancellationToken);

    /// <summary>The connections of the groups that somebody is in, whoever decided it.</summary>
    Task<IReadOnlyCollection<int>> OfGroupsOfUserAsync(int user, CancellationToken cancellationToken);

    /// <summary>Groups in use that somebody owns, with the connection each follows; those that follow none are left out.</summary>
    Task<IReadOnlyDictionary<int, int>> OwnedByAsync(int user, CancellationToken cancellationToken);

    /// <summary>The active user who follows the directory user with this object id in a connection; null for nobody.</summary>
    Task<int?> FollowerOfAsync(int connection, Guid objectId, CancellationToken cancellationToken);

    /// <summary>Whether there is an active user with this key.</summary>
    Task<bool> IsActiveAsync(int user, CancellationToken cancellationToken);
}

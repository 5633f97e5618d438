namespace Muster.Engine.Platform;

/// <summary>Tells which connection groups and users belong to at this moment, for deciding who may see them.</summary>
public interface IWhereabouts
{
    /// <summary>The connections of groups that follow a directory, by group; a retired group counts as it was last.</summary>
    Task<IReadOnlyDictionary<int, int>> OfGroupsAsync(IReadOnlyCollection<int> groups, CancellationToken cancellationToken);

    /// <summary>What groups follow at this moment, and how far groups are nested below that, by group; those that follow nothing are left out. Costs what is nested.</summary>
    Task<IReadOnlyDictionary<int, FollowedSource>> SourcesAsync(IReadOnlyCollection<int> groups, CancellationToken cancellationToken);

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

/// <summary>The directory group that a group follows.</summary>
/// <param name="Connection">Key of its connection.</param>
/// <param name="Name">What the directory calls it, or its object id.</param>
/// <param name="Depth">Levels of groups nested below it; 0 for none. A group that comes again, as in a circle, counts where it comes first.</param>
public sealed record FollowedSource(int Connection, string Name, int Depth);

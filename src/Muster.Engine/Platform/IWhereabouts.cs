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

    /// <summary>The same for several users, by key; those who follow nobody are left out.</summary>
    Task<IReadOnlyDictionary<int, int>> OfUsersAsync(IReadOnlyCollection<int> users, CancellationToken cancellationToken);

    /// <summary>The connections of the groups that somebody is in, whoever decided it.</summary>
    Task<IReadOnlyCollection<int>> OfGroupsOfUserAsync(int user, CancellationToken cancellationToken);

    /// <summary>Groups in use that some users own, with the connection each follows; those that follow none are left out.</summary>
    Task<IReadOnlyList<OwnedGroup>> OwnedByAsync(IReadOnlyCollection<int> users, CancellationToken cancellationToken);

    /// <summary>The active users who follow directory users with these object ids, by connection and object id.</summary>
    Task<IReadOnlyDictionary<(int Connection, Guid ObjectId), int>> FollowersAsync(
        IReadOnlyCollection<Guid> objectIds,
        CancellationToken cancellationToken
    );

    /// <summary>Those of some users who are active.</summary>
    Task<IReadOnlySet<int>> ActiveAsync(IReadOnlyCollection<int> users, CancellationToken cancellationToken);
}

/// <summary>A group that somebody owns.</summary>
/// <param name="Owner">Key of the user.</param>
/// <param name="Group">Key of the group.</param>
/// <param name="Connection">Key of the connection that the group follows.</param>
public sealed record OwnedGroup(int Owner, int Group, int Connection);

/// <summary>The directory group that a group follows.</summary>
/// <param name="Connection">Key of its connection.</param>
/// <param name="Name">What the directory calls it, or its object id.</param>
/// <param name="Depth">Levels of groups nested below it; 0 for none. A group that comes again, as in a circle, counts where it comes first.</param>
public sealed record FollowedSource(int Connection, string Name, int Depth);

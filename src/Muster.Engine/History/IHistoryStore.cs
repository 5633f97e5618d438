using Muster.Engine.Platform;

namespace Muster.Engine.History;

/// <summary>Answers about the past. What is said of a moment that has passed is never said differently later (INV-21).</summary>
public interface IHistoryStore
{
    /// <summary>One revision; null when there is none with that number.</summary>
    Task<Revision?> RevisionAsync(long number, CancellationToken cancellationToken);

    /// <summary>Revisions by number; those that there are not are left out.</summary>
    Task<IReadOnlyDictionary<long, Revision>> RevisionsAsync(IReadOnlyCollection<long> numbers, CancellationToken cancellationToken);

    /// <summary>The revision in force at an instant; null before the first.</summary>
    Task<Revision?> InForceAsync(DateTimeOffset instant, CancellationToken cancellationToken);

    /// <summary>The complete reads nearest to an instant: how exactly the moment is known.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="connection">Key of the connection whose directory it is about; null for those of all connections together, which are known as exactly as the worst of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<ReadsAround> ReadsAsync(DateTimeOffset instant, int? connection, CancellationToken cancellationToken);

    /// <summary>The last complete read of a connection's directory; null when it was never read to its end.</summary>
    Task<DirectoryRead?> LastReadAsync(int connection, CancellationToken cancellationToken);

    /// <summary>The settings behind a revision, as far as the audit log tells.</summary>
    Task<ConfigurationThen> ConfigurationAsync(Revision revision, CancellationToken cancellationToken);

    /// <summary>How a group came to follow its directory group, as far as the audit log tells: the last time up to a revision; null when it never did.</summary>
    Task<LinkThen?> LinkAsync(int group, long revision, CancellationToken cancellationToken);

    /// <summary>Groups that differ between two revisions, by key.</summary>
    IAsyncEnumerable<GroupDifference> GroupsAsync(long from, long to, CancellationToken cancellationToken);

    /// <summary>Users who differ between two revisions, by key.</summary>
    IAsyncEnumerable<UserDifference> UsersAsync(long from, long to, CancellationToken cancellationToken);

    /// <summary>Keys of the groups whose memberships differ between two revisions, ascending.</summary>
    /// <param name="from">The earlier revision.</param>
    /// <param name="to">The later one.</param>
    /// <param name="user">Only memberships of this user; null for all.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<int>> ChangedGroupsAsync(long from, long to, int? user, CancellationToken cancellationToken);

    /// <summary>Memberships that stand in exactly one of two revisions, by the key of their group; members before owners, those that are gone first.</summary>
    /// <param name="from">The earlier revision.</param>
    /// <param name="to">The later one.</param>
    /// <param name="groups">Keys of the groups.</param>
    /// <param name="user">Only memberships of this user; null for all.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<ILookup<int, MembershipDifference>> MembershipsAsync(
        long from,
        long to,
        IReadOnlyCollection<int> groups,
        int? user,
        CancellationToken cancellationToken
    );

    /// <summary>How many memberships of a group, of a user, of a user in a group, or of all, stand in exactly one of two revisions, without loading them.</summary>
    /// <param name="from">The earlier revision.</param>
    /// <param name="to">The later one.</param>
    /// <param name="group">Key of the group, or null.</param>
    /// <param name="user">Key of the user, or null.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>How many are only in the later one, and how many only in the earlier one.</returns>
    Task<(long Added, long Removed)> CountChangesAsync(long from, long to, int? group, int? user, CancellationToken cancellationToken);

    /// <summary>Users with these keys as of a revision; those who were none yet are missing.</summary>
    Task<IReadOnlyDictionary<int, UserRow>> UsersByKeyAsync(
        IReadOnlyCollection<int> keys,
        long revision,
        CancellationToken cancellationToken
    );

    /// <summary>Everything that a user has been, the oldest first.</summary>
    Task<IReadOnlyList<UserThen>> UserVersionsAsync(int user, CancellationToken cancellationToken);

    /// <summary>Every version of a connection and its import rule, the oldest first.</summary>
    Task<IReadOnlyList<ConnectionVersion>> ConnectionVersionsAsync(int connection, CancellationToken cancellationToken);

    /// <summary>Groups with these keys as of a revision, retired ones too.</summary>
    Task<IReadOnlyDictionary<int, GroupThen>> GroupsByKeyAsync(
        IReadOnlyCollection<int> keys,
        long revision,
        CancellationToken cancellationToken
    );

    /// <summary>Every revision that changed who is in a group, the oldest first. Somebody who is in by two decisions counts once.</summary>
    Task<IReadOnlyList<GroupActivity>> GroupActivityAsync(int group, CancellationToken cancellationToken);

    /// <summary>Every revision that changed who is in any group, the oldest first, added up over the groups. Somebody who is in two groups counts twice, by two decisions in one group once.</summary>
    /// <param name="within">Only groups that follow the directories of these connections; null for all groups.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<GroupActivity>> ActivityAsync(IReadOnlyCollection<int>? within, CancellationToken cancellationToken);

    /// <summary>The last revision up to another that changed each of some groups, or who is in them; by key of the group.</summary>
    Task<IReadOnlyDictionary<int, Revision>> LastChangesAsync(
        IReadOnlyCollection<int> groups,
        long revision,
        CancellationToken cancellationToken
    );
}

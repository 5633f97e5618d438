using Muster.Core.DirectoryObjects;
using Muster.Engine.Auditing;

namespace Muster.Engine.Reviewing;

/// <summary>What people ask about plans and runs while they look at them. It only reads.</summary>
public interface IReviewStore
{
    /// <summary>Audit entries of one kind about one thing, in order: the comments on a plan.</summary>
    /// <param name="action">What was done, spelled as it is kept.</param>
    /// <param name="subject">To what, spelled as it is kept.</param>
    /// <param name="after">Only entries with a larger number.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<AuditEntry>> EntriesAsync(string action, string subject, long after, int limit, CancellationToken cancellationToken);

    /// <summary>How many audit entries of one kind there are about one thing.</summary>
    Task<long> CountAsync(string action, string subject, CancellationToken cancellationToken);

    /// <summary>Audit entries of one kind about plans that wait at an instant, each with its plan, the latest entry first.</summary>
    Task<IReadOnlyList<PlanEntry>> OfWaitingPlansAsync(string action, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The departments of some users as they are stored now, by name, with how many people each has; nobody counts who has none.</summary>
    Task<IReadOnlyList<DepartmentSize>> DepartmentsAsync(KeySet users, CancellationToken cancellationToken);

    /// <summary>Those of some users who are in a department, as it is stored now.</summary>
    Task<KeySet> InDepartmentAsync(KeySet users, string department, CancellationToken cancellationToken);

    /// <summary>Mirror versions in which what some groups and users follow was last seen to change.</summary>
    /// <param name="connection">Key of the connection whose directory it is.</param>
    /// <param name="groups">Keys of groups here; the directory group each follows counts.</param>
    /// <param name="sources">Keys of directory groups.</param>
    /// <param name="users">Keys of users here; the directory user each follows counts.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<SourceVersions> SourcesAsync(int connection, KeySet groups, KeySet sources, KeySet users, CancellationToken cancellationToken);

    /// <summary>Memberships that one revision began or ended, in the order of group, relation, origin and user.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="groups">Keys of the only groups it can have touched; null when they are not known, which costs more.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<MembershipDone>> DoneAsync(
        long revision,
        KeySet? groups,
        ChangePlace? after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Keys of the groups whose memberships one revision began or ended. It looks at every membership: ask once and keep it, it never changes.</summary>
    Task<KeySet> TouchedAsync(long revision, CancellationToken cancellationToken);

    /// <summary>How many memberships one revision began or ended.</summary>
    Task<long> CountDoneAsync(long revision, KeySet? groups, CancellationToken cancellationToken);

    /// <summary>Memberships that two revisions began or ended, side by side, in the order of group, relation, origin and user.</summary>
    /// <param name="query">Which.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<ComparedMembership>> CompareAsync(
        RevisionPair query,
        ChangePlace? after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>How many memberships stand how in two revisions, whatever the query asks for.</summary>
    Task<IReadOnlyDictionary<ChangeOverlap, long>> CountComparedAsync(RevisionPair query, CancellationToken cancellationToken);
}

using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Configuration.Files;
using Muster.Engine.Incremental;
using Muster.Engine.Runs;

namespace Muster.Engine.Platform;

/// <summary>Keeps the platform's users, groups and memberships with their whole history.</summary>
public interface IPlatformStore
{
    /// <summary>Loads the actual state for planning, checking every packed set against its stored count and hash.</summary>
    /// <param name="connection">Key of the connection whose directory users are mapped.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <exception cref="Reading.StoredDataException">Less, or something else, was loaded than was stored.</exception>
    Task<PlatformState> LoadAsync(int connection, CancellationToken cancellationToken);

    /// <summary>
    /// Loads the groups for a plan about some people. Packed sets are counted now, and unpacked and checked when they are looked at; of users, only those that
    /// follow nobody and the number of the active ones are known.
    /// </summary>
    /// <exception cref="Reading.StoredDataException">Less was loaded than was stored; looking at a set may throw it too.</exception>
    Task<PlatformState> LoadGroupsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The same groups with whoever follows these directory users, and with who is active of them, of the users that follow nobody and of those that exceptions are
    /// about. Costs what they are.
    /// </summary>
    Task<PlatformState> WithUsersAsync(int connection, PlatformState state, KeySet directoryUsers, CancellationToken cancellationToken);

    /// <summary>Whether an exception or the pause of a group, as they stand, came to its end after one instant and not after another.</summary>
    Task<bool> EndedByTimeAsync(DateTimeOffset after, DateTimeOffset upTo, CancellationToken cancellationToken);

    /// <summary>Keys of the directory users of a connection whom these platform users follow. Costs what they are.</summary>
    Task<KeySet> FollowedAsync(int connection, KeySet users, CancellationToken cancellationToken);

    /// <summary>Keys of the directory users of a connection who are gone, and whose followers are suspended.</summary>
    Task<KeySet> GoneAsync(int connection, CancellationToken cancellationToken);

    /// <summary>The platform users with these keys, with their attributes.</summary>
    Task<IReadOnlyDictionary<int, PlatformUser>> UsersAsync(KeySet users, CancellationToken cancellationToken);

    /// <summary>
    /// Carries out a plan in one transaction: users, groups, memberships with their intervals, packed sets, audit entries, the outcome of the run, and the evidence
    /// that is used up. Crash before the commit: nothing happened. After: everything did.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="run">The run as it shall be stored when this succeeds.</param>
    /// <param name="context">Under which lease, and what the plan covered.</param>
    /// <param name="progress">Told how many of the plan's steps are written.</param>
    /// <param name="cancellationToken">Rolls everything back.</param>
    /// <returns>The new revision, or why the plan no longer fits.</returns>
    /// <exception cref="LeaseLostException">Another process has taken over; nothing was stored.</exception>
    Task<ApplyOutcome> ApplyAsync(
        SyncPlan plan,
        Run run,
        ApplyContext context,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    );

    /// <summary>Reads back what a plan wrote, after it was applied: memberships, people, groups, sub-groups and exceptions.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="revision">The revision that it made.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>What was found; null when something else was applied since, so that nothing can be said.</returns>
    Task<RunVerification?> VerifyAsync(SyncPlan plan, long revision, CancellationToken cancellationToken);

    /// <summary>The revision in force at an instant; null before the first.</summary>
    Task<long?> RevisionAtAsync(DateTimeOffset instant, CancellationToken cancellationToken);

    /// <summary>The latest revision.</summary>
    Task<long> RevisionAsync(CancellationToken cancellationToken);

    /// <summary>Users as of a revision, by UPN then key.</summary>
    IAsyncEnumerable<UserRow> UserRowsAsync(long revision, string? search, CancellationToken cancellationToken);

    /// <summary>Keys of the users as of a revision by object id, those without one first, then by key: little enough to be held where the users themselves are not.</summary>
    Task<IReadOnlyList<int>> UserOrderAsync(long revision, CancellationToken cancellationToken);

    /// <summary>Groups in use as of a revision, by name, with counts of members and owners.</summary>
    IAsyncEnumerable<GroupRow> GroupRowsAsync(long revision, string? search, CancellationToken cancellationToken);

    /// <summary>Users as of a revision that fit, from a place on.</summary>
    IAsyncEnumerable<UserRow> UserPageAsync(long revision, UserQuery query, CancellationToken cancellationToken);

    /// <summary>How many users fit as of a revision, wherever a page of them begins.</summary>
    Task<long> CountUsersAsync(long revision, UserQuery query, CancellationToken cancellationToken);

    /// <summary>Groups in use as of a revision that fit, from a place on.</summary>
    IAsyncEnumerable<GroupRow> GroupPageAsync(long revision, GroupQuery query, CancellationToken cancellationToken);

    /// <summary>How many groups in use fit as of a revision, wherever a page of them begins.</summary>
    Task<long> CountGroupsAsync(long revision, GroupQuery query, CancellationToken cancellationToken);

    /// <summary>People of a group as of a revision that fit, from a place on.</summary>
    IAsyncEnumerable<MemberRow> MemberPageAsync(long revision, MemberQuery query, CancellationToken cancellationToken);

    /// <summary>How many people of a group fit as of a revision, wherever a page of them begins.</summary>
    Task<long> CountMembersAsync(long revision, MemberQuery query, CancellationToken cancellationToken);

    /// <summary>Memberships of a person as of a revision that fit, by name of the group, from a place on.</summary>
    IAsyncEnumerable<PersonMembership> MembershipPageAsync(long revision, MembershipQuery query, CancellationToken cancellationToken);

    /// <summary>How many memberships of a person fit as of a revision, wherever a page of them begins.</summary>
    Task<long> CountMembershipsAsync(long revision, MembershipQuery query, CancellationToken cancellationToken);

    /// <summary>In how many groups the memberships of a person are that fit as of a revision: who is member and owner of one is in it once.</summary>
    Task<long> CountGroupsOfAsync(long revision, MembershipQuery query, CancellationToken cancellationToken);

    /// <summary>The groups with exactly this name as of a revision: none or one in use, and retired ones.</summary>
    Task<IReadOnlyList<GroupRow>> FindGroupsAsync(string name, long revision, CancellationToken cancellationToken);

    /// <summary>Users whose UPN, mail, display name, object id or number (<c>#17</c>, for local users) equals the text without regard to case, as of a revision.</summary>
    Task<IReadOnlyList<UserRow>> FindUsersAsync(string text, long revision, CancellationToken cancellationToken);

    /// <summary>Keys of the groups with exactly these names as of a revision, by name: one in use before a retired one; names that no group has are left out.</summary>
    Task<IReadOnlyDictionary<string, int>> GroupsNamedAsync(
        IReadOnlyCollection<string> names,
        long revision,
        CancellationToken cancellationToken
    );

    /// <summary>Keys of the users whom each of some texts means as <see cref="FindUsersAsync"/> has it, as of a revision; texts that mean nobody, or several, are left out.</summary>
    Task<IReadOnlyDictionary<string, int>> UsersCalledAsync(
        IReadOnlyCollection<string> texts,
        long revision,
        CancellationToken cancellationToken
    );

    /// <summary>Memberships of a group, or of a user, or all when neither is given, as of a revision; by group key, user key, relation.</summary>
    IAsyncEnumerable<MembershipRow> MembershipRowsAsync(long revision, int? group, int? user, CancellationToken cancellationToken);

    /// <summary>A page of the memberships of a group, or of a user, as of a revision; by group key, user key, relation and origin.</summary>
    Task<IReadOnlyList<MembershipRow>> MembershipRowsAsync(long revision, MembershipRowQuery query, CancellationToken cancellationToken);

    /// <summary>Which groups were sub-groups of which as of a revision, by the two keys.</summary>
    Task<IReadOnlyList<SubGroupPair>> SubGroupsAsync(long revision, CancellationToken cancellationToken);

    /// <summary>Everything a revision did to memberships, by group key and user key.</summary>
    IAsyncEnumerable<MembershipEvent> EventsAsync(long revision, CancellationToken cancellationToken);

    /// <summary>Everything a range of revisions did to memberships, the oldest first.</summary>
    /// <param name="first">First revision.</param>
    /// <param name="last">Last revision.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<(long Revision, MembershipEvent Event)>> EventsAsync(long first, long last, CancellationToken cancellationToken);

    /// <summary>Everything a range of revisions did to sub-groups, the oldest first.</summary>
    /// <param name="first">First revision.</param>
    /// <param name="last">Last revision.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<(long Revision, SubGroupEvent Event)>> SubGroupEventsAsync(
        long first,
        long last,
        CancellationToken cancellationToken
    );

    /// <summary>Keys of the groups that a revision paused and nothing has changed since.</summary>
    Task<IReadOnlySet<int>> PausedByAsync(long revision, CancellationToken cancellationToken);

    /// <summary>
    /// The users that the setting <c>protectedUsers</c> of a connection means by UPNs (without regard to case) or object ids, with the words that meant them. A UPN means who has it now,
    /// and also who had it when the setting named it, or first had it after that.
    /// </summary>
    Task<IReadOnlyDictionary<int, string>> CalledAsync(
        int connection,
        IReadOnlyCollection<string> names,
        CancellationToken cancellationToken
    );

    /// <summary>Every interval in which a user had a relation to a group, oldest first.</summary>
    Task<IReadOnlyList<MembershipInterval>> HistoryAsync(int group, int user, CancellationToken cancellationToken);
}

/// <summary>What applying needs to know beside the plan.</summary>
/// <param name="Lease">The lease; its fence is checked in the transaction.</param>
/// <param name="At">Instant of the change.</param>
/// <param name="Settles">True when the plan covered everything of its connection, so that evidence of departures and "changed" marks are used up.</param>
/// <param name="Mark">What later plans start from; null when they cannot build on this one. Its revision is set when it is stored.</param>
public sealed record ApplyContext(Lease Lease, DateTimeOffset At, bool Settles, PlanningMark? Mark = null)
{
    /// <summary>Guard rails that what is written must pass too, in its own transaction (INV-4); null for what a person decided.</summary>
    public GuardRails? Guards { get; init; }

    /// <summary>Settings and rules that are written in the same transaction; null for none.</summary>
    public ConfigurationChange? Configuration { get; init; }
}

/// <summary>Result of applying.</summary>
public abstract record ApplyOutcome
{
    private ApplyOutcome() { }

    /// <summary>Done.</summary>
    public sealed record Applied(long Revision) : ApplyOutcome;

    /// <summary>What the plan was computed from has changed; nothing was stored.</summary>
    /// <param name="Difference">What changed, for people.</param>
    public sealed record Stale(string Difference) : ApplyOutcome;
}

/// <summary>A platform user as listed.</summary>
/// <param name="Key">Dense key in the workspace.</param>
/// <param name="Id">Object id of the directory user it follows at that moment; null for a local user.</param>
/// <param name="Attributes">What the platform shows of the person.</param>
/// <param name="Active">False while suspended.</param>
public sealed record UserRow(int Key, ObjectId? Id, UserAttributes Attributes, bool Active)
{
    /// <summary>Whether a person keeps the user apart from the directory.</summary>
    public bool KeptApart { get; init; }

    /// <summary>What always means this user and no other: the object id, or for a local user its number as <c>#17</c>.</summary>
    public string Handle => Id?.ToString() ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"#{Key}");
}

/// <summary>A platform group as listed.</summary>
public sealed record GroupRow(int Key, ObjectId? Id, string Name, GroupSettings Settings, LinkState Link, int Members, int Owners)
{
    /// <summary>Attributes filled from the directory group, ordered by name (ordinal).</summary>
    public ValueList<KeyValuePair<string, string>> Attributes { get; init; } = GroupAttributeMapping.None;

    /// <summary>While paused: until when; null for until a person resumes it.</summary>
    public DateTimeOffset? PausedUntil { get; init; }
}

/// <summary>A membership as listed.</summary>
/// <param name="Group">Key of the group.</param>
/// <param name="User">Key of the user.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Via">Key of the nested directory group through which it came when it was added; 0 for the linked group itself.</param>
/// <param name="FromRevision">Revision since which it stands.</param>
public readonly record struct MembershipRow(
    int Group,
    int User,
    MembershipRelation Relation,
    MembershipOrigin Origin,
    int Via,
    long FromRevision
);

/// <summary>A group that is a sub-group of another.</summary>
/// <param name="Group">Key of the group that contains the other.</param>
/// <param name="Child">Key of the sub-group.</param>
/// <param name="FromRevision">Revision since which it is.</param>
public readonly record struct SubGroupPair(int Group, int Child, long FromRevision);

/// <summary>A stretch of time in which a membership stood.</summary>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Via">Key of the nested directory group through which it came when it was added; 0 for the linked group itself.</param>
/// <param name="From">Since when.</param>
/// <param name="FromRun">The run that added it.</param>
/// <param name="To">When it ended; null while it stands.</param>
/// <param name="ToRun">The run that ended it.</param>
/// <param name="EndCause">Why it ended; null while it stands, and where causes were not kept yet.</param>
/// <param name="EndEvidence">What the end rests on; null together with <paramref name="EndCause"/>.</param>
public sealed record MembershipInterval(
    MembershipRelation Relation,
    MembershipOrigin Origin,
    int Via,
    DateTimeOffset From,
    long FromRun,
    DateTimeOffset? To,
    long? ToRun,
    RemovalCause? EndCause,
    Evidence? EndEvidence
)
{
    /// <summary>Whether it stood at an instant.</summary>
    public bool StoodAt(DateTimeOffset instant) => From <= instant && (To is null || To > instant);
}

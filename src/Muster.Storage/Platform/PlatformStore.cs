using System.Runtime.CompilerServices;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

internal sealed class PlatformStore : IPlatformStore
{
    /// <summary>A transaction of more rows than this leaves a log worth cutting back.</summary>
    private const long ManyRows = 20_000;

    private readonly Database _database;
    private readonly PlatformLists _lists;
    private readonly PlatformPages _pages;

    public PlatformStore(Database database)
    {
        var finds = new KnownFinds(database);
        _database = database;
        _lists = new PlatformLists(database, finds);
        _pages = new PlatformPages(database, _lists, finds);
    }

    public async Task<PlatformState> LoadAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await new StateLoader(session).LoadAsync(connection, cancellationToken);
    }

    public async Task<PlatformState> LoadGroupsAsync(CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await new StateLoader(session).LoadGroupsAsync(cancellationToken);
    }

    public async Task<PlatformState> WithUsersAsync(
        int connection,
        PlatformState state,
        KeySet directoryUsers,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(state);
        await using var session = await _database.ReadAsync(cancellationToken);
        return await new Followers(session, connection).OfAsync(state, directoryUsers, cancellationToken);
    }

    public async Task<bool> EndedByTimeAsync(DateTimeOffset after, DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        var ended = await session.NumberAsync(
            $"""
            SELECT 1 FROM exception
            WHERE workspace = {Database.Workspace} AND to_revision IS NULL AND ends_at > {after} AND ends_at <= {upTo}
            UNION ALL SELECT 1 FROM app_group_version
            WHERE workspace = {Database.Workspace} AND to_revision IS NULL AND paused_until > {after} AND paused_until <= {upTo}
            """,
            cancellationToken
        );
        return ended is not null;
    }

    public async Task<KeySet> FollowedAsync(int connection, KeySet users, CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await new Followers(session, connection).FollowedAsync(users, cancellationToken);
    }

    public async Task<KeySet> GoneAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await new Followers(session, connection).GoneAsync(cancellationToken);
    }

    public async Task<IReadOnlyDictionary<int, PlatformUser>> UsersAsync(KeySet users, CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        var found = new Dictionary<int, PlatformUser>(users.Count);
        var limit = await session.NumberAsync($"SELECT next_user FROM workspace WHERE workspace = {Database.Workspace}", cancellationToken);
        if (ManyKeys.ReadAll(users.Count, limit ?? 0))
            await session.EachAsync(UserVersion.SelectAll(), Keep, cancellationToken);
        else
            await session.EachAsync(UserVersion.SelectAsked(), users, Keep, cancellationToken);
        return found;

        void Keep(System.Data.Common.DbDataReader row)
        {
            if (users.Contains(row.GetInt32(0)) && UserVersion.Map(row) is var user)
                found[user.Key] = new PlatformUser(user.Key, user.Identity?.DirectoryKey ?? 0, user.Attributes, user.Active)
                {
                    KeptApart = user.KeptApart,
                };
        }
    }

    public async Task<ApplyOutcome> ApplyAsync(
        SyncPlan plan,
        Run run,
        ApplyContext context,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        PlanApplier applier;
        ApplyOutcome outcome;
        await using (var session = await _database.WriteAsync(cancellationToken))
        {
            applier = new PlanApplier(session, plan, run, context, _database.Clock, progress);
            outcome = await applier.ApplyAsync(cancellationToken);
        }
        if (outcome is ApplyOutcome.Applied && applier.MembershipRows + plan.Users.Length > ManyRows)
            await _database.TidyAsync();
        return outcome;
    }

    public async Task<RunVerification?> VerifyAsync(SyncPlan plan, long revision, CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await new AppliedPlan(session).CompareAsync(plan, revision, cancellationToken);
    }

    public async Task<long?> RevisionAtAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await session.NumberAsync(
            $"SELECT max(number) FROM revision WHERE workspace = {Database.Workspace} AND at <= {instant}",
            cancellationToken
        );
    }

    public async Task<long> RevisionAsync(CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await session.NumberAsync($"SELECT revision FROM workspace WHERE workspace = {Database.Workspace}", cancellationToken) ?? 0;
    }

    public IAsyncEnumerable<UserRow> UserRowsAsync(long revision, string? search, CancellationToken cancellationToken) =>
        _lists.UsersAsync(revision, search, cancellationToken);

    public async Task<IReadOnlyList<int>> UserOrderAsync(long revision, CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await session.RowsAsync(
            $"""
            SELECT user_key FROM app_user_version
            WHERE workspace = {Database.Workspace} AND from_revision <= {revision} AND (to_revision IS NULL OR to_revision > {revision})
            ORDER BY CASE WHEN object_id IS NULL THEN 0 ELSE 1 END, object_id, user_key
            """,
            row => row.GetInt32(0),
            cancellationToken
        );
    }

    public IAsyncEnumerable<GroupRow> GroupRowsAsync(long revision, string? search, CancellationToken cancellationToken) =>
        _lists.GroupsAsync(revision, search, cancellationToken);

    public IAsyncEnumerable<UserRow> UserPageAsync(long revision, UserQuery query, CancellationToken cancellationToken) =>
        _pages.UsersAsync(revision, query, cancellationToken);

    public Task<long> CountUsersAsync(long revision, UserQuery query, CancellationToken cancellationToken) =>
        _pages.CountUsersAsync(revision, query, cancellationToken);

    public IAsyncEnumerable<GroupRow> GroupPageAsync(long revision, GroupQuery query, CancellationToken cancellationToken) =>
        _pages.GroupsAsync(revision, query, cancellationToken);

    public Task<long> CountGroupsAsync(long revision, GroupQuery query, CancellationToken cancellationToken) =>
        _pages.CountGroupsAsync(revision, query, cancellationToken);

    public IAsyncEnumerable<MemberRow> MemberPageAsync(long revision, MemberQuery query, CancellationToken cancellationToken) =>
        new MemberPages(_database).RowsAsync(revision, query, cancellationToken);

    public Task<long> CountMembersAsync(long revision, MemberQuery query, CancellationToken cancellationToken) =>
        new MemberPages(_database).CountAsync(revision, query, cancellationToken);

    public IAsyncEnumerable<PersonMembership> MembershipPageAsync(
        long revision,
        MembershipQuery query,
        CancellationToken cancellationToken
    ) => new MembershipPages(_database).RowsAsync(revision, query, cancellationToken);

    public Task<long> CountMembershipsAsync(long revision, MembershipQuery query, CancellationToken cancellationToken) =>
        new MembershipPages(_database).CountAsync(revision, query, cancellationToken);

    public Task<long> CountGroupsOfAsync(long revision, MembershipQuery query, CancellationToken cancellationToken) =>
        new MembershipPages(_database).CountGroupsAsync(revision, query, cancellationToken);

    public Task<IReadOnlyList<GroupRow>> FindGroupsAsync(string name, long revision, CancellationToken cancellationToken) =>
        _lists.FindGroupsAsync(name, revision, cancellationToken);

    public Task<IReadOnlyList<UserRow>> FindUsersAsync(string text, long revision, CancellationToken cancellationToken) =>
        _lists.FindUsersAsync(text, revision, cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> GroupsNamedAsync(
        IReadOnlyCollection<string> names,
        long revision,
        CancellationToken cancellationToken
    ) => new PlatformNames(_database).GroupsAsync(names, revision, cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> UsersCalledAsync(
        IReadOnlyCollection<string> texts,
        long revision,
        CancellationToken cancellationToken
    ) => new PlatformNames(_database).UsersAsync(texts, revision, cancellationToken);

    public Task<IReadOnlyList<MembershipInterval>> HistoryAsync(int group, int user, CancellationToken cancellationToken) =>
        _lists.HistoryAsync(group, user, cancellationToken);

    public async IAsyncEnumerable<MembershipRow> MembershipRowsAsync(
        long revision,
        int? group,
        int? user,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        await foreach (var row in MembershipRows.AllAsync(session, revision, group, user, cancellationToken))
            yield return row;
    }

    public async Task<IReadOnlyList<MembershipRow>> MembershipRowsAsync(
        long revision,
        MembershipRowQuery query,
        CancellationToken cancellationToken
    )
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await MembershipRows.PageAsync(session, revision, query, cancellationToken);
    }

    public async Task<IReadOnlyList<SubGroupPair>> SubGroupsAsync(long revision, CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await session.RowsAsync(
            $"""
            SELECT group_key, child_key, from_revision FROM sub_group
            WHERE workspace = {Database.Workspace} AND from_revision <= {revision} AND (to_revision IS NULL OR to_revision > {revision})
            ORDER BY group_key, child_key
            """,
            row => new SubGroupPair(row.GetInt32(0), row.GetInt32(1), row.GetInt64(2)),
            cancellationToken
        );
    }

    public async IAsyncEnumerable<MembershipEvent> EventsAsync(long revision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        var events = session.StreamAsync(
            $"""
            SELECT group_key, user_key, relation, origin, via, from_revision FROM membership
            WHERE workspace = {Database.Workspace} AND (from_revision = {revision} OR to_revision = {revision})
            ORDER BY group_key, user_key, relation, origin
            """,
            row => new MembershipEvent(
                row.GetInt32(0),
                row.GetInt32(1),
                (MembershipRelation)row.GetInt32(2),
                (MembershipOrigin)row.GetInt32(3),
                row.GetInt32(4),
                row.GetInt64(5) == revision
            ),
            cancellationToken
        );
        await foreach (var change in events)
            yield return change;
    }

    public async Task<IReadOnlyList<(long Revision, MembershipEvent Event)>> EventsAsync(
        long first,
        long last,
        CancellationToken cancellationToken
    )
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await MembershipEvents.BetweenAsync(session, first, last, cancellationToken);
    }

    public async Task<IReadOnlyList<(long Revision, SubGroupEvent Event)>> SubGroupEventsAsync(
        long first,
        long last,
        CancellationToken cancellationToken
    )
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await SubGroups.BetweenAsync(session, first, last, cancellationToken);
    }

    public async Task<IReadOnlySet<int>> PausedByAsync(long revision, CancellationToken cancellationToken)
    {
        await using var session = await _database.ReadAsync(cancellationToken);
        return await MembershipEvents.PausedByAsync(session, revision, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<int, string>> CalledAsync(
        int connection,
        IReadOnlyCollection<string> names,
        CancellationToken cancellationToken
    )
    {
        if (names.Count == 0)
            return new Dictionary<int, string>();
        await using var session = await _database.ReadAsync(cancellationToken);
        return await CalledUsers.FindAsync(session, connection, names, cancellationToken);
    }
}

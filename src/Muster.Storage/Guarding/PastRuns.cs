using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Plans;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Guarding;

/// <summary>Tells applied runs, and plans that a person rejected, from the intervals of history, going back from the state of now: how large everything was before each of them, and what it took away.</summary>
internal sealed class PastRuns(SqlSession session, int connection)
{
    private readonly Dictionary<(int Group, MembershipRelation Relation), int> _sizes = [];
    private readonly Dictionary<int, string> _names = [];
    private readonly Dictionary<long, Revision> _revisions = [];
    private int _active;

    public async Task<IReadOnlyList<PastRun>> LoadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await RevisionsAsync(since, cancellationToken);
        var rejected = new Stack<(StoredPlan Plan, SyncPlan Steps)>(await RejectedAsync(since, cancellationToken));
        if (_revisions.Count + rejected.Count == 0)
            return [];
        var first = _revisions.Keys.DefaultIfEmpty(long.MaxValue).Min();
        await NowAsync(cancellationToken);
        await EndsAsync(first, cancellationToken);
        await BeginningsAsync(first, cancellationToken);
        await KeptAsync(first, cancellationToken);
        await UsersAsync(first, cancellationToken);
        await RetiredAsync(first, cancellationToken);
        var runs = new List<PastRun>();
        foreach (var revision in _revisions.Values.OrderByDescending(revision => revision.Number))
        {
            while (rejected.TryPeek(out var next) && next.Steps.Basis.Revision >= revision.Number)
                runs.Add(Tell(rejected.Pop()));
            GoBefore(revision);
            if (revision.Connection == connection && revision.IsJudged)
                runs.Add(Tell(revision));
        }
        runs.AddRange(rejected.Select(Tell));
        runs.Reverse();
        return [.. runs.OrderBy(run => run.At)];
    }

    /// <summary>Plans that a person rejected or discarded and whose steps are still kept, those made from the latest state last.</summary>
    private async Task<IEnumerable<(StoredPlan Plan, SyncPlan Steps)>> RejectedAsync(
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var filter = new PlanFilter(connection, PlanState.Discarded, null, int.MaxValue);
        var rejected = new List<(StoredPlan Plan, SyncPlan Steps)>();
        foreach (var plan in await PlanRows.ListAsync(session, filter, since, cancellationToken))
            if (plan.MadeAt >= since && plan.HasSteps && await PlanRows.StepsAsync(session, plan.Id, cancellationToken) is { } steps)
                rejected.Add((plan, steps));
        return rejected.OrderBy(one => one.Steps.Basis.Revision).ThenBy(one => one.Plan.Id);
    }

    private Task RevisionsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        session.EachAsync(
            $"""
            SELECT r.number, r.at, u.id, u.verb, u.connection, u.decided_by FROM revision r
            JOIN run u ON u.workspace = r.workspace AND u.id = r.run
            WHERE r.workspace = {Database.Workspace} AND r.at >= {since}
            """,
            row =>
                _revisions[row.GetInt64(0)] = new Revision(
                    row.GetInt64(0),
                    row.Instant(1),
                    row.GetInt64(2),
                    row.GetString(3),
                    row.IntOrNull(4),
                    row.TextOrNull(5) is not null
                ),
            cancellationToken
        );

    private async Task NowAsync(CancellationToken cancellationToken)
    {
        await session.EachAsync(
            $"SELECT group_key, relation, count FROM group_members WHERE workspace = {Database.Workspace} AND origin = {MembershipOrigin.Directory}",
            row => _sizes[(row.GetInt32(0), (MembershipRelation)row.GetInt32(1))] = row.GetInt32(2),
            cancellationToken
        );
        await session.EachAsync(
            $"SELECT group_key, name FROM app_group_version WHERE workspace = {Database.Workspace} AND to_revision IS NULL",
            row => _names[row.GetInt32(0)] = row.GetString(1),
            cancellationToken
        );
        _active = (int)(
            await session.NumberAsync(
                $"SELECT count(*) FROM app_user WHERE workspace = {Database.Workspace} AND active = 1",
                cancellationToken
            ) ?? 0
        );
    }

    private Task EndsAsync(long first, CancellationToken cancellationToken) =>
        session.EachAsync(
            $"""
            SELECT to_revision, group_key, relation, end_evidence, end_cause, count(*) FROM membership
            WHERE workspace = {Database.Workspace} AND to_revision >= {first} AND origin = {MembershipOrigin.Directory}
            GROUP BY to_revision, group_key, relation, end_evidence, end_cause
            """,
            row =>
            {
                var change = _revisions[row.GetInt64(0)].Of(row.GetInt32(1), (MembershipRelation)row.GetInt32(2));
                if (row.IntOrNull(3) == (int)Evidence.Inferred)
                    change.Inferred += row.GetInt32(5);
                else
                    change.Stated += row.GetInt32(5);
            },
            cancellationToken
        );

    private Task BeginningsAsync(long first, CancellationToken cancellationToken) =>
        session.EachAsync(
            $"""
            SELECT from_revision, group_key, relation, count(*) FROM membership
            WHERE workspace = {Database.Workspace} AND from_revision >= {first} AND origin = {MembershipOrigin.Directory}
            GROUP BY from_revision, group_key, relation
            """,
            row => _revisions[row.GetInt64(0)].Of(row.GetInt32(1), (MembershipRelation)row.GetInt32(2)).Additions += row.GetInt32(3),
            cancellationToken
        );

    /// <summary>Who stopped being a member by the directory and became one by a decision made here, in one revision, lost nothing.</summary>
    private Task KeptAsync(long first, CancellationToken cancellationToken) =>
        session.EachAsync(
            $"""
            SELECT e.to_revision, e.group_key, e.relation, e.end_evidence, count(*) FROM membership e
            WHERE e.workspace = {Database.Workspace} AND e.to_revision >= {first} AND e.origin = {MembershipOrigin.Directory}
                AND EXISTS (
                    SELECT 1 FROM membership b WHERE b.workspace = e.workspace AND b.group_key = e.group_key AND b.relation = e.relation
                        AND b.origin IN ({MembershipOrigin.Local}, {MembershipOrigin.Exception}) AND b.user_key = e.user_key
                        AND b.from_revision = e.to_revision)
            GROUP BY e.to_revision, e.group_key, e.relation, e.end_evidence
            """,
            row =>
            {
                var change = _revisions[row.GetInt64(0)].Of(row.GetInt32(1), (MembershipRelation)row.GetInt32(2));
                if (row.IntOrNull(3) == (int)Evidence.Inferred)
                    change.KeptInferred += row.GetInt32(4);
                else
                    change.KeptStated += row.GetInt32(4);
            },
            cancellationToken
        );

    private Task UsersAsync(long first, CancellationToken cancellationToken) =>
        session.EachAsync(
            $"""
            SELECT v.from_revision, v.active, count(*) FROM app_user_version v
            LEFT JOIN app_user_version b ON b.workspace = v.workspace AND b.user_key = v.user_key AND b.to_revision = v.from_revision
            WHERE v.workspace = {Database.Workspace} AND v.from_revision >= {first} AND v.active <> coalesce(b.active, 0)
            GROUP BY v.from_revision, v.active
            """,
            row =>
            {
                var revision = _revisions[row.GetInt64(0)];
                if (row.Flag(1))
                    revision.Activated += row.GetInt32(2);
                else
                    revision.Suspended += row.GetInt32(2);
            },
            cancellationToken
        );

    private Task RetiredAsync(long first, CancellationToken cancellationToken) =>
        session.EachAsync(
            $"""
            SELECT v.from_revision, v.group_key FROM app_group_version v
            JOIN app_group_version b ON b.workspace = v.workspace AND b.group_key = v.group_key AND b.to_revision = v.from_revision
            WHERE v.workspace = {Database.Workspace} AND v.from_revision >= {first}
                AND v.link = {LinkState.Retired} AND b.link <> {LinkState.Retired}
            """,
            row => _revisions[row.GetInt64(0)].Retired.Add(row.GetInt32(1)),
            cancellationToken
        );

    private void GoBefore(Revision revision)
    {
        foreach (var (key, change) in revision.Changes)
            _sizes[key] = _sizes.GetValueOrDefault(key) - change.Additions + change.Stated + change.Inferred;
        _active += revision.Suspended - revision.Activated;
    }

    private PastRun Tell((StoredPlan Plan, SyncPlan Steps) rejected) =>
        new()
        {
            Id = rejected.Plan.Run,
            Rejected = rejected.Plan.Id,
            At = rejected.Plan.MadeAt,
            Verb = rejected.Plan.Verb,
            Measures = new RejectedPlan(
                rejected.Steps,
                (group, relation) => _sizes.GetValueOrDefault((group, relation)),
                NameOf,
                _sizes.Values.Sum(),
                _active
            ).Measures(),
        };

    private string NameOf(int group) => _names.GetValueOrDefault(group) ?? $"group {group}";

    private PastRun Tell(Revision revision)
    {
        var losing = revision
            .Changes.Where(change => change.Value.LostStated + change.Value.LostInferred > 0)
            .OrderBy(change => change.Key)
            .ToList();
        return new PastRun
        {
            Id = revision.Run,
            At = revision.At,
            Verb = revision.Verb,
            Approved = revision.Approved,
            Measures = new GuardMeasures
            {
                Groups =
                [
                    .. losing
                        .Where(change => change.Key.Relation == MembershipRelation.Member)
                        .Select(change => new GroupLoss(
                            change.Key.Group,
                            NameOf(change.Key.Group),
                            _sizes[change.Key],
                            change.Value.LostStated,
                            change.Value.LostInferred,
                            change.Value.Additions
                        )),
                ],
                Stated = losing.Sum(change => change.Value.LostStated),
                Inferred = losing.Sum(change => change.Value.LostInferred),
                AllMemberships = _sizes.Values.Sum(),
                SuspendedStated = revision.Suspended,
                ActiveUsers = _active,
                Activated = revision.Activated,
                ChangedGroups = revision.ChangedGroups,
                RetiredGroups = revision.Retired.Count,
            },
        };
    }

    private sealed record Revision(long Number, DateTimeOffset At, long Run, string Verb, int? Connection, bool Approved)
    {
        public Dictionary<(int Group, MembershipRelation Relation), Change> Changes { get; } = [];

        /// <summary>Groups that were retired.</summary>
        public HashSet<int> Retired { get; } = [];

        /// <summary>How many groups gained or lost somebody, or were retired.</summary>
        public int ChangedGroups =>
            Changes
                .Where(change => change.Value.Additions + change.Value.LostStated + change.Value.LostInferred > 0)
                .Select(change => change.Key.Group)
                .Union(Retired)
                .Count();

        public int Suspended { get; set; }

        public int Activated { get; set; }

        /// <summary>What a person does to single groups is shown to that person and not judged.</summary>
        public bool IsJudged => !Verb.StartsWith("groups ", StringComparison.Ordinal);

        public Change Of(int group, MembershipRelation relation) =>
            Changes.TryGetValue((group, relation), out var change) ? change : Changes[(group, relation)] = new Change();
    }

    private sealed class Change
    {
        public int Stated { get; set; }

        public int Inferred { get; set; }

        public int Additions { get; set; }

        public int KeptStated { get; set; }

        public int KeptInferred { get; set; }

        public int LostStated => Stated - KeptStated;

        public int LostInferred => Inferred - KeptInferred;
    }
}

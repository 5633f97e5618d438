using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Reading;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Carries out everything a plan does to memberships: intervals, packed sets and counts.</summary>
internal sealed class MembershipWriter(SqlSession session, long revision, IProgress<long>? progress)
{
    /// <summary>Whoever watches sees a small plan go on too; a report costs less than a row.</summary>
    private const int RowsBetweenReports = 64;

    private const int ManyRows = 8192;

    private readonly MemberSets _sets = new(session);
    private readonly SortedDictionary<MemberSet, MembershipWork> _work = [];
    private long _written;

    /// <summary>Rows added to the table.</summary>
    public long Added { get; private set; }

    /// <summary>Intervals closed.</summary>
    public long Closed { get; private set; }

    /// <summary>What was done, in the order of the table.</summary>
    public IReadOnlyCollection<MembershipWork> Work => _work.Values;

    public async Task WriteAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        await LoadAsync(plan, cancellationToken);
        foreach (var change in plan.Memberships)
            Of(new MemberSet(change.Group, change.Relation, change.Origin)).Take(change);
        foreach (var step in plan.Groups)
            if (step is GroupStep.Unlink)
                await MakeLocalAsync(step.Group, cancellationToken);
            else if (step is GroupStep.Retire)
                EndAll(step.Group);
        var rows = await session.NumberAsync(
            $"SELECT membership_rows FROM workspace WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
        Added = _work.Values.Sum(work => (long)work.Additions.Count);
        // Keeping an index up to date while more rows arrive than it has costs more than making it anew.
        var rebuild = session.MayRebuildIndexes && Added > rows && Added > ManyRows;
        if (rebuild)
            await session.DefineAsync("DROP INDEX membership_by_user_key", cancellationToken);
        InsertAll(cancellationToken);
        if (rebuild)
            await session.DefineAsync("CREATE INDEX membership_by_user_key ON membership (user_key)", cancellationToken);
        foreach (var work in _work.Values)
            await CloseAsync(work, cancellationToken);
        await _sets.WriteAsync(
            _work.Values.Where(work => !work.After.Equals(work.Before)).Select(work => (work.Set, work.After)),
            cancellationToken
        );
        await CountAsync(cancellationToken);
    }

    private async Task LoadAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        var touched = plan
            .Memberships.Select(change => change.Group)
            .Concat(plan.Groups.Where(step => step is GroupStep.Unlink or GroupStep.Retire).Select(step => step.Group))
            .ToHashSet();
        await _sets.LoadAsync(touched, cancellationToken);
        // Sets that stay as they are count too.
        foreach (var set in _sets.All.Where(set => touched.Contains(set.Group)))
            Of(set);
    }

    private MembershipWork Of(MemberSet set) =>
        _work.TryGetValue(set, out var work) ? work : _work[set] = new MembershipWork(set, _sets.Get(set));

    /// <summary>After a link has ended, what the directory had decided stands as decided here.</summary>
    private async Task MakeLocalAsync(int group, CancellationToken cancellationToken)
    {
        foreach (var relation in Enum.GetValues<MembershipRelation>())
        {
            var from = Of(new MemberSet(group, relation, MembershipOrigin.Directory));
            var stays = from.After;
            if (stays.IsEmpty)
                continue;
            var via = from.Additions.ToDictionary(addition => addition.User, addition => addition.Via);
            await session.EachAsync(
                $"""
                SELECT user_key, via FROM membership WHERE workspace = {Database.Workspace} AND group_key = {group}
                    AND relation = {relation} AND origin = {MembershipOrigin.Directory} AND to_revision IS NULL
                """,
                row => via[row.GetInt32(0)] = row.GetInt32(1),
                cancellationToken
            );
            Of(new MemberSet(group, relation, MembershipOrigin.Local))
                .Add([.. stays.AsList.Select(user => new Addition(user, via.GetValueOrDefault(user)))]);
            from.Remove(stays, EndReason.LinkChanged);
        }
    }

    private void EndAll(int group)
    {
        foreach (var work in _work.Values.Where(work => work.Set.Group == group).ToList())
            work.Remove(work.After, EndReason.LinkChanged);
    }

    private void InsertAll(CancellationToken cancellationToken)
    {
        session.InsertAll(
            "membership",
            ["workspace", "group_key", "relation", "origin", "user_key", "from_revision", "via"],
            _work.Values.SelectMany(work => work.Additions, (work, addition) => (work.Set, addition.User, addition.Via)),
            (row, membership) =>
            {
                row.Integer(membership.Set.Group)
                    .Integer((int)membership.Set.Relation)
                    .Integer((int)membership.Set.Origin)
                    .Integer(membership.User)
                    .Integer(revision)
                    .Integer(membership.Via);
                Report(1, cancellationToken);
            }
        );
    }

    private async Task CloseAsync(MembershipWork work, CancellationToken cancellationToken)
    {
        if (work.Removals.IsEmpty)
            return;
        Closed += work.Removals.Count;
        if (work.Removals.Equals(work.Before) && work.OnlyReason is { } only)
        {
            await CloseWholeAsync(work, only, cancellationToken);
            return;
        }
        foreach (var user in work.Removals.AsList)
        {
            var reason = work.ReasonOf(user);
            var rows = await session.ExecuteAsync(
                $"""
                UPDATE membership SET to_revision = {revision}, end_cause = {reason.Cause}, end_evidence = {reason.Evidence}
                WHERE workspace = {Database.Workspace} AND group_key = {work.Set.Group} AND relation = {work.Set.Relation}
                    AND origin = {work.Set.Origin} AND user_key = {user} AND to_revision IS NULL AND from_revision < {revision}
                """,
                cancellationToken
            );
            Check(work.Set, 1, rows);
            Report(1, cancellationToken);
        }
    }

    private async Task CloseWholeAsync(MembershipWork work, EndReason reason, CancellationToken cancellationToken)
    {
        var rows = await session.ExecuteAsync(
            $"""
            UPDATE membership SET to_revision = {revision}, end_cause = {reason.Cause}, end_evidence = {reason.Evidence}
            WHERE workspace = {Database.Workspace} AND group_key = {work.Set.Group} AND relation = {work.Set.Relation}
                AND origin = {work.Set.Origin} AND to_revision IS NULL AND from_revision < {revision}
            """,
            cancellationToken
        );
        Check(work.Set, work.Before.Count, rows);
        Report(rows, cancellationToken);
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        await session.UpdateAllAsync(
            $"""
            UPDATE app_group SET members = given.column2, owners = given.column3, packed = given.column4
            FROM given WHERE app_group.workspace = {Database.Workspace} AND app_group.key = given.column1
            """,
            _work
                .Values.GroupBy(work => work.Set.Group)
                .Select(group =>
                    new[]
                    {
                        group.Key,
                        People(group, MembershipRelation.Member),
                        People(group, MembershipRelation.Owner),
                        group.Sum(work => work.After.Count),
                    }
                ),
            cancellationToken
        );
        if (Added > 0)
            await session.ExecuteAsync(
                $"UPDATE workspace SET membership_rows = membership_rows + {Added} WHERE workspace = {Database.Workspace}",
                cancellationToken
            );
        progress?.Report(_written);
    }

    private static int People(IEnumerable<MembershipWork> works, MembershipRelation relation) =>
        works.Where(work => work.Set.Relation == relation).Aggregate(KeySet.Empty, (people, work) => people.Union(work.After)).Count;

    private void Report(long rows, CancellationToken cancellationToken)
    {
        var before = _written;
        _written += rows;
        if (before / RowsBetweenReports == _written / RowsBetweenReports)
            return;
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(_written);
    }

    private static void Check(MemberSet set, int expected, int rows)
    {
        if (rows != expected)
            throw new StoredDataException(
                $"{set}: the stored set and the stored memberships disagree ({expected} to end, {rows} found). Nothing was changed. Run 'muster audit verify'."
            );
    }
}

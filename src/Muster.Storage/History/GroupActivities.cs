using System.Data.Common;
using Muster.Core.Platform;
using Muster.Engine.History;
using Muster.Storage.Sql;

namespace Muster.Storage.History;

/// <summary>When the people of a group changed, and how many.</summary>
internal sealed class GroupActivities(SqlSession session)
{
    private readonly SortedDictionary<long, Counts> _byRevision = [];

    /// <summary>The last revision up to another that changed a group, or who is in it; null when none did.</summary>
    public static Task<long?> LastAsync(SqlSession session, int group, long revision, CancellationToken cancellationToken) =>
        session.NumberAsync(
            $"""
            SELECT max(number) FROM (
                SELECT max(from_revision) AS number FROM membership WHERE workspace = {Database.Workspace} AND group_key = {group} AND from_revision <= {revision}
                UNION ALL
                SELECT max(to_revision) FROM membership WHERE workspace = {Database.Workspace} AND group_key = {group} AND to_revision <= {revision}
                UNION ALL
                SELECT max(from_revision) FROM app_group_version
                    WHERE workspace = {Database.Workspace} AND group_key = {group} AND from_revision <= {revision}
            ) AS changes
            """,
            cancellationToken
        );

    /// <summary>Every revision that changed who is in a group, the oldest first.</summary>
    public async Task<IReadOnlyList<GroupActivity>> OfAsync(int group, CancellationToken cancellationToken)
    {
        var stretches = new List<Stretch>();
        await session.EachAsync(
            $"SELECT relation, user_key, from_revision, to_revision FROM membership WHERE workspace = {Database.Workspace} AND group_key = {group}",
            row => stretches.Add(Read(row, 0)),
            cancellationToken
        );
        Count(stretches);
        return await ResultAsync(cancellationToken);
    }

    /// <summary>The same of every group, or of those that follow the directories of some connections.</summary>
    public async Task<IReadOnlyList<GroupActivity>> OfAllAsync(IReadOnlyCollection<int>? within, CancellationToken cancellationToken)
    {
        var shown = within is null ? null : await GroupsAsync(within, cancellationToken);
        var (group, stretches) = (0, new List<Stretch>());
        // The order of the key: nothing is sorted, and no more than one group is held.
        await session.EachAsync(
            $"""
            SELECT group_key, relation, user_key, from_revision, to_revision FROM membership
            WHERE workspace = {Database.Workspace} ORDER BY group_key
            """,
            row =>
            {
                if (row.GetInt32(0) != group)
                {
                    Count(stretches);
                    stretches.Clear();
                    group = row.GetInt32(0);
                }
                if (shown?.Contains(group) != false)
                    stretches.Add(Read(row, 1));
            },
            cancellationToken
        );
        Count(stretches);
        return await ResultAsync(cancellationToken);
    }

    private static Stretch Read(DbDataReader row, int column) =>
        new(row.GetInt32(column), row.GetInt32(column + 1), row.GetInt64(column + 2), row.NumberOrNull(column + 3));

    /// <summary>Groups by the directory they follow, or followed last.</summary>
    private async Task<HashSet<int>> GroupsAsync(IReadOnlyCollection<int> connections, CancellationToken cancellationToken) =>
        [
            .. await session.RowsAsync(
                $"""
                SELECT DISTINCT v.group_key FROM app_group_version v
                JOIN directory_group d ON d.workspace = v.workspace AND d.key = v.directory_key
                WHERE v.workspace = {Database.Workspace} AND {AnyOf.Text([.. connections])} LIKE '%,' || d.connection || ',%'
                    AND NOT EXISTS (SELECT 1 FROM app_group_version later
                        WHERE later.workspace = v.workspace AND later.group_key = v.group_key AND later.from_revision > v.from_revision)
                """,
                row => row.GetInt32(0),
                cancellationToken
            ),
        ];

    private void Count(List<Stretch> stretches)
    {
        Stretch? open = null;
        stretches.Sort((one, other) => (one.Relation, one.User, one.From).CompareTo((other.Relation, other.User, other.From)));
        foreach (var next in stretches)
            if (open is { } one && one.Joins(next))
                open = one with { To = one.To is null || next.To is null ? null : Math.Max(one.To.Value, next.To.Value) };
            else
            {
                Count(open);
                open = next;
            }
        Count(open);
    }

    private async Task<IReadOnlyList<GroupActivity>> ResultAsync(CancellationToken cancellationToken)
    {
        var revisions = await RevisionsAsync(cancellationToken);
        return
        [
            .. _byRevision.Select(change => new GroupActivity(
                revisions[change.Key],
                change.Value.MembersAdded,
                change.Value.MembersRemoved,
                change.Value.OwnersAdded,
                change.Value.OwnersRemoved
            )),
        ];
    }

    private void Count(Stretch? stretch)
    {
        if (stretch is not { } stood)
            return;
        var owner = stood.Relation == (int)MembershipRelation.Owner;
        var begun = At(stood.From);
        if (owner)
            begun.OwnersAdded++;
        else
            begun.MembersAdded++;
        if (stood.To is not { } to)
            return;
        var ended = At(to);
        if (owner)
            ended.OwnersRemoved++;
        else
            ended.MembersRemoved++;
    }

    private Counts At(long revision)
    {
        if (!_byRevision.TryGetValue(revision, out var counts))
            _byRevision[revision] = counts = new Counts();
        return counts;
    }

    private async Task<Dictionary<long, Revision>> RevisionsAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, Revision>();
        if (_byRevision.Count == 0)
            return found;
        await session.EachAsync(
            $"SELECT number, run, at, entry FROM revision WHERE workspace = {Database.Workspace} AND number BETWEEN {_byRevision.First().Key} AND {_byRevision.Last().Key}",
            row =>
            {
                if (_byRevision.ContainsKey(row.GetInt64(0)))
                    found[row.GetInt64(0)] = new Revision(row.GetInt64(0), row.GetInt64(1), row.Instant(2), row.NumberOrNull(3));
            },
            cancellationToken
        );
        return found;
    }

    /// <summary>A stretch of revisions in which somebody was in, by one decision or several.</summary>
    private readonly record struct Stretch(int Relation, int User, long From, long? To)
    {
        public bool Joins(Stretch next) => next.Relation == Relation && next.User == User && (To is null || next.From <= To);
    }

    private sealed class Counts
    {
        public int MembersAdded { get; set; }
        public int MembersRemoved { get; set; }
        public int OwnersAdded { get; set; }
        public int OwnersRemoved { get; set; }
    }
}

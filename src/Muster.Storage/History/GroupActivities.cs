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
        Stretch? open = null;
        await session.EachAsync(
            $"""
            SELECT relation, user_key, from_revision, to_revision FROM membership
            WHERE workspace = {Database.Workspace} AND group_key = {group} ORDER BY relation, user_key, from_revision
            """,
            row =>
            {
                var next = new Stretch(row.GetInt32(0), row.GetInt32(1), row.GetInt64(2), row.NumberOrNull(3));
                if (open is { } one && one.Joins(next))
                    open = one with { To = one.To is null || next.To is null ? null : Math.Max(one.To.Value, next.To.Value) };
                else
                {
                    Count(open);
                    open = next;
                }
            },
            cancellationToken
        );
        Count(open);
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

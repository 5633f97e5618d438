using Muster.Core.Planning;
using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Which groups are sub-groups of which, as intervals between revisions.</summary>
internal static class SubGroups
{
    /// <summary>The sub-groups in force, by the group that contains them.</summary>
    public static async Task<ILookup<int, int>> CurrentAsync(SqlSession session, CancellationToken cancellationToken) =>
        (
            await session.RowsAsync(
                $"SELECT group_key, child_key FROM sub_group WHERE workspace = {Database.Workspace} AND to_revision IS NULL",
                row => (Group: row.GetInt32(0), Child: row.GetInt32(1)),
                cancellationToken
            )
        ).ToLookup(row => row.Group, row => row.Child);

    /// <summary>Every interval, in the order of its digest.</summary>
    public static FormattableString SelectHistory() =>
        $"""
            SELECT group_key, child_key, from_revision, to_revision FROM sub_group
            WHERE workspace = {Database.Workspace} ORDER BY group_key, child_key, from_revision
            """;

    /// <summary>Everything that began or ended in a range of revisions, the oldest first. A sub-group may have done both.</summary>
    public static async Task<List<(long Revision, SubGroupEvent Event)>> BetweenAsync(
        SqlSession session,
        long first,
        long last,
        CancellationToken cancellationToken
    )
    {
        var events = new List<(long Revision, SubGroupEvent Event)>();
        await session.EachAsync(
            $"""
            SELECT group_key, child_key, from_revision, to_revision FROM sub_group
            WHERE workspace = {Database.Workspace}
                AND (from_revision BETWEEN {first} AND {last} OR to_revision BETWEEN {first} AND {last})
            ORDER BY group_key, child_key, from_revision
            """,
            row =>
            {
                var began = new SubGroupEvent(row.GetInt32(0), row.GetInt32(1), Began: true);
                if (row.GetInt64(2) >= first && row.GetInt64(2) <= last)
                    events.Add((row.GetInt64(2), began));
                if (row.NumberOrNull(3) is { } to && to >= first && to <= last)
                    events.Add((to, began with { Began = false }));
            },
            cancellationToken
        );
        return [.. events.OrderBy(item => item.Revision)];
    }

    /// <summary>Carries out the nesting steps of a plan.</summary>
    /// <returns>Digest over the intervals that were opened and closed.</returns>
    public static async Task<IntervalDigest> WriteAsync(
        SqlSession session,
        SyncPlan plan,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var begun = plan.Groups.OfType<GroupStep.Nest>().ToList();
        var ended = plan.Groups.OfType<GroupStep.Unnest>().ToList();
        var closed = 0;
        foreach (var (group, child, _) in ended)
            closed += await session.ExecuteAsync(
                $"""
                UPDATE sub_group SET to_revision = {revision}
                WHERE workspace = {Database.Workspace} AND group_key = {group} AND child_key = {child} AND to_revision IS NULL
                """,
                cancellationToken
            );
        session.InsertAll(
            "sub_group",
            ["workspace", "group_key", "child_key", "from_revision"],
            begun,
            (row, step) => row.Integer(step.Group).Integer(step.Child).Integer(revision)
        );
        if (begun.Count + ended.Count > 0)
            await session.ExecuteAsync(
                $"UPDATE workspace SET sub_groups = sub_groups + {begun.Count - closed} WHERE workspace = {Database.Workspace}",
                cancellationToken
            );
        return Digest(begun, ended);
    }

    private static IntervalDigest Digest(List<GroupStep.Nest> begun, List<GroupStep.Unnest> ended)
    {
        var digest = new IntervalDigest();
        var events = begun
            .Select(step => (step.Group, step.Child, Opened: true))
            .Concat(ended.Select(step => (step.Group, step.Child, Opened: false)));
        foreach (var (group, child, opened) in events.OrderBy(change => change.Group).ThenBy(change => change.Child))
            digest.Nested(group, child, opened);
        return digest;
    }
}

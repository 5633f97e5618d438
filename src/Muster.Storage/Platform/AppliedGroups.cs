using System.Data.Common;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Reads back the groups that a plan made or changed: each is there, and follows what the plan says.</summary>
internal sealed class AppliedGroups(SqlSession session, Discrepancies found)
{
    private readonly Dictionary<int, Planned> _awaited = [];

    /// <returns>How many groups the plan made or changed themselves.</returns>
    public async Task<long> CompareAsync(SyncPlan plan, long revision, CancellationToken cancellationToken)
    {
        foreach (var step in plan.Groups.Where(step => step is not (GroupStep.Nest or GroupStep.Unnest)))
            _awaited[step.Group] = After(_awaited.GetValueOrDefault(step.Group), step);
        var groups = _awaited.Count;
        if (groups == 0)
            return 0;
        var all = await session.NumberAsync($"SELECT next_group FROM workspace WHERE workspace = {Database.Workspace}", cancellationToken);
        if (ManyKeys.ReadAll(groups, all ?? 0))
            await session.EachAsync(
                $"""
                SELECT v.group_key, v.from_revision, v.link, v.directory_key, g.key
                FROM app_group_version v LEFT JOIN app_group g ON g.workspace = v.workspace AND g.key = v.group_key
                WHERE v.workspace = {Database.Workspace} AND v.to_revision IS NULL
                """,
                row => Compare(row, revision),
                cancellationToken
            );
        else
            await session.EachAsync(
                $"""
                SELECT v.group_key, v.from_revision, v.link, v.directory_key, g.key
                FROM asked CROSS JOIN app_group_version v LEFT JOIN app_group g ON g.workspace = v.workspace AND g.key = v.group_key
                WHERE v.workspace = {Database.Workspace} AND v.group_key = asked.key AND v.to_revision IS NULL
                """,
                KeySet.Of(_awaited.Keys),
                row => Compare(row, revision),
                cancellationToken
            );
        foreach (var missing in _awaited.Keys.Order())
            found.Note($"Group {missing} is not there.");
        return groups;
    }

    private static Planned After(Planned planned, GroupStep step) =>
        step switch
        {
            GroupStep.Create => new(Begun: true, LinkState.Unmatched, Follows: 0),
            GroupStep.Link(_, var directoryKey, _, _) => planned with { Link = LinkState.Linked, Follows = directoryKey },
            GroupStep.Unlink => planned with { Link = LinkState.Local, Follows = 0 },
            GroupStep.Retire => planned with { Link = LinkState.Retired, Follows = 0 },
            GroupStep.ChangeState(_, _, var to and (LinkState.SourceDeleted or LinkState.Linked or LinkState.Paused), _) => planned with
            {
                Link = to,
            },
            GroupStep.ChangeState(_, _, var to, _) => planned with { Link = to, Follows = 0 },
            GroupStep.Configure(_, var before, var after) => planned with { Begun = planned.Begun || before != after },
            GroupStep.Describe(_, var before, var after) => planned with { Begun = planned.Begun || !before.Equals(after) },
            GroupStep.Rename(_, var from, var to) => planned with { Begun = planned.Begun || from != to },
            _ => planned,
        };

    private void Compare(DbDataReader row, long revision)
    {
        var group = row.GetInt32(0);
        if (!_awaited.Remove(group, out var planned))
            return;
        var (link, follows) = ((LinkState)row.GetInt32(2), row.IntOrNull(3) ?? 0);
        var asPlanned =
            (!planned.Begun || row.GetInt64(1) == revision) && (planned.Link ?? link) == link && (planned.Follows ?? follows) == follows;
        if (!asPlanned || row.IsDBNull(4))
            found.Note($"Group {group} is there, and not as planned.");
    }

    /// <summary>What the steps say of one group; null where they say nothing.</summary>
    /// <param name="Begun">Whether a version begins with the plan.</param>
    /// <param name="Link">How it stands to the directory.</param>
    /// <param name="Follows">Key of the directory group; 0 for none.</param>
    private readonly record struct Planned(bool Begun, LinkState? Link, int? Follows);
}

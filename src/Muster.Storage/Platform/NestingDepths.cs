using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Storage.Mirror;
using Muster.Storage.Packing;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Measures how far groups are nested below directory groups, level by level: what is not below them is not read.</summary>
internal static class NestingDepths
{
    /// <summary>Levels of groups below each, 0 for none. A group that comes again counts where it comes first, so that a circle ends.</summary>
    public static async Task<IReadOnlyDictionary<(int Connection, int Group), int>> OfAsync(
        SqlSession session,
        IReadOnlyCollection<(int Connection, int Group)> roots,
        CancellationToken cancellationToken
    )
    {
        var depths = new Dictionary<(int, int), int>();
        foreach (var connection in roots.GroupBy(root => root.Connection, root => root.Group))
        {
            var below = new Dictionary<int, KeySet>();
            var levels = connection
                .Distinct()
                .Select(root => (Root: root, Reached: new HashSet<int> { root }, Last: new List<int> { root }))
                .ToList();
            for (var depth = 0; levels.Count > 0; depth++)
            {
                await LoadAsync(session, connection.Key, [.. levels.SelectMany(level => level.Last)], below, cancellationToken);
                foreach (var level in levels.ToList())
                {
                    depths[(connection.Key, level.Root)] = depth;
                    var next = level.Last.SelectMany(group => below[group].AsList).Where(level.Reached.Add).ToList();
                    level.Last.Clear();
                    level.Last.AddRange(next);
                }
                levels.RemoveAll(level => level.Last.Count == 0);
            }
        }
        return depths;
    }

    /// <summary>The groups directly below each of some groups, where that is not known yet.</summary>
    private static async Task LoadAsync(
        SqlSession session,
        int connection,
        IReadOnlyCollection<int> groups,
        Dictionary<int, KeySet> below,
        CancellationToken cancellationToken
    )
    {
        var unknown = KeySet.Of(groups.Where(group => below.TryAdd(group, KeySet.Empty)));
        await session.EachAsync(
            $"""
            SELECT e.group_key, e.count, e.hash, e.packed FROM asked CROSS JOIN directory_edges e
            WHERE e.workspace = {Database.Workspace} AND e.connection = {connection} AND e.standing = {EdgeStanding.Current}
                AND e.group_key = asked.key AND e.kind = {EdgeKind.GroupMember}
            """,
            unknown,
            row =>
                below[row.GetInt32(0)] = new PackedSet(row.GetInt32(1), row.GetInt64(2), row.Bytes(3)).Unpack(() =>
                    EdgeSets.Describe(new EdgeSet(EdgeStanding.Current, row.GetInt32(0), EdgeKind.GroupMember))
                ),
            cancellationToken
        );
    }
}

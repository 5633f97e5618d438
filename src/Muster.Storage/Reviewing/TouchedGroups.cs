using Muster.Core.DirectoryObjects;
using Muster.Engine.Reviewing;
using Muster.Storage.Sql;

namespace Muster.Storage.Reviewing;

/// <summary>The groups that revisions can have touched, a few at a time and ascending: memberships lie by group, and no index leads from a revision to those it began.</summary>
internal static class TouchedGroups
{
    private const int Several = 100;

    /// <summary>The groups from a place on, in portions that one statement takes.</summary>
    public static async Task<IEnumerable<KeySet>> FromAsync(
        SqlSession session,
        KeySet? known,
        ChangePlace? after,
        CancellationToken cancellationToken
    )
    {
        var first = after?.Group ?? 0;
        var keys =
            known?.AsList.Where(key => key >= first)
            ?? await session.RowsAsync(
                $"SELECT key FROM app_group WHERE workspace = {Database.Workspace} AND key >= {first} ORDER BY key",
                row => row.GetInt32(0),
                cancellationToken
            );
        return keys.Chunk(Several).Select(KeySet.Of);
    }
}

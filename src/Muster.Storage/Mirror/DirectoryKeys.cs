using Muster.Core.DirectoryObjects;
using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

/// <summary>Finds and gives out dense keys of directory objects; none is given twice in a workspace.</summary>
internal static class DirectoryKeys
{
    /// <summary>From so many ids on, reading all keys is cheaper than looking each one up.</summary>
    private const int Many = 2000;

    /// <summary>Takes so many keys for users.</summary>
    /// <returns>The first of them.</returns>
    public static Task<int> TakeUsersAsync(SqlSession session, int count, CancellationToken cancellationToken) =>
        TakeAsync(
            session,
            $"""
            UPDATE workspace SET next_directory_user = next_directory_user + {count} WHERE workspace = {Database.Workspace}
            RETURNING next_directory_user - {count}
            """,
            cancellationToken
        );

    /// <summary>Takes so many keys for groups.</summary>
    /// <returns>The first of them.</returns>
    public static Task<int> TakeGroupsAsync(SqlSession session, int count, CancellationToken cancellationToken) =>
        TakeAsync(
            session,
            $"""
            UPDATE workspace SET next_directory_group = next_directory_group + {count} WHERE workspace = {Database.Workspace}
            RETURNING next_directory_group - {count}
            """,
            cancellationToken
        );

    /// <summary>Takes so many keys for members of other types.</summary>
    /// <returns>The first of them.</returns>
    public static Task<int> TakeOthersAsync(SqlSession session, int count, CancellationToken cancellationToken) =>
        TakeAsync(
            session,
            $"""
            UPDATE workspace SET next_directory_other = next_directory_other + {count} WHERE workspace = {Database.Workspace}
            RETURNING next_directory_other - {count}
            """,
            cancellationToken
        );

    /// <summary>Keys of users, at the index of their id in <paramref name="ids"/>; 0 where the user has no row, or was not asked for.</summary>
    public static Task<int[]> FindUsersAsync(
        SqlSession session,
        int connection,
        LocalIds ids,
        IReadOnlyCollection<int> wanted,
        CancellationToken cancellationToken
    ) =>
        FindAsync(
            session,
            $"SELECT key, object_id FROM directory_user WHERE workspace = {Database.Workspace} AND connection = {connection}",
            id =>
                $"SELECT key FROM directory_user WHERE workspace = {Database.Workspace} AND connection = {connection} AND object_id = {id}",
            ids,
            wanted,
            cancellationToken
        );

    /// <summary>The same for members of other types.</summary>
    public static Task<int[]> FindOthersAsync(
        SqlSession session,
        int connection,
        LocalIds ids,
        IReadOnlyCollection<int> wanted,
        CancellationToken cancellationToken
    ) =>
        FindAsync(
            session,
            $"SELECT key, object_id FROM directory_other WHERE workspace = {Database.Workspace} AND connection = {connection}",
            id =>
                $"SELECT key FROM directory_other WHERE workspace = {Database.Workspace} AND connection = {connection} AND object_id = {id}",
            ids,
            wanted,
            cancellationToken
        );

    private static async Task<int[]> FindAsync(
        SqlSession session,
        FormattableString all,
        Func<ObjectId, FormattableString> one,
        LocalIds ids,
        IReadOnlyCollection<int> wanted,
        CancellationToken cancellationToken
    )
    {
        var keys = new int[ids.Count];
        if (wanted.Count > Many)
            await session.EachAsync(
                all,
                row =>
                {
                    if (ids.TryFind(row.Id(1), out var index))
                        keys[index] = row.GetInt32(0);
                },
                cancellationToken
            );
        else
            foreach (var index in wanted)
                keys[index] = (int)(await session.NumberAsync(one(ids[index]), cancellationToken) ?? 0);
        return keys;
    }

    private static async Task<int> TakeAsync(SqlSession session, FormattableString statement, CancellationToken cancellationToken) =>
        (int)(await session.NumberAsync(statement, cancellationToken))!;
}

/// <summary>Gives object ids small numbers for the length of one round, so that an edge takes four bytes.</summary>
internal sealed class LocalIds
{
    private readonly Dictionary<ObjectId, int> _indexes = [];
    private readonly List<ObjectId> _ids = [];

    public int Count => _ids.Count;

    public ObjectId this[int index] => _ids[index];

    public int IndexOf(ObjectId id)
    {
        if (_indexes.TryGetValue(id, out var index))
            return index;
        _ids.Add(id);
        return _indexes[id] = _ids.Count - 1;
    }

    public bool TryFind(ObjectId id, out int index) => _indexes.TryGetValue(id, out index);
}

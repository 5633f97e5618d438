using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Loads which platform users follow which directory users of a connection, and who is active.</summary>
internal sealed class Followers(SqlSession session, int connection)
{
    /// <summary>From one in so many users on, reading all is cheaper than looking each up.</summary>
    private const int ReadAllShare = 8;

    /// <summary>Everybody.</summary>
    public async Task<AllUsers> AllAsync(int directoryKeyLimit, int keyLimit, CancellationToken cancellationToken)
    {
        var users = new AllUsers(new int[directoryKeyLimit], new bool[keyLimit], []);
        await session.EachAsync(
            $"SELECT key, connection, directory_key, active FROM app_user WHERE workspace = {Database.Workspace}",
            row =>
            {
                var key = row.GetInt32(0);
                users.Active[key] = row.Flag(3);
                if (row.IsDBNull(1))
                    users.Locals.Add(key);
                else if (row.GetInt32(1) == connection)
                    users.ByDirectoryKey[row.GetInt32(2)] = key;
                users.Count++;
            },
            cancellationToken
        );
        return users;
    }

    /// <summary>A state with those who follow some directory users, and with who is active of all whom a plan about these can ask for.</summary>
    public async Task<PlatformState> OfAsync(PlatformState state, KeySet directoryUsers, CancellationToken cancellationToken)
    {
        var (limit, keyLimit) = (state.UserByDirectoryKey.Length, state.ActiveUsers.Length);
        if (directoryUsers.Count > state.NextUserKey / ReadAllShare)
        {
            var all = await AllAsync(limit, keyLimit, cancellationToken);
            return state.With(all.ByDirectoryKey, all.Active);
        }
        var (followers, active) = (new int[limit], new bool[keyLimit]);
        await session.EachAsync(
            $"SELECT directory_key, key, active FROM app_user WHERE workspace = {Database.Workspace} AND connection = {connection}",
            "directory_key",
            directoryUsers,
            row =>
            {
                followers[row.GetInt32(0)] = row.GetInt32(1);
                active[row.GetInt32(1)] = row.Flag(2);
            },
            cancellationToken
        );
        await session.EachAsync(
            $"SELECT key, active FROM app_user WHERE workspace = {Database.Workspace}",
            "key",
            state.LocalUsers.Union(KeySet.Of(state.Exceptions.Select(exception => exception.User))),
            row => active[row.GetInt32(0)] = row.Flag(1),
            cancellationToken
        );
        return state.With(followers, active);
    }

    /// <summary>The directory users whom some platform users follow.</summary>
    public async Task<KeySet> FollowedAsync(KeySet users, CancellationToken cancellationToken)
    {
        var keys = new List<int>();
        await session.EachAsync(
            $"SELECT directory_key FROM app_user WHERE workspace = {Database.Workspace} AND connection = {connection}",
            "key",
            users,
            row => keys.Add(row.GetInt32(0)),
            cancellationToken
        );
        return KeySet.Of(keys);
    }

    /// <summary>The directory users who are gone, and whose followers are suspended.</summary>
    public async Task<KeySet> GoneAsync(CancellationToken cancellationToken) =>
        KeySet.Of(
            await session.RowsAsync(
                $"""
                SELECT d.key FROM app_user a
                    JOIN directory_user d ON d.workspace = a.workspace AND d.connection = a.connection AND d.key = a.directory_key
                WHERE a.workspace = {Database.Workspace} AND a.connection = {connection} AND a.active = 0
                    AND d.presence IN ({ObjectPresence.RemovedStated}, {ObjectPresence.RemovedInferred})
                """,
                row => row.GetInt32(0),
                cancellationToken
            )
        );

    /// <summary>All users of a workspace.</summary>
    /// <param name="ByDirectoryKey">The follower of a directory user, at the index of its key; 0 for none.</param>
    /// <param name="Active">Whether the user with the index's key is active.</param>
    /// <param name="Locals">Keys of the users that follow nobody.</param>
    internal sealed record AllUsers(int[] ByDirectoryKey, bool[] Active, List<int> Locals)
    {
        /// <summary>How many there are.</summary>
        public int Count { get; set; }
    }
}

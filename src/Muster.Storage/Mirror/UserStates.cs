using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

/// <summary>Loads what a membership plan needs to know of directory users.</summary>
internal sealed class UserStates(SqlSession session, int connection)
{
    /// <summary>Largest user key plus one.</summary>
    public async Task<int> KeyLimitAsync(CancellationToken cancellationToken)
    {
        var last = await session.NumberAsync(
            $"SELECT max(key) FROM directory_user WHERE workspace = {Database.Workspace} AND connection = {connection}",
            cancellationToken
        );
        return (int)(last ?? 0) + 1;
    }

    /// <summary>Of everybody, at the index of the key.</summary>
    /// <exception cref="StoredDataException">Not all that were stored came back.</exception>
    public async Task<DirectoryUserState[]> AllAsync(StreamRecord record, CancellationToken cancellationToken)
    {
        var states = new DirectoryUserState[await KeyLimitAsync(cancellationToken)];
        int count = 0,
            present = 0;
        await session.EachAsync(
            $"""
            SELECT key, presence, account_enabled FROM directory_user
            WHERE workspace = {Database.Workspace} AND connection = {connection}
            """,
            row =>
            {
                var presence = (ObjectPresence)row.GetInt32(1);
                states[row.GetInt32(0)] = StateOf(presence, row.Flag(2));
                count++;
                present += presence == ObjectPresence.Present ? 1 : 0;
            },
            cancellationToken
        );
        MirrorLoader.Check("users", record, count, present);
        return states;
    }

    /// <summary>Of some; of everybody where that costs no more.</summary>
    /// <exception cref="StoredDataException">One of them is not there.</exception>
    public async Task<DirectoryUserState[]> OfAsync(KeySet users, int limit, CancellationToken cancellationToken)
    {
        var record = await StreamRecord.LoadAsync(session, connection, DirectoryStream.Users, cancellationToken);
        if ((long)users.Count * MirrorStore.ReadAllShare > record.Objects)
            return await AllAsync(record, cancellationToken);
        var states = new DirectoryUserState[limit];
        var count = 0;
        await session.EachAsync(
            $"""
            SELECT key, presence, account_enabled FROM directory_user
            WHERE workspace = {Database.Workspace} AND connection = {connection}
            """,
            "key",
            users,
            row =>
            {
                states[row.GetInt32(0)] = StateOf((ObjectPresence)row.GetInt32(1), row.Flag(2));
                count++;
            },
            cancellationToken
        );
        return count == users.Count
            ? states
            : throw new StoredDataException(
                $"The mirror: {users.Count} users were asked for and {count} loaded. Nothing was planned or changed. Restore the data folder from a backup."
            );
    }

    private static DirectoryUserState StateOf(ObjectPresence presence, bool enabled) =>
        presence switch
        {
            ObjectPresence.Present => enabled ? DirectoryUserState.Enabled : DirectoryUserState.Disabled,
            ObjectPresence.RemovedStated => DirectoryUserState.RemovedStated,
            ObjectPresence.RemovedInferred => DirectoryUserState.RemovedInferred,
            _ => DirectoryUserState.Unseen,
        };
}

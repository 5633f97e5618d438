using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Incremental;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

internal sealed class MirrorStore(Database database) : IMirrorStore
{
    /// <summary>The directory keeps delta tokens of users and groups for seven days; a day is kept in hand.</summary>
    private static readonly TimeSpan LinkLife = TimeSpan.FromDays(6);

    public async Task<IMirrorSession> OpenAsync(
        int connection,
        DirectoryStream stream,
        string binding,
        bool full,
        bool partial,
        Lease lease,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var record = await StreamRecord.LoadAsync(session, connection, stream, cancellationToken);
        var why = WhyInFull(record, binding, full);
        return new MirrorSession(database, connection, stream, binding, lease, why is null ? record.Link : null, why, partial);
    }

    public async Task<LinkWorth> LinkAsync(int connection, DirectoryStream stream, string binding, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var record = await StreamRecord.LoadAsync(session, connection, stream, cancellationToken);
        return record switch
        {
            { Binding: { } stored } when stored != binding => LinkWorth.Other,
            { Link: null } => LinkWorth.None,
            _ => WhyInFull(record, binding, full: false) is null ? LinkWorth.Usable : LinkWorth.TooOld,
        };
    }

    public async Task<string?> BindingAsync(int connection, DirectoryStream stream, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var record = await StreamRecord.LoadAsync(session, connection, stream, cancellationToken);
        return record.Link is null ? null : record.Binding;
    }

    public async Task<DirectoryMirror> LoadAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new MirrorLoader(session, connection).LoadAsync(cancellationToken);
    }

    public async Task<DirectoryMirror> LoadGroupsAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new MirrorLoader(session, connection).LoadGroupsAsync(cancellationToken);
    }

    public async Task<DirectoryMirror> WithUsersAsync(
        int connection,
        DirectoryMirror mirror,
        KeySet users,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(mirror);
        await using var session = await database.ReadAsync(cancellationToken);
        return mirror.With(await new UserStates(session, connection).OfAsync(users, mirror.UserKeyLimit, cancellationToken));
    }

    public async Task<IReadOnlyList<DirectoryGroup>> GroupFactsAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.RowsAsync(GroupFactColumns.SelectAll(connection), WithoutMembers, cancellationToken);
    }

    public async Task<IReadOnlyList<DirectoryGroup>> GroupFactsAsync(int connection, KeySet keys, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var groups = new List<DirectoryGroup>();
        await session.EachAsync(GroupFactColumns.SelectAsked(connection), keys, row => groups.Add(WithoutMembers(row)), cancellationToken);
        return groups;
    }

    public async Task<DirectoryGroup?> GroupFactsAsync(int connection, ObjectId id, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.FirstAsync(GroupFactColumns.SelectById(connection, id), WithoutMembers, cancellationToken);
    }

    private static DirectoryGroup WithoutMembers(System.Data.Common.DbDataReader row)
    {
        var group = GroupFactColumns.Map(row);
        return new DirectoryGroup
        {
            Key = group.Key,
            Id = group.Id,
            Presence = group.Presence,
            Facts = group.Facts,
        };
    }

    public async Task<ReadCertificate> CertificateAsync(int connection, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new MirrorLoader(session, connection).CertificateAsync(cancellationToken);
    }

    public async IAsyncEnumerable<DirectoryUser> UsersAsync(
        int connection,
        UserSelection selection,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var session = await database.ReadAsync(cancellationToken);
        if (selection == UserSelection.All)
        {
            await foreach (var user in session.StreamAsync(UserFactColumns.SelectAll(connection), UserFactColumns.Map, cancellationToken))
                yield return user;
            yield break;
        }
        var (keys, all) = await UnsettledAsync(session, connection, cancellationToken);
        await foreach (var user in WithKeysAsync(session, connection, KeySet.FromAscending([.. keys]), all, cancellationToken))
            yield return user;
    }

    public async IAsyncEnumerable<DirectoryUser> UsersAsync(
        int connection,
        KeySet keys,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (keys.IsEmpty)
            yield break;
        await using var session = await database.ReadAsync(cancellationToken);
        var record = await StreamRecord.LoadAsync(session, connection, DirectoryStream.Users, cancellationToken);
        await foreach (var user in WithKeysAsync(session, connection, keys, record.Objects, cancellationToken))
            yield return user;
    }

    private static async IAsyncEnumerable<DirectoryUser> WithKeysAsync(
        SqlSession session,
        int connection,
        KeySet keys,
        long all,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (ManyKeys.ReadAll(keys.Count, all))
        {
            await foreach (var user in session.StreamAsync(UserFactColumns.SelectAll(connection), UserFactColumns.Map, cancellationToken))
                if (keys.Contains(user.Key))
                    yield return user;
            yield break;
        }
        var found = new List<DirectoryUser>(keys.Count);
        await session.EachAsync(
            UserFactColumns.SelectAsked(connection),
            keys,
            row => found.Add(UserFactColumns.Map(row)),
            cancellationToken
        );
        foreach (var user in found.OrderBy(user => user.Key))
            yield return user;
    }

    public async Task<IReadOnlyList<DirectoryUser>> FindUsersAsync(int connection, string text, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        if (ObjectId.TryParse(text, out var id))
            return await session.RowsAsync(UserFactColumns.SelectById(connection, id), UserFactColumns.Map, cancellationToken);
        var keys = await session.RowsAsync(
            $"""
            SELECT key FROM directory_user
            WHERE workspace = {Database.Workspace} AND connection = {connection}
                AND is_text({TextMatch.Sought(text)}, user_principal_name, mail)
            """,
            row => row.GetInt32(0),
            cancellationToken
        );
        var users = new List<DirectoryUser>();
        foreach (var key in keys)
            users.AddRange(await session.RowsAsync(UserFactColumns.SelectByKey(connection, key), UserFactColumns.Map, cancellationToken));
        return users;
    }

    public async Task SettleAsync(int connection, long mirrorVersion, PlanningMark? mark, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        await Settlement.WriteAsync(session, connection, mirrorVersion, mark, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    private string? WhyInFull(StreamRecord record, string binding, bool full)
    {
        if (record.Link is null)
            return null;
        if (full)
            return "A full read was asked for.";
        if (record.Binding != binding)
            return $"The stored delta link belongs to another tenant, application, Graph address or selection ({record.Binding}) than the connection has now ({binding}).";
        var age = database.Clock.GetUtcNow() - record.LinkedAt;
        return age > LinkLife
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The stored delta link is {age.Value.TotalDays:0.0} days old; the directory keeps them for 7 days, so it is not used after {LinkLife.TotalDays:0}."
            )
            : null;
    }

    /// <summary>Keys of users changed since the last settling plan, and of those no platform user follows, ascending; and how many users there are.</summary>
    private static async Task<(List<int> Keys, long All)> UnsettledAsync(
        SqlSession session,
        int connection,
        CancellationToken cancellationToken
    )
    {
        var settled =
            await session.NumberAsync(
                $"SELECT settled_version FROM connection WHERE workspace = {Database.Workspace} AND key = {connection}",
                cancellationToken
            ) ?? 0;
        var limit = await session.NumberAsync(
            $"SELECT next_directory_user FROM workspace WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
        var followed = new BitArray((int)(limit ?? 1));
        await session.EachAsync(
            $"SELECT directory_key FROM app_user WHERE workspace = {Database.Workspace} AND directory_key IS NOT NULL ORDER BY directory_key",
            row => followed[row.GetInt32(0)] = true,
            cancellationToken
        );
        var keys = new List<int>();
        var all = 0L;
        // Ordered so that the narrow index is read and not the wide table.
        await session.EachAsync(
            $"""
            SELECT key, changed FROM directory_user
            WHERE workspace = {Database.Workspace} AND connection = {connection} ORDER BY changed
            """,
            row =>
            {
                all++;
                if (!followed[row.GetInt32(0)] || row.GetInt64(1) > settled)
                    keys.Add(row.GetInt32(0));
            },
            cancellationToken
        );
        keys.Sort();
        return (keys, all);
    }
}

using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Storage.Packing;
using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

/// <summary>Loads a mirror for planning and checks that it loads everything that was stored: our own reads are certified too.</summary>
internal sealed class MirrorLoader(SqlSession session, int connection)
{
    public async Task<DirectoryMirror> LoadAsync(CancellationToken cancellationToken)
    {
        var users = await StreamRecord.LoadAsync(session, connection, DirectoryStream.Users, cancellationToken);
        var groups = await StreamRecord.LoadAsync(session, connection, DirectoryStream.Groups, cancellationToken);
        var certificate = await CertificateAsync(users, groups, cancellationToken);
        var states = await new UserStates(session, connection).AllAsync(users, cancellationToken);
        return new DirectoryMirror(await GroupsAsync(groups, Unpacked, cancellationToken), states, certificate);
    }

    /// <summary>Loads the groups; what is not looked at is not unpacked, and nothing is known of any user.</summary>
    public async Task<DirectoryMirror> LoadGroupsAsync(CancellationToken cancellationToken)
    {
        var users = await StreamRecord.LoadAsync(session, connection, DirectoryStream.Users, cancellationToken);
        var groups = await StreamRecord.LoadAsync(session, connection, DirectoryStream.Groups, cancellationToken);
        var certificate = await CertificateAsync(users, groups, cancellationToken);
        var limit = await new UserStates(session, connection).KeyLimitAsync(cancellationToken);
        return new DirectoryMirror(
            await GroupsAsync(groups, (packed, whose) => packed.Deferred(whose), cancellationToken),
            new DirectoryUserState[limit],
            certificate
        );
    }

    public async Task<ReadCertificate> CertificateAsync(CancellationToken cancellationToken)
    {
        var users = await StreamRecord.LoadAsync(session, connection, DirectoryStream.Users, cancellationToken);
        var groups = await StreamRecord.LoadAsync(session, connection, DirectoryStream.Groups, cancellationToken);
        return await CertificateAsync(users, groups, cancellationToken);
    }

    private async Task<ReadCertificate> CertificateAsync(StreamRecord users, StreamRecord groups, CancellationToken cancellationToken) =>
        new(
            users.Certificate,
            groups.Certificate,
            await session.NumberAsync(
                $"SELECT mirror_version FROM connection WHERE workspace = {Database.Workspace} AND key = {connection}",
                cancellationToken
            ) ?? 0
        );

    private async Task<IEnumerable<DirectoryGroup>> GroupsAsync(
        StreamRecord record,
        Func<PackedSet, Func<string>, KeySet> unpack,
        CancellationToken cancellationToken
    )
    {
        var stored = await session.RowsAsync(GroupFactColumns.SelectAll(connection), GroupFactColumns.Map, cancellationToken);
        Check("groups", record, stored.Count, stored.Count(group => group.Presence == ObjectPresence.Present));
        var sets = new Dictionary<EdgeSet, PackedSet>(stored.Count * 2);
        await EdgeSets.EachAsync(session, connection, (set, packed) => sets[set] = packed, cancellationToken);
        return stored.Select(group => Build(group, sets, unpack));
    }

    private static KeySet Unpacked(PackedSet packed, Func<string> whose) => packed.Unpack(whose);

    private static DirectoryGroup Build(
        StoredGroup group,
        Dictionary<EdgeSet, PackedSet> sets,
        Func<PackedSet, Func<string>, KeySet> unpack
    )
    {
        var others = sets.TryGetValue(new EdgeSet(EdgeStanding.Current, group.Key, EdgeKind.OtherMember), out var other) ? other.Count : 0;
        var (members, children, owners) = (
            Get(EdgeStanding.Current, EdgeKind.UserMember),
            Get(EdgeStanding.Current, EdgeKind.GroupMember),
            Get(EdgeStanding.Current, EdgeKind.UserOwner)
        );
        var edges = members.Count + children.Count + owners.Count + others;
        if (edges != group.Edges)
            throw new StoredDataException(
                $"Directory group {group.Facts.DisplayName ?? group.Id.ToString()}: {group.Edges} members and owners were stored and {edges} loaded. Nothing was planned or changed. Restore the data folder from a backup."
            );
        return new DirectoryGroup
        {
            Key = group.Key,
            Id = group.Id,
            Presence = group.Presence,
            Facts = group.Facts,
            Members = members,
            ChildGroups = children,
            Owners = owners,
            OtherMembers = others,
            Stated = Departed(EdgeStanding.Stated),
            Inferred = Departed(EdgeStanding.Inferred),
            Touched = Departed(EdgeStanding.Touched),
        };

        KeySet Get(EdgeStanding standing, EdgeKind kind) =>
            sets.TryGetValue(new EdgeSet(standing, group.Key, kind), out var packed)
                ? unpack(packed, () => $"Directory group {group.Facts.DisplayName ?? group.Id.ToString()}, {kind}")
                : KeySet.Empty;

        DepartedEdges Departed(EdgeStanding standing)
        {
            var departed = new DepartedEdges(
                Get(standing, EdgeKind.UserMember),
                Get(standing, EdgeKind.GroupMember),
                Get(standing, EdgeKind.UserOwner)
            );
            return departed.IsEmpty ? DepartedEdges.None : departed;
        }
    }

    internal static void Check(string what, StreamRecord record, int count, int present)
    {
        if (count != record.Objects || present != record.Certificate.PresentAfter)
            throw new StoredDataException(
                $"The mirror: {record.Objects} {what} were stored, {record.Certificate.PresentAfter} of them present, and {count} ({present}) were loaded. Nothing was planned or changed. Restore the data folder from a backup."
            );
    }
}

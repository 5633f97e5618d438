using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Storage.Packing;
using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

/// <summary>Whether edges stand, or how it became known that they are gone. The numbers are stored.</summary>
internal enum EdgeStanding
{
    /// <summary>In the directory.</summary>
    Current = 0,

    /// <summary>Gone, and the directory said so.</summary>
    Stated = 1,

    /// <summary>Gone, being absent from a full round.</summary>
    Inferred = 2,

    /// <summary>In the directory, and new there since the last plan that settled, or its group came, went or is read in another way since.</summary>
    Touched = 3,
}

/// <summary>Which packed set of a directory group.</summary>
internal readonly record struct EdgeSet(EdgeStanding Standing, int Group, EdgeKind Kind);

/// <summary>The packed sets of directory groups while a round is written.</summary>
internal sealed class EdgeSets(RoundTarget target)
{
    private readonly Dictionary<EdgeSet, PackedSet> _stored = [];
    private readonly Dictionary<EdgeSet, PackedSet> _changed = [];

    /// <summary>Loads the sets of all groups.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) =>
        EachAsync(target.Session, target.Connection, (set, packed) => _stored[set] = packed, cancellationToken);

    /// <summary>Loads the sets of one group.</summary>
    public Task LoadAsync(int group, CancellationToken cancellationToken) =>
        target.Session.EachAsync(
            $"""
            SELECT standing, kind, count, hash, packed FROM directory_edges
            WHERE workspace = {Database.Workspace} AND connection = {target.Connection} AND standing IN (0, 1, 2, 3) AND group_key = {group}
            """,
            row =>
                _stored[new EdgeSet((EdgeStanding)row.GetInt32(0), group, (EdgeKind)row.GetInt32(1))] = new PackedSet(
                    row.GetInt32(2),
                    row.GetInt64(3),
                    row.Bytes(4)
                ),
            cancellationToken
        );

    public KeySet Get(EdgeSet set) => _stored.TryGetValue(set, out var packed) ? packed.Unpack(() => Describe(set)) : KeySet.Empty;

    /// <summary>The set with the changes of this round.</summary>
    public KeySet Now(EdgeSet set) => _changed.TryGetValue(set, out var changed) ? changed.Unpack(() => Describe(set)) : Get(set);

    /// <summary>How many entries the set has, changes of this round included.</summary>
    public int Count(EdgeSet set) =>
        _changed.TryGetValue(set, out var changed) ? changed.Count
        : _stored.TryGetValue(set, out var stored) ? stored.Count
        : 0;

    public void Put(EdgeSet set, KeySet keys)
    {
        if (!keys.IsEmpty || _stored.ContainsKey(set))
            _changed[set] = PackedSet.Of(keys);
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        InsertNew();
        foreach (var (set, packed) in _changed)
            if (!_stored.ContainsKey(set))
                continue;
            else if (packed.Count == 0)
                await target.Session.ExecuteAsync(
                    $"""
                    DELETE FROM directory_edges WHERE workspace = {Database.Workspace} AND connection = {target.Connection}
                        AND standing = {set.Standing} AND group_key = {set.Group} AND kind = {set.Kind}
                    """,
                    cancellationToken
                );
            else
                await target.Session.ExecuteAsync(
                    $"""
                    UPDATE directory_edges SET count = {packed.Count}, hash = {packed.Hash}, packed = {packed.Bytes}
                    WHERE workspace = {Database.Workspace} AND connection = {target.Connection}
                        AND standing = {set.Standing} AND group_key = {set.Group} AND kind = {set.Kind}
                    """,
                    cancellationToken
                );
    }

    /// <summary>Hands over every packed set of a connection.</summary>
    public static Task EachAsync(
        SqlSession session,
        int connection,
        Action<EdgeSet, PackedSet> take,
        CancellationToken cancellationToken
    ) =>
        session.EachAsync(
            $"""
            SELECT standing, group_key, kind, count, hash, packed FROM directory_edges
            WHERE workspace = {Database.Workspace} AND connection = {connection}
            """,
            row =>
                take(
                    new EdgeSet((EdgeStanding)row.GetInt32(0), row.GetInt32(1), (EdgeKind)row.GetInt32(2)),
                    new PackedSet(row.GetInt32(3), row.GetInt64(4), row.Bytes(5))
                ),
            cancellationToken
        );

    public static string Describe(EdgeSet set) => $"Directory group {set.Group}, {set.Kind} edges ({set.Standing})";

    private void InsertNew()
    {
        var fresh = _changed.Keys.Where(set => !_stored.ContainsKey(set)).ToList();
        fresh.Sort((left, right) => (left.Standing, left.Group, left.Kind).CompareTo((right.Standing, right.Group, right.Kind)));
        target.Session.InsertAll(
            "directory_edges",
            ["workspace", "connection", "standing", "group_key", "kind", "count", "hash", "packed"],
            fresh,
            (row, set) =>
                row.Integer(target.Connection)
                    .Integer((int)set.Standing)
                    .Integer(set.Group)
                    .Integer((int)set.Kind)
                    .Integer(_changed[set].Count)
                    .Integer(_changed[set].Hash)
                    .Blob(_changed[set].Bytes)
        );
    }
}

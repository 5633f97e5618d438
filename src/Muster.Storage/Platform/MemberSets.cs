using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Storage.Packing;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Which packed set of a platform group.</summary>
internal readonly record struct MemberSet(int Group, MembershipRelation Relation, MembershipOrigin Origin) : IComparable<MemberSet>
{
    /// <summary>In the order in which memberships are stored.</summary>
    public int CompareTo(MemberSet other) => (Group, Relation, Origin).CompareTo((other.Group, other.Relation, other.Origin));

    public override string ToString() => $"Group {Group}, {Relation}s from {Origin}";
}

/// <summary>The packed current sets of platform groups.</summary>
internal sealed class MemberSets(SqlSession session)
{
    private const int ManyGroups = 500;

    private readonly Dictionary<MemberSet, PackedSet> _stored = [];

    public Task LoadAsync(CancellationToken cancellationToken) =>
        session.EachAsync(
            $"""
            SELECT group_key, relation, origin, count, hash, packed FROM group_members WHERE workspace = {Database.Workspace}
            """,
            Keep,
            cancellationToken
        );

    public Task LoadAsync(int group, CancellationToken cancellationToken) =>
        session.EachAsync(
            $"""
            SELECT group_key, relation, origin, count, hash, packed FROM group_members
            WHERE workspace = {Database.Workspace} AND group_key = {group}
            """,
            Keep,
            cancellationToken
        );

    /// <summary>Loads the sets of some groups: one by one, or all there are where that is cheaper.</summary>
    public async Task LoadAsync(IReadOnlySet<int> groups, CancellationToken cancellationToken)
    {
        if (groups.Count > ManyGroups)
            await LoadAsync(cancellationToken);
        else
            foreach (var group in groups)
                await LoadAsync(group, cancellationToken);
    }

    public IEnumerable<MemberSet> All => _stored.Keys;

    /// <summary>Entries in all sets of a group.</summary>
    public int CountOf(int groupKey) =>
        Enum.GetValues<MembershipRelation>()
            .Sum(relation =>
                Enum.GetValues<MembershipOrigin>().Sum(origin => _stored.GetValueOrDefault(new MemberSet(groupKey, relation, origin)).Count)
            );

    /// <summary>Whether a set is stored exactly as these users pack.</summary>
    public bool Holds(MemberSet set, KeySet users) =>
        _stored.TryGetValue(set, out var packed)
            ? PackedSet.Of(users) is var whole
                && (whole.Count, whole.Hash) == (packed.Count, packed.Hash)
                && whole.Bytes.AsSpan().SequenceEqual(packed.Bytes)
            : users.IsEmpty;

    public KeySet Get(MemberSet set) => _stored.TryGetValue(set, out var packed) ? packed.Unpack(set.ToString) : KeySet.Empty;

    /// <summary>The set, unpacked in some way.</summary>
    public KeySet Get(MemberSet set, string groupName, Func<PackedSet, Func<string>, KeySet> unpack) =>
        _stored.TryGetValue(set, out var packed)
            ? unpack(packed, () => $"Group {groupName}, {set.Relation}s from {set.Origin}")
            : KeySet.Empty;

    /// <summary>Replaces sets, those without users by nothing.</summary>
    public async Task WriteAsync(IEnumerable<(MemberSet Set, KeySet Users)> changed, CancellationToken cancellationToken)
    {
        var fresh = new List<(MemberSet Set, KeySet Users)>();
        foreach (var (set, users) in changed)
            if (!_stored.ContainsKey(set))
                fresh.Add((set, users));
            else if (users.IsEmpty)
                await DeleteAsync(set, cancellationToken);
            else
                await UpdateAsync(set, PackedSet.Of(users), cancellationToken);
        InsertAll(fresh);
    }

    private Task<int> DeleteAsync(MemberSet set, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            DELETE FROM group_members WHERE workspace = {Database.Workspace} AND group_key = {set.Group}
                AND relation = {set.Relation} AND origin = {set.Origin}
            """,
            cancellationToken
        );

    private Task<int> UpdateAsync(MemberSet set, PackedSet packed, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            UPDATE group_members SET count = {packed.Count}, hash = {packed.Hash}, packed = {packed.Bytes}
            WHERE workspace = {Database.Workspace} AND group_key = {set.Group} AND relation = {set.Relation} AND origin = {set.Origin}
            """,
            cancellationToken
        );

    private void InsertAll(List<(MemberSet Set, KeySet Users)> fresh)
    {
        fresh.RemoveAll(item => item.Users.IsEmpty);
        session.InsertAll(
            "group_members",
            ["workspace", "group_key", "relation", "origin", "count", "hash", "packed"],
            fresh.Select(item => (item.Set, Packed: PackedSet.Of(item.Users))),
            static (row, item) =>
                row.Integer(item.Set.Group)
                    .Integer((int)item.Set.Relation)
                    .Integer((int)item.Set.Origin)
                    .Integer(item.Packed.Count)
                    .Integer(item.Packed.Hash)
                    .Blob(item.Packed.Bytes)
        );
    }

    private void Keep(System.Data.Common.DbDataReader row) =>
        _stored[new MemberSet(row.GetInt32(0), (MembershipRelation)row.GetInt32(1), (MembershipOrigin)row.GetInt32(2))] = new PackedSet(
            row.GetInt32(3),
            row.GetInt64(4),
            row.Bytes(5)
        );
}

using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Storage.Mirror;

/// <summary>Writes a round of groups: rows, edges, and the evidence of edges that are gone.</summary>
internal sealed class GroupRoundWriter(
    RoundTarget target,
    Dictionary<ObjectId, GroupWord> words,
    HashSet<ObjectId> whole,
    HashSet<ObjectId> kept,
    LocalIds ids
)
{
    private readonly RoundChanges _changes = new();
    private readonly EdgeSets _edges = new(target);
    private readonly Dictionary<ObjectId, StoredGroup> _stored = [];
    private readonly List<StoredGroup> _fresh = [];
    private readonly HashSet<int> _edgesDiffer = [];
    private readonly Dictionary<EdgeKind, int[]> _keys = [];

    /// <summary>Whether silence about a group with hidden membership means nothing.</summary>
    public bool KeepsHidden { get; init; }

    public bool KeepsMissing { get; init; }

    public async Task<RoundChanges> WriteAsync(CancellationToken cancellationToken)
    {
        var wanted = GroupWord.Kinds.ToDictionary(kind => kind, _ => new HashSet<int>());
        foreach (var word in words.Values)
            word.Visit((kind, index) => wanted[kind].Add(index));
        await LoadGroupsAsync(wanted[EdgeKind.GroupMember], cancellationToken);
        await AddGroupsAsync(wanted[EdgeKind.GroupMember], cancellationToken);
        wanted[EdgeKind.UserMember].UnionWith(wanted[EdgeKind.UserOwner]);
        _keys[EdgeKind.UserMember] = _keys[EdgeKind.UserOwner] = await UserKeysAsync(wanted[EdgeKind.UserMember], cancellationToken);
        _keys[EdgeKind.OtherMember] = await OtherKeysAsync(wanted[EdgeKind.OtherMember], cancellationToken);
        if (target.Full)
            await _edges.LoadAsync(cancellationToken);
        await WriteGroupsAsync(cancellationToken);
        await _edges.WriteAsync(cancellationToken);
        return _changes;
    }

    private async Task LoadGroupsAsync(IEnumerable<int> children, CancellationToken cancellationToken)
    {
        if (target.Full)
            await target.Session.EachAsync(GroupFactColumns.SelectAll(target.Connection), Keep, cancellationToken);
        else
            foreach (var id in words.Keys.Concat(children.Select(index => ids[index])).Distinct())
                await target.Session.EachAsync(GroupFactColumns.SelectById(target.Connection, id), Keep, cancellationToken);

        void Keep(System.Data.Common.DbDataReader row)
        {
            var group = GroupFactColumns.Map(row);
            _stored[group.Id] = group;
        }
    }

    /// <summary>Gives keys to groups seen for the first time; those known only as children stay unseen.</summary>
    private async Task AddGroupsAsync(HashSet<int> children, CancellationToken cancellationToken)
    {
        var fresh = words.Keys.Concat(children.Select(index => ids[index])).Where(id => !_stored.ContainsKey(id)).Distinct().ToList();
        var key = fresh.Count == 0 ? 0 : await DirectoryKeys.TakeGroupsAsync(target.Session, fresh.Count, cancellationToken);
        foreach (var id in fresh)
            _stored[id] = new StoredGroup(key++, id, ObjectPresence.Unseen, GroupFacts.None, -1);
        _changes.ObjectsMore = fresh.Count;
        var keys = new int[ids.Count];
        foreach (var index in children)
            keys[index] = _stored[ids[index]].Key;
        _keys[EdgeKind.GroupMember] = keys;
    }

    private async Task<int[]> UserKeysAsync(HashSet<int> wanted, CancellationToken cancellationToken)
    {
        var keys = await DirectoryKeys.FindUsersAsync(target.Session, target.Connection, ids, wanted, cancellationToken);
        var fresh = wanted.Where(index => keys[index] == 0).Order().ToList();
        if (fresh.Count == 0)
            return keys;
        var key = await DirectoryKeys.TakeUsersAsync(target.Session, fresh.Count, cancellationToken);
        foreach (var index in fresh)
            keys[index] = key++;
        UserFactColumns.InsertAll(
            target,
            fresh.Select(index => new DirectoryUser(keys[index], ids[index], ObjectPresence.Unseen, UserFacts.None))
        );
        _changes.OthersMore = fresh.Count;
        await StreamRecord.AddObjectsAsync(target.Session, target.Connection, DirectoryStream.Users, fresh.Count, cancellationToken);
        return keys;
    }

    private async Task<int[]> OtherKeysAsync(HashSet<int> wanted, CancellationToken cancellationToken)
    {
        var keys = await DirectoryKeys.FindOthersAsync(target.Session, target.Connection, ids, wanted, cancellationToken);
        var fresh = wanted.Where(index => keys[index] == 0).Order().ToList();
        if (fresh.Count == 0)
            return keys;
        var key = await DirectoryKeys.TakeOthersAsync(target.Session, fresh.Count, cancellationToken);
        foreach (var index in fresh)
            keys[index] = key++;
        target.Session.InsertAll(
            "directory_other",
            ["workspace", "connection", "key", "object_id"],
            fresh,
            (row, index) => row.Integer(target.Connection).Integer(keys[index]).Id(ids[index].Value)
        );
        return keys;
    }

    private async Task WriteGroupsAsync(CancellationToken cancellationToken)
    {
        foreach (var stored in _stored.Values.OrderBy(group => group.Key))
        {
            var now =
                words.TryGetValue(stored.Id, out var word) && !word.IsEmpty
                    ? await MeetAsync(stored, word, cancellationToken)
                    : await UnmentionedAsync(stored, cancellationToken);
            if (target.KeepsTouched && stored.Edges >= 0 && Stands(now) != Stands(stored))
                TouchAll(stored.Key);
            if (stored.Edges < 0)
                _fresh.Add(now with { Edges = Math.Max(0, now.Edges) });
            // One who came for one who left leaves the row as it was, but not the group.
            else if (now != stored || _edgesDiffer.Contains(stored.Key))
                await GroupFactColumns.UpdateAsync(target, now, cancellationToken);
        }
        GroupFactColumns.InsertAll(target, _fresh);
    }

    /// <summary>What decides, besides its edges, about those whom a group reaches.</summary>
    private static (ObjectPresence, bool) Stands(StoredGroup group) => (group.Presence, group.Facts.OnPremises);

    private void TouchAll(int group)
    {
        foreach (var kind in GroupWord.Kinds)
            Touch(new EdgeSet(EdgeStanding.Current, group, kind), _edges.Now(new EdgeSet(EdgeStanding.Current, group, kind)));
    }

    private void Touch(EdgeSet current, KeySet edges)
    {
        if (!target.KeepsTouched || edges.IsEmpty || current.Kind == EdgeKind.OtherMember)
            return;
        var touched = current with { Standing = EdgeStanding.Touched };
        _edges.Put(touched, _edges.Now(touched).Union(edges));
    }

    private async Task<StoredGroup> UnmentionedAsync(StoredGroup stored, CancellationToken cancellationToken)
    {
        if (KeepsMissing)
            return stored;
        if (KeepsHidden && stored.Facts.HiddenMembership)
            return stored;
        if (!IsWhole(stored.Id) || stored.Presence != ObjectPresence.Present)
            return stored;
        if (!target.Full)
            await _edges.LoadAsync(stored.Key, cancellationToken);
        _changes.Missing++;
        _changes.Changed++;
        _changes.Count(ObjectPresence.Present, ObjectPresence.RemovedInferred);
        return stored with { Presence = ObjectPresence.RemovedInferred };
    }

    private async Task<StoredGroup> MeetAsync(StoredGroup stored, GroupWord word, CancellationToken cancellationToken)
    {
        var presence = word.Gone ? ObjectPresence.RemovedStated : ObjectPresence.Present;
        // After a full round the edges are as read; after a delta round those of a group that is back may have been left unsaid.
        if (!IsWhole(stored.Id) && presence == ObjectPresence.Present && (word.WasGone || WasRemoved(stored)))
            _changes.Restored.Add(stored.Id);
        if (!target.Full && stored.Edges >= 0)
            await _edges.LoadAsync(stored.Key, cancellationToken);
        // A group that ends as removed keeps its edges for the day it is restored.
        var edgesDiffer = TakeEdges(stored.Key, word, isWhole: IsWhole(stored.Id) && !word.Gone && !kept.Contains(stored.Id));
        var now = stored with
        {
            Presence = presence,
            Facts = word.Facts ?? stored.Facts,
            Edges = GroupWord.Kinds.Sum(kind => _edges.Count(new EdgeSet(EdgeStanding.Current, stored.Key, kind))),
        };
        if (edgesDiffer)
            _edgesDiffer.Add(stored.Key);
        if (edgesDiffer || now with { Edges = stored.Edges } != stored)
            _changes.Changed++;
        _changes.Count(stored.Presence, presence);
        return now;
    }

    /// <summary>Whether the round told all there is of the group, so that silence means absence.</summary>
    private bool IsWhole(ObjectId group) => target.Full || whole.Contains(group);

    private bool TakeEdges(int group, GroupWord word, bool isWhole)
    {
        var differ = false;
        foreach (var kind in GroupWord.Kinds)
        {
            var current = new EdgeSet(EdgeStanding.Current, group, kind);
            var difference = word.Of(kind, _keys[kind]).Against(_edges.Get(current), isWhole);
            if (difference.IsEmpty)
                continue;
            differ = true;
            _edges.Put(current, difference.Now);
            if (kind == EdgeKind.OtherMember)
                continue;
            Touch(current, difference.Returned);
            Depart(current with { Standing = EdgeStanding.Stated }, difference.Stated, difference.Returned);
            Depart(current with { Standing = EdgeStanding.Inferred }, difference.Inferred, difference.Returned);
        }
        return differ;
    }

    /// <summary>Remembers edges that are gone, and forgets that the ones which are back had been.</summary>
    private void Depart(EdgeSet set, KeySet gone, KeySet back)
    {
        var before = _edges.Get(set);
        var after = before.Except(back).Union(gone);
        if (!after.Equals(before))
            _edges.Put(set, after);
    }

    private static bool WasRemoved(StoredGroup stored) => stored.Presence is ObjectPresence.RemovedStated or ObjectPresence.RemovedInferred;
}

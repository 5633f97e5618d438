using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Delta;

/// <summary>Decides what a page of a delta round says.</summary>
/// <remarks>
/// Coherence while the tenant moves on: a round is bound to the revision at its start. An initial round shows objects and
/// members as they are when their page is made, a later round tells the log up to that revision; whatever happens after it is
/// in the log behind the revision and told by the next round. So nothing falls between two rounds, and some is told twice.
/// </remarks>
internal sealed class DeltaPlanner(Tenant tenant, ObjectKind kind, Selection selection, DeltaPageSize size, DeltaQuirks quirks)
{
    private readonly ChangeLog _log = tenant.ChangesOf(kind);
    private readonly DeltaPage _page = new();

    /// <summary>Membership of hidden groups is left out unless the caller may see it.</summary>
    public bool ShowsHiddenMembers { get; init; } = true;

    /// <summary>Objects the round is limited to; empty for all.</summary>
    public IReadOnlySet<Guid> Ids { get; init; } = new HashSet<Guid>();

    public DeltaPage Plan(DeltaPosition position)
    {
        if (position.IsInitial)
            PlanInitial(position);
        else
            PlanChanges(position);
        return _page;
    }

    private bool IsFull => _page.Rows.Count >= size.Objects;

    private bool IsWanted(DirectoryObject subject) => (Ids.Count == 0 || Ids.Contains(subject.Id)) && IsShown(subject);

    /// <summary>Whether a group that the caller may not look into is mentioned at all.</summary>
    private bool IsShown(DirectoryObject subject)
    {
        if (quirks.Hidden == HiddenGroups.WithoutMembers || subject is not DirectoryGroup group || ShowsEdgesOf(group))
            return true;
        return quirks.Hidden == HiddenGroups.Absent ? false : throw new GraphErrorException(GraphError.Denied);
    }

    /// <summary>Where the next page begins: after this one, or with its last row once more.</summary>
    /// <param name="next">The row that does not fit any more.</param>
    /// <param name="last">The last row of this page; itself if it goes on from the page before.</param>
    private int Again(int next, int last) => quirks.RepeatedRows && _page.Rows.Count > 1 ? last : next;

    private void PlanInitial(DeltaPosition position)
    {
        if (quirks.SlicesApart && kind == ObjectKind.Group)
        {
            PlanInitialApart(position);
            return;
        }
        var objects = tenant.Of(kind);
        var slice = position.Slice;
        var last = position.Next;
        for (var next = position.Next; next < objects.Count; next++, slice = 0)
        {
            var subject = objects[next];
            if (!IsToldInitially(subject))
                continue;
            if (IsFull)
            {
                _page.Next = position with { Next = Again(next, last), Slice = 0 };
                return;
            }
            last = next;
            var told = AddCurrent(subject, slice);
            if (told > 0)
            {
                _page.Next = position with { Next = next, Slice = told };
                return;
            }
        }
    }

    /// <summary>All groups with their first slice, then those that have more with their second, and so on.</summary>
    private void PlanInitialApart(DeltaPosition position)
    {
        var groups = tenant.Groups;
        var isMore = false;
        for (var next = position.Next; next < groups.Count; next++)
        {
            var group = groups[next];
            var length = group.Members.Positions.Length + group.Owners.Positions.Length;
            if (!IsToldInitially(group) || (position.Slice > 0 && length <= position.Slice))
                continue;
            if (IsFull)
            {
                _page.Next = position with { Next = next };
                return;
            }
            var first = _page.Edges.Count;
            if (group.IsAlive && ShowsEdgesOf(group))
                AddEdges(group, position.Slice, position.Slice + size.Members);
            _page.Rows.Add(new(group, first, _page.Edges.Count - first, null));
        }
        foreach (var group in groups)
            isMore |=
                IsToldInitially(group) && group.Members.Positions.Length + group.Owners.Positions.Length > position.Slice + size.Members;
        if (isMore)
            _page.Next = position with { Next = 0, Slice = position.Slice + size.Members };
    }

    private bool IsToldInitially(DirectoryObject subject) => (subject.IsAlive || quirks.DeletedInInitialRound) && IsWanted(subject);

    private void AddEdges(DirectoryGroup group, int from, int to)
    {
        var members = selection.Members ? group.Members.Positions : [];
        var owners = selection.Owners ? group.Owners.Positions : [];
        for (var position = from; position < Math.Min(to, members.Length + owners.Length); position++)
        {
            var isOwner = position >= members.Length;
            var other = isOwner ? owners[position - members.Length] : members[position];
            if (other != IndexList.Hole && tenant.IsToldInitially(other))
                _page.Edges.Add(new(other, isOwner, IsRemoved: false));
        }
    }

    /// <returns>How far the members and owners were told when there are more, else 0.</returns>
    private int AddCurrent(DirectoryObject subject, int slice)
    {
        var first = _page.Edges.Count;
        var told = subject is DirectoryGroup { IsAlive: true } group && ShowsEdgesOf(group) ? AddEdges(group, slice) : 0;
        _page.Rows.Add(new(subject, first, _page.Edges.Count - first, null));
        return told;
    }

    private int AddEdges(DirectoryGroup group, int slice)
    {
        var members = selection.Members ? group.Members.Positions : [];
        var owners = selection.Owners ? group.Owners.Positions : [];
        var room = size.Members;
        if (slice == 0 && quirks.StrayRemovals && selection.Members)
            AddStrays(group);
        for (var position = slice; position < members.Length + owners.Length; position++)
        {
            var isOwner = position >= members.Length;
            var other = isOwner ? owners[position - members.Length] : members[position];
            if (other == IndexList.Hole || !tenant.IsToldInitially(other))
                continue;
            if (room-- == 0)
                return position;
            _page.Edges.Add(new(other, isOwner, IsRemoved: false));
        }
        return 0;
    }

    /// <summary>Says of a few users that they are no members, which they are not.</summary>
    private void AddStrays(DirectoryGroup group)
    {
        for (var user = group.Index % 3; user < tenant.Users.Count && _page.Edges.Count < size.Members; user += 5)
        {
            var stray = tenant.Users[user];
            if (!group.Members.Contains(stray.Index))
                _page.Edges.Add(new(stray.Index, IsOwner: false, IsRemoved: true));
        }
    }

    private void PlanChanges(DeltaPosition position)
    {
        var start = _log.EndOf(position.From);
        var last = Math.Max(start, position.Next);
        var end = _log.EndOf(position.To);
        var slice = position.Slice;
        for (var next = Math.Max(start, position.Next); next < end; next++, slice = 0)
        {
            var change = _log[next];
            if (change.Previous >= start)
                continue;
            var subject = tenant[change.Subject];
            if (!IsWanted(subject))
                continue;
            var changes = ObjectChanges.Read(_log, subject, start, end, selection, quirks.EveryStep);
            if (!changes.IsVisible)
                continue;
            if (IsFull)
            {
                _page.Next = position with { Next = Again(next, last), Slice = 0 };
                return;
            }
            last = next;
            var told = AddChanged(subject, changes, slice);
            if (told > 0)
            {
                _page.Next = position with { Next = next, Slice = told };
                return;
            }
        }
    }

    private int AddChanged(DirectoryObject subject, ObjectChanges changes, int slice)
    {
        var first = _page.Edges.Count;
        var told = 0;
        if (subject is DirectoryGroup { IsAlive: true } group && ShowsEdgesOf(group))
        {
            var rest = changes.Edges.Skip(slice).Take(size.Members);
            _page.Edges.AddRange(rest);
            if (slice + size.Members < changes.Edges.Count)
                told = slice + size.Members;
        }
        var changed = changes.Appeared ? null : changes.Properties;
        _page.Rows.Add(new(subject, first, _page.Edges.Count - first, changed) { FormerManagers = changes.FormerManagers });
        return told;
    }

    private bool ShowsEdgesOf(DirectoryGroup group) => ShowsHiddenMembers || !HiddenMembership.Of(tenant, group);
}

internal readonly record struct DeltaPageSize(int Objects, int Members);

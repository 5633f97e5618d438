using Muster.GraphEmulator.Quirks;

namespace Muster.GraphEmulator.Tenants;

/// <summary>Keeps edges on both their ends, counts those that are shown, and tells the groups stream what it is to know.</summary>
internal sealed class EdgeBook(Tenant tenant)
{
    private DeletionQuirks Quirks => tenant.Deletion;

    public static bool Has(Edge edge) =>
        edge.IsOwner ? edge.Group.Owners.Contains(edge.Other.Index) : edge.Other.MemberOf.Contains(edge.Group.Index);

    public void Add(Edge edge)
    {
        if (edge.IsOwner)
        {
            edge.Group.Owners.Add(edge.Other.Index);
            edge.Other.OwnerOf.Add(edge.Group.Index);
        }
        else
        {
            edge.Group.Members.Add(edge.Other.Index);
            edge.Other.MemberOf.Add(edge.Group.Index);
        }
        Count(edge, 1);
        Tell(edge, isRemoved: false);
    }

    public void Remove(Edge edge)
    {
        Count(edge, -1);
        Drop(edge);
        Tell(edge, isRemoved: true);
    }

    /// <summary>Takes an edge that is not shown out of both its ends, without a word.</summary>
    public static void Drop(Edge edge)
    {
        if (edge.IsOwner)
        {
            edge.Group.Owners.Remove(edge.Other.Index);
            edge.Other.OwnerOf.Remove(edge.Group.Index);
        }
        else
        {
            edge.Group.Members.Remove(edge.Other.Index);
            edge.Other.MemberOf.Remove(edge.Group.Index);
        }
    }

    /// <summary>Call while the object is still alive.</summary>
    public void FallAsleep(DirectoryObject subject)
    {
        foreach (var edge in Edge.Of(tenant, subject))
        {
            Count(edge, -1);
            if (IsToldAtDeletion(edge, subject))
                Tell(edge, isRemoved: true);
        }
    }

    /// <summary>Call when the object is alive again.</summary>
    public void WakeUp(DirectoryObject subject)
    {
        foreach (var edge in Edge.Of(tenant, subject))
            WakeUp(edge, IsToldOnReturn(edge, subject));
    }

    public void WakeUp(Edge edge, bool isTold)
    {
        Count(edge, 1);
        if (isTold && edge.Group.IsAlive)
            Tell(edge, isRemoved: false);
    }

    /// <summary>Ends the edges of an object that is gone for good.</summary>
    /// <remarks>
    /// What the groups stream is never told stays dormant, unseen: should a history bring the id back, which Graph never does, the
    /// edge can still be told as removed.
    /// </remarks>
    public void End(DirectoryObject subject)
    {
        foreach (var edge in Edge.Of(tenant, subject).ToArray())
        {
            var isSilent = edge.Group != subject && edge.Group.IsAlive && MayBeBelieved(edge, subject);
            if (isSilent && Quirks.Purge == PurgeTelling.Never)
                continue;
            Drop(edge);
            // The same for a group whose edges were not told with its deletion: it may come back empty under its old id.
            if (isSilent || (edge.Group == subject && !IsToldAtDeletion(edge, subject)))
                Tell(edge, isRemoved: true);
        }
    }

    /// <summary>Whether somebody who reads delta can still take the deleted object for a member or owner.</summary>
    private bool MayBeBelieved(Edge edge, DirectoryObject deleted) =>
        !IsToldAtDeletion(edge, deleted) || Quirks.InitialDeltaShowsDeletedMembers;

    /// <summary>Whether the groups stream said "removed" when one end was deleted, so that a return has to say "added".</summary>
    public bool IsToldAtDeletion(Edge edge, DirectoryObject deleted) =>
        deleted == edge.Group ? !Quirks.RestoredGroupsComeWithoutMembers
        : deleted.Kind == ObjectKind.Group ? !Quirks.NestedGroupsStaySilently
        : Quirks.UsersLeaveGroupsAtOnce;

    public bool IsToldOnReturn(Edge edge, DirectoryObject returned) =>
        IsToldAtDeletion(edge, returned)
        || (Quirks.RestoredMembershipsAreTold && returned == edge.Other && returned.Kind != ObjectKind.Group);

    public void Tell(Edge edge, bool isRemoved)
    {
        var kind = (edge.IsOwner, isRemoved) switch
        {
            (false, false) => ChangeKind.MemberAdded,
            (false, true) => ChangeKind.MemberRemoved,
            (true, false) => ChangeKind.OwnerAdded,
            (true, true) => ChangeKind.OwnerRemoved,
        };
        tenant.GroupChanges.Record(edge.Group, kind, edge.Other.Index);
    }

    private void Count(Edge edge, int difference)
    {
        if (!edge.IsActive)
            return;
        if (edge.IsOwner)
            tenant.Ownerships += difference;
        else
            tenant.Memberships += difference;
    }
}

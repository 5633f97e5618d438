using Muster.GraphEmulator.Listing;

namespace Muster.GraphEmulator.Tenants;

/// <summary>The changes a tenant can go through, whoever asks for them. Everything asked is to be checked before.</summary>
internal sealed class DirectoryEdits(Tenant tenant)
{
    public EdgeBook Edges { get; } = new(tenant);

    /// <summary>A new object, or one that is known and gone; its dormant edges stay as they are.</summary>
    public DirectoryObject Add(Guid id, ObjectKind kind, IReadOnlyDictionary<string, object?> properties)
    {
        var subject = tenant.Find(id) ?? Create(id, kind);
        subject.Properties = PropertyChanger.Create(tenant.PropertiesOf(kind), subject, properties, tenant.At);
        Revive(subject);
        return subject;
    }

    /// <summary>Brings a soft-deleted object back with all it had.</summary>
    public void Restore(DirectoryObject subject)
    {
        Revive(subject);
        Edges.WakeUp(subject);
    }

    /// <returns>Whether anything is different now.</returns>
    public bool Update(DirectoryObject subject, IReadOnlyDictionary<string, object?> properties)
    {
        tenant.UserNames.Forget(subject);
        var manager = subject.Kind == ObjectKind.User ? ManagerLinks.ManagerOf(tenant, subject) : null;
        var changed = PropertyChanger.Update(tenant.PropertiesOf(subject.Kind), subject, properties);
        tenant.UserNames.Learn(subject);
        foreach (var number in changed)
            tenant.ChangesOf(subject.Kind).Record(subject, ChangeKind.PropertySet, number);
        if (manager is not null && ManagerLinks.ManagerOf(tenant, subject) != manager)
            tenant.ChangesOf(subject.Kind).Record(subject, ChangeKind.ManagerRemoved, manager.Index);
        return changed.Count > 0;
    }

    /// <summary>Soft, but for distribution groups and the kinds that are not kept.</summary>
    public void Delete(DirectoryObject subject)
    {
        Edges.FallAsleep(subject);
        tenant.UserNames.Forget(subject);
        subject.DeletedAt = tenant.At;
        Count(subject.Kind, -1);
        tenant.ChangesOf(subject.Kind).Record(subject, ChangeKind.Deleted);
        if (subject is OtherObject || (subject is DirectoryGroup group && GroupTraits.IsDistribution(tenant, group)))
            Purge(subject);
        else
            tenant.Bin.Enqueue((tenant.At, subject));
    }

    /// <summary>Removes a deleted object for good.</summary>
    public void Purge(DirectoryObject subject)
    {
        subject.Purged = true;
        Edges.End(subject);
        subject.Properties = default;
        tenant.ChangesOf(subject.Kind).Record(subject, ChangeKind.Purged);
    }

    /// <summary>Purges what can no longer be restored.</summary>
    public void EmptyBin()
    {
        while (tenant.Bin.TryPeek(out var oldest) && oldest.DeletedAt + Tenant.RestoreTime <= tenant.At)
        {
            tenant.Bin.Dequeue();
            if (oldest.Object.DeletedAt == oldest.DeletedAt && !oldest.Object.Purged)
                Purge(oldest.Object);
        }
    }

    private DirectoryObject Create(Guid id, ObjectKind kind) =>
        kind switch
        {
            ObjectKind.User => tenant.NewUser(id),
            ObjectKind.Group => tenant.NewGroup(id),
            _ => tenant.NewOther(id, kind),
        };

    private void Revive(DirectoryObject subject)
    {
        subject.DeletedAt = null;
        subject.Purged = false;
        tenant.UserNames.Learn(subject);
        Count(subject.Kind, 1);
        tenant.ChangesOf(subject.Kind).Record(subject, ChangeKind.Appeared);
    }

    private void Count(ObjectKind kind, int difference)
    {
        if (kind == ObjectKind.User)
            tenant.AliveUsers += difference;
        else if (kind == ObjectKind.Group)
            tenant.AliveGroups += difference;
    }
}

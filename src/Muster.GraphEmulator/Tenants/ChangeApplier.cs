using Muster.GraphEmulator.Histories;

namespace Muster.GraphEmulator.Tenants;

/// <summary>Carries out the operations of change sets on a tenant, strictly: what does not apply is an error.</summary>
internal sealed class ChangeApplier(Tenant tenant)
{
    /// <exception cref="InvalidDataException">
    /// An operation names an unknown object or would change nothing; the message names the change set and the operation. The
    /// operations before it are in force.
    /// </exception>
    public void Apply(ChangeSet changes)
    {
        if (changes.Seq != tenant.Seq + 1)
            throw new InvalidDataException($"Change set {changes.Seq} follows change set {tenant.Seq}.");
        if (changes.At < tenant.At)
            throw new InvalidDataException($"Change set {changes.Seq} is dated before change set {tenant.Seq}.");
        tenant.Seq = changes.Seq;
        tenant.At = changes.At;
        tenant.Revision++;
        try
        {
            EmptyBin();
            ApplyAll(changes);
        }
        finally
        {
            tenant.UserChanges.CloseRevision();
            tenant.GroupChanges.CloseRevision();
        }
    }

    private void ApplyAll(ChangeSet changes)
    {
        var number = 0;
        foreach (var operation in changes.Operations)
        {
            number++;
            try
            {
                Apply(operation);
            }
            catch (InvalidDataException problem)
            {
                throw new InvalidDataException(
                    $"Change set {changes.Seq}, operation {number} ({operation.GetType().Name}): {problem.Message}.",
                    problem
                );
            }
        }
    }

    private void Apply(DirectoryOperation operation)
    {
        switch (operation)
        {
            case DirectoryOperation.UserAdd add:
                Add(add.Id, ObjectKind.User, add.Properties);
                break;
            case DirectoryOperation.UserUpdate update:
                Update(Alive<DirectoryUser>(update.Id), update.Properties);
                break;
            case DirectoryOperation.UserDelete delete:
                DeleteUser(Alive<DirectoryUser>(delete.Id));
                break;
            case DirectoryOperation.GroupAdd add:
                Add(add.Id, ObjectKind.Group, add.Properties);
                break;
            case DirectoryOperation.GroupUpdate update:
                Update(Alive<DirectoryGroup>(update.Id), update.Properties);
                break;
            case DirectoryOperation.GroupDelete delete:
                DeleteGroup(Alive<DirectoryGroup>(delete.Id));
                break;
            case DirectoryOperation.MemberAdd add:
                AddMember(Alive<DirectoryGroup>(add.Group), Member(add.Member, add.Kind));
                break;
            case DirectoryOperation.MemberRemove remove:
                RemoveMember(Alive<DirectoryGroup>(remove.Group), Member(remove.Member, remove.Kind));
                break;
            case DirectoryOperation.OwnerAdd add:
                AddOwner(Alive<DirectoryGroup>(add.Group), Alive<DirectoryUser>(add.Owner));
                break;
            case DirectoryOperation.OwnerRemove remove:
                RemoveOwner(Alive<DirectoryGroup>(remove.Group), Alive<DirectoryUser>(remove.Owner));
                break;
            default:
                throw new InvalidDataException("the emulator does not know this operation");
        }
    }

    private void Add(Guid id, ObjectKind kind, IReadOnlyDictionary<string, object?> properties)
    {
        DirectoryObject? found =
            kind == ObjectKind.User
                ? tenant.TryFind<DirectoryUser>(id, out var user)
                    ? user
                    : null
                : tenant.TryFind<DirectoryGroup>(id, out var group)
                    ? group
                    : null;
        if (found is null && tenant.IsTaken(id))
            throw new InvalidDataException($"the id {id} belongs to an object of the other kind");
        if (found is { IsAlive: true })
            throw new InvalidDataException($"the {kind.Noun()} {id} is there already");
        found ??= kind == ObjectKind.User ? tenant.NewUser(id) : tenant.NewGroup(id);
        found.Properties = PropertyChanger.Create(tenant.PropertiesOf(kind), found, properties, tenant.At);
        found.DeletedAt = null;
        found.Purged = false;
        Count(kind, 1);
        tenant.ChangesOf(kind).Record(found, ChangeKind.Appeared);
    }

    private void Update(DirectoryObject subject, IReadOnlyDictionary<string, object?> properties)
    {
        var log = tenant.ChangesOf(subject.Kind);
        var changed = PropertyChanger.Update(tenant.PropertiesOf(subject.Kind), subject, properties);
        if (changed.Count == 0)
            throw new InvalidDataException($"the {subject.Kind.Noun()} {subject.Id} has these values already");
        foreach (var number in changed)
            log.Record(subject, ChangeKind.PropertySet, number);
    }

    private void DeleteUser(DirectoryUser user)
    {
        LeaveAll(user);
        foreach (var index in user.OwnerOf.Positions.ToArray())
        {
            if (index != IndexList.Hole)
                RemoveOwner((DirectoryGroup)tenant[index], user);
        }
        user.OwnerOf.Clear();
        Bury(user);
    }

    private void DeleteGroup(DirectoryGroup group)
    {
        LeaveAll(group);
        foreach (var index in group.Members.Positions.ToArray())
        {
            if (index != IndexList.Hole)
                RemoveMember(group, tenant[index]);
        }
        foreach (var index in group.Owners.Positions.ToArray())
        {
            if (index != IndexList.Hole)
                RemoveOwner(group, (DirectoryUser)tenant[index]);
        }
        group.Members.Clear();
        group.Owners.Clear();
        Bury(group);
    }

    private void LeaveAll(DirectoryObject member)
    {
        foreach (var index in member.MemberOf.Positions.ToArray())
        {
            if (index != IndexList.Hole)
                RemoveMember((DirectoryGroup)tenant[index], member);
        }
        member.MemberOf.Clear();
    }

    private void Bury(DirectoryObject subject)
    {
        subject.DeletedAt = tenant.At;
        tenant.Bin.Enqueue((tenant.At, subject));
        Count(subject.Kind, -1);
        tenant.ChangesOf(subject.Kind).Record(subject, ChangeKind.Deleted);
    }

    private void EmptyBin()
    {
        while (tenant.Bin.TryPeek(out var oldest) && oldest.DeletedAt + Tenant.RestoreTime <= tenant.At)
        {
            tenant.Bin.Dequeue();
            if (oldest.Object.DeletedAt != oldest.DeletedAt || oldest.Object.Purged)
                continue;
            oldest.Object.Purged = true;
            oldest.Object.Properties = default;
            tenant.ChangesOf(oldest.Object.Kind).Record(oldest.Object, ChangeKind.Purged);
        }
    }

    private void AddMember(DirectoryGroup group, DirectoryObject member)
    {
        if (member.MemberOf.Contains(group.Index))
            throw new InvalidDataException($"{member.Id} is a member of the group {group.Id} already");
        member.MemberOf.Add(group.Index);
        group.Members.Add(member.Index);
        tenant.Memberships++;
        tenant.GroupChanges.Record(group, ChangeKind.MemberAdded, member.Index);
    }

    private void RemoveMember(DirectoryGroup group, DirectoryObject member)
    {
        if (!member.MemberOf.Remove(group.Index))
            throw new InvalidDataException($"{member.Id} is not a member of the group {group.Id}");
        group.Members.Remove(member.Index);
        tenant.Memberships--;
        tenant.GroupChanges.Record(group, ChangeKind.MemberRemoved, member.Index);
    }

    private void AddOwner(DirectoryGroup group, DirectoryUser owner)
    {
        if (group.Owners.Contains(owner.Index))
            throw new InvalidDataException($"{owner.Id} owns the group {group.Id} already");
        group.Owners.Add(owner.Index);
        owner.OwnerOf.Add(group.Index);
        tenant.Ownerships++;
        tenant.GroupChanges.Record(group, ChangeKind.OwnerAdded, owner.Index);
    }

    private void RemoveOwner(DirectoryGroup group, DirectoryUser owner)
    {
        if (!group.Owners.Remove(owner.Index))
            throw new InvalidDataException($"{owner.Id} does not own the group {group.Id}");
        owner.OwnerOf.Remove(group.Index);
        tenant.Ownerships--;
        tenant.GroupChanges.Record(group, ChangeKind.OwnerRemoved, owner.Index);
    }

    private void Count(ObjectKind kind, int difference)
    {
        if (kind == ObjectKind.User)
            tenant.AliveUsers += difference;
        else
            tenant.AliveGroups += difference;
    }

    private DirectoryObject Member(Guid id, MemberKind kind) =>
        kind == MemberKind.User ? Alive<DirectoryUser>(id) : Alive<DirectoryGroup>(id);

    private T Alive<T>(Guid id)
        where T : DirectoryObject =>
        tenant.TryFind<T>(id, out var found) && found.IsAlive
            ? found
            : throw new InvalidDataException($"there is no {(typeof(T) == typeof(DirectoryUser) ? "user" : "group")} {id}");
}

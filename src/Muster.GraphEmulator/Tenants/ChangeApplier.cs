using Muster.GraphEmulator.Histories;

namespace Muster.GraphEmulator.Tenants;

/// <summary>Carries out the operations of change sets on a tenant, strictly: what does not apply is an error.</summary>
/// <remarks>
/// Once somebody has changed the tenant by hand, operations that name an object which is not there, or state what is so already,
/// are passed over: the history could not know.
/// </remarks>
internal sealed class ChangeApplier
{
    private readonly Tenant _tenant;
    private readonly DirectoryEdits _edits;
    private readonly ReturningEdges _returning;
    private DateTimeOffset _at;

    public ChangeApplier(Tenant tenant)
    {
        _tenant = tenant;
        _edits = new(tenant);
        _returning = new(tenant, _edits.Edges);
    }

    /// <exception cref="InvalidDataException">
    /// An operation names an unknown object or would change nothing; the message names the change set and the operation. The
    /// operations before it are in force.
    /// </exception>
    public void Apply(ChangeSet changes)
    {
        if (changes.Seq != _tenant.Seq + 1)
            throw new InvalidDataException($"Change set {changes.Seq} follows change set {_tenant.Seq}.");
        if (changes.At < _at)
            throw new InvalidDataException($"Change set {changes.Seq} is dated before change set {_tenant.Seq}.");
        _tenant.Seq = changes.Seq;
        _at = changes.At;
        // Changes by hand may have carried the tenant's time beyond.
        _tenant.At = _at < _tenant.At ? _tenant.At : _at;
        _tenant.Revision++;
        try
        {
            _edits.EmptyBin();
            ApplyAll(changes);
        }
        finally
        {
            _returning.Settle();
            _tenant.CloseRevision();
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
            catch (InapplicableException) when (_tenant.IsChangedByHand)
            {
                // Somebody did it, or undid what it needs.
            }
            catch (Exception problem) when (problem is InvalidDataException or InapplicableException)
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
                Update(Alive(update.Id, ObjectKind.User), update.Properties);
                break;
            case DirectoryOperation.UserDelete delete:
                Delete(Alive(delete.Id, ObjectKind.User));
                break;
            case DirectoryOperation.GroupAdd add:
                Add(add.Id, ObjectKind.Group, add.Properties);
                break;
            case DirectoryOperation.GroupUpdate update:
                Update(Alive(update.Id, ObjectKind.Group), update.Properties);
                break;
            case DirectoryOperation.GroupDelete delete:
                Delete(Alive(delete.Id, ObjectKind.Group));
                break;
            case DirectoryOperation.ObjectAdd add:
                Add(add.Id, KindOf(add.Kind), add.Properties);
                break;
            case DirectoryOperation.ObjectDelete delete:
                Delete(Alive(delete.Id, KindOf(delete.Kind)));
                break;
            case DirectoryOperation.MemberAdd add:
                AddEdge(new(Group(add.Group), Alive(add.Member, KindOf(add.Kind)), IsOwner: false));
                break;
            case DirectoryOperation.MemberRemove remove:
                RemoveEdge(new(Group(remove.Group), Alive(remove.Member, KindOf(remove.Kind)), IsOwner: false));
                break;
            case DirectoryOperation.OwnerAdd add:
                AddEdge(new(Group(add.Group), Alive(add.Owner, KindOf(add.Kind)), IsOwner: true));
                break;
            case DirectoryOperation.OwnerRemove remove:
                RemoveEdge(new(Group(remove.Group), Alive(remove.Owner, KindOf(remove.Kind)), IsOwner: true));
                break;
            default:
                throw new InvalidDataException("the emulator does not know this operation");
        }
    }

    private void Add(Guid id, ObjectKind kind, IReadOnlyDictionary<string, object?> properties)
    {
        var found = _tenant.Find(id);
        if (found is not null && found.Kind != kind)
            throw new InvalidDataException($"the id {id} belongs to an object of the other kind");
        if (found is { IsAlive: true })
            throw new InapplicableException($"the {kind.Noun()} {id} is there already");
        _returning.Await(_edits.Add(id, kind, properties));
    }

    private void Update(DirectoryObject subject, IReadOnlyDictionary<string, object?> properties)
    {
        if (!_edits.Update(subject, properties))
            throw new InapplicableException($"the {subject.Kind.Noun()} {subject.Id} has these values already");
    }

    private void Delete(DirectoryObject subject)
    {
        _returning.Settle(subject);
        _edits.Delete(subject);
    }

    private void AddEdge(Edge edge)
    {
        if (_returning.Confirm(edge))
            return;
        if (EdgeBook.Has(edge))
            throw new InapplicableException(
                edge.IsOwner
                    ? $"{edge.Other.Id} owns the group {edge.Group.Id} already"
                    : $"{edge.Other.Id} is a member of the group {edge.Group.Id} already"
            );
        _edits.Edges.Add(edge);
    }

    private void RemoveEdge(Edge edge)
    {
        if (_returning.Contains(edge) || !EdgeBook.Has(edge))
            throw new InapplicableException(
                edge.IsOwner
                    ? $"{edge.Other.Id} does not own the group {edge.Group.Id}"
                    : $"{edge.Other.Id} is not a member of the group {edge.Group.Id}"
            );
        _edits.Edges.Remove(edge);
    }

    private static ObjectKind KindOf(MemberKind kind) =>
        kind switch
        {
            MemberKind.User => ObjectKind.User,
            MemberKind.Group => ObjectKind.Group,
            MemberKind.Device => ObjectKind.Device,
            MemberKind.ServicePrincipal => ObjectKind.ServicePrincipal,
            _ => ObjectKind.OrgContact,
        };

    private DirectoryGroup Group(Guid id) => (DirectoryGroup)Alive(id, ObjectKind.Group);

    private DirectoryObject Alive(Guid id, ObjectKind kind) =>
        _tenant.Find(id) is { IsAlive: true } found && found.Kind == kind
            ? found
            : throw new InapplicableException($"there is no {kind.Noun()} {id}");
}

using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>Remembers the last order asked for, since a client pages through it in many requests.</summary>
internal sealed class SortedLists
{
    private volatile Entry? _last;

    public IReadOnlyList<DirectoryObject> Get(Tenant tenant, ObjectKind kind, Ordering ordering)
    {
        var last = _last;
        if (last?.IsFor(tenant, kind, ordering) == true)
            return last.Objects;
        var objects = ordering.Sort(tenant, tenant.Of(kind)).ToArray();
        _last = new(tenant, tenant.Revision, kind, ordering, objects);
        return objects;
    }

    private sealed record Entry(Tenant Tenant, long Revision, ObjectKind Kind, Ordering Ordering, IReadOnlyList<DirectoryObject> Objects)
    {
        public bool IsFor(Tenant tenant, ObjectKind kind, Ordering ordering) =>
            ReferenceEquals(Tenant, tenant) && Revision == tenant.Revision && Kind == kind && Ordering == ordering;
    }
}

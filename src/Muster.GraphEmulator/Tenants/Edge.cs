namespace Muster.GraphEmulator.Tenants;

/// <summary>A membership or an ownership. It is dormant, kept and not shown, while one of its ends is deleted.</summary>
internal readonly record struct Edge(DirectoryGroup Group, DirectoryObject Other, bool IsOwner)
{
    public bool IsActive => Group.IsAlive && Other.IsAlive;

    /// <summary>All edges of an object, dormant ones among them; nothing may change them meanwhile.</summary>
    public static IEnumerable<Edge> Of(Tenant tenant, DirectoryObject subject)
    {
        foreach (var index in Indexes(subject.MemberOf))
            yield return new((DirectoryGroup)tenant[index], subject, false);
        foreach (var index in Indexes(subject.OwnerOf))
            yield return new((DirectoryGroup)tenant[index], subject, true);
        if (subject is not DirectoryGroup group)
            yield break;
        foreach (var index in Indexes(group.Members))
        {
            // A group in itself came up above.
            if (index != subject.Index)
                yield return new(group, tenant[index], false);
        }
        foreach (var index in Indexes(group.Owners))
            yield return new(group, tenant[index], true);
    }

    /// <summary>Owners of a group that are alive.</summary>
    public static int CountOwners(Tenant tenant, DirectoryGroup group) => Indexes(group.Owners).Count(index => tenant[index].IsAlive);

    private static IEnumerable<int> Indexes(IndexList list)
    {
        for (var position = 0; position < list.Positions.Length; position++)
        {
            if (list.Positions[position] is var index and not IndexList.Hole)
                yield return index;
        }
    }
}

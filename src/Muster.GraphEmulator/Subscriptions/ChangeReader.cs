using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Reads what the last revision of a tenant did, object by object.</summary>
internal static class ChangeReader
{
    /// <summary>Members in one notification; a group that gained or lost more is told several times.</summary>
    private const int MostEdges = 500;

    public static IEnumerable<DirectoryChange> Read(Tenant tenant) =>
        Read(tenant, tenant.UserChanges).Concat(Read(tenant, tenant.GroupChanges));

    private static IEnumerable<DirectoryChange> Read(Tenant tenant, ChangeLog log)
    {
        if (!log.Reaches(tenant.Revision - 1) || !log.Reaches(tenant.Revision))
            return [];
        var start = log.EndOf(tenant.Revision - 1);
        return Enumerable
            .Range(start, log.EndOf(tenant.Revision) - start)
            .Select(offset => log[offset])
            .GroupBy(change => change.Subject)
            .SelectMany(changes => Tell(tenant, tenant[changes.Key], [.. changes]));
    }

    private static IEnumerable<DirectoryChange> Tell(Tenant tenant, DirectoryObject subject, Change[] changes)
    {
        var whole = new DirectoryChange(subject.Kind, subject.Id)
        {
            IsPurged = subject.Purged,
            IsSoftDeleted = subject is { IsAlive: false, Purged: false },
            Appeared = subject.IsAlive && changes.Any(change => change.Kind == ChangeKind.Appeared),
            HidesMembers = subject is DirectoryGroup group && HiddenMembership.Of(tenant, group),
        };
        // Of a group that is gone nothing else matters.
        if (!subject.IsAlive)
            return [whole];
        var members = Edges(tenant, changes, ChangeKind.MemberAdded, ChangeKind.MemberRemoved);
        var owners = Edges(tenant, changes, ChangeKind.OwnerAdded, ChangeKind.OwnerRemoved);
        return Slices(whole, members, owners);
    }

    private static IEnumerable<DirectoryChange> Slices(DirectoryChange whole, List<ChangedEdge> members, List<ChangedEdge> owners)
    {
        var rest = Math.Max(members.Count, owners.Count);
        for (var start = 0; start == 0 || start < rest; start += MostEdges)
        {
            yield return whole with
            {
                Members = [.. members.Skip(start).Take(MostEdges)],
                Owners = [.. owners.Skip(start).Take(MostEdges)],
            };
        }
    }

    /// <summary>What happened last to each.</summary>
    private static List<ChangedEdge> Edges(Tenant tenant, Change[] changes, ChangeKind added, ChangeKind removed)
    {
        var last = new Dictionary<int, bool>();
        foreach (var change in changes.Where(change => change.Kind == added || change.Kind == removed))
            last[change.Detail] = change.Kind == removed;
        return [.. last.Select(pair => new ChangedEdge(tenant[pair.Key].Kind, tenant[pair.Key].Id, pair.Value))];
    }
}

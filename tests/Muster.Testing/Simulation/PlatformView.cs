using Muster.GraphEmulator.Histories;

namespace Muster.Testing.Simulation;

/// <summary>What the platform holds of the directory, in object ids.</summary>
/// <param name="Groups">Directory groups that a platform group follows.</param>
/// <param name="Edges">Members and owners of these.</param>
/// <param name="Active">People who are not suspended.</param>
public sealed record PlatformView(IReadOnlySet<Guid> Groups, IReadOnlySet<Edge> Edges, IReadOnlySet<Guid> Active)
{
    /// <summary>Where it differs from what the tenant asks for; empty when it does not.</summary>
    public IReadOnlyList<string> Against(DirectoryTruth truth)
    {
        var present = Groups.Where(truth.Groups.ContainsKey).ToHashSet();
        var wanted = present.SelectMany(group => Wanted(truth, group)).ToHashSet();
        var actual = Edges.Where(edge => present.Contains(edge.Group)).ToHashSet();
        var people = truth.Users.Where(user => Enabled(user.Value)).Select(user => user.Key).ToHashSet();
        return
        [
            .. wanted.Except(actual).Select(edge => $"missing: {edge}"),
            .. actual.Except(wanted).Select(edge => $"too much: {edge}"),
            .. people.Except(Active).Select(person => $"not active: {person}"),
            .. Active.Except(people).Select(person => $"still active: {person}"),
        ];
    }

    /// <summary>Memberships and people that another view had and this one has lost, although nothing ended of what the mirror knew when that view was taken.</summary>
    public IReadOnlyList<string> LostSince(PlatformView before, MirrorView known, DirectoryTruth truth)
    {
        var steady = truth.Steady(known);
        var safe = Groups.Where(steady.Groups.ContainsKey).SelectMany(group => Wanted(steady, group)).ToHashSet();
        return
        [
            .. before.Edges.Except(Edges).Where(safe.Contains).Select(edge => $"removed {edge}, which never ended"),
            .. before.Active.Except(Active).Where(steady.Users.ContainsKey).Select(person => $"suspended {person}, who never left"),
        ];
    }

    private static IEnumerable<Edge> Wanted(DirectoryTruth truth, Guid group)
    {
        var reached = truth.Reached([group]);
        foreach (var (edge, kind) in truth.Edges)
            if (kind == MemberKind.User && truth.Users.TryGetValue(edge.Target, out var user) && Enabled(user))
                if (edge.Owner ? edge.Group == group : reached.Contains(edge.Group))
                    yield return edge with
                    {
                        Group = group,
                    };
    }

    private static bool Enabled(Dictionary<string, object?> user) => user.GetValueOrDefault("accountEnabled") is true;
}

using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Testing.Simulation;

/// <summary>What Muster's mirror holds, in the words of the directory: present objects, and edges between them.</summary>
public sealed record MirrorView(
    IReadOnlyDictionary<Guid, UserFacts> Users,
    IReadOnlyDictionary<Guid, GroupFacts> Groups,
    IReadOnlySet<Edge> Edges
)
{
    public static async Task<MirrorView> LoadAsync(IMirrorStore store, int connection, CancellationToken cancellationToken)
    {
        var mirror = await store.LoadAsync(connection, cancellationToken);
        var users = await store.UsersAsync(connection, UserSelection.All, cancellationToken).ToListAsync(cancellationToken);
        var present = users.Where(user => user.Presence == ObjectPresence.Present).ToDictionary(user => user.Key);
        var groups = mirror.Groups.Where(group => group.Present).ToList();
        var edges = new HashSet<Edge>();
        foreach (var group in groups)
        {
            Add(group.Members, key => present.GetValueOrDefault(key)?.Id, false);
            Add(group.Owners, key => present.GetValueOrDefault(key)?.Id, true);
            Add(group.ChildGroups, key => mirror.Group(key) is { Present: true } child ? child.Id : null, false);

            void Add(KeySet keys, Func<int, ObjectId?> find, bool owner)
            {
                foreach (var key in keys.Keys)
                    if (find(key) is { } target)
                        edges.Add(new Edge(group.Id.Value, target.Value, owner));
            }
        }
        return new MirrorView(
            present.Values.ToDictionary(user => user.Id.Value, user => user.Facts),
            groups.ToDictionary(group => group.Id.Value, group => group.Facts),
            edges
        );
    }

    /// <summary>Where it differs from the truth; empty when it does not.</summary>
    /// <param name="truth">The tenant.</param>
    /// <param name="only">Groups to compare; null for all.</param>
    public IReadOnlyList<string> Against(DirectoryTruth truth, IReadOnlySet<Guid>? only = null)
    {
        var differences = new List<string>();
        bool Counts(Guid group) => only is null || only.Contains(group);
        Compare(differences, "user", truth.Users.Keys, Users.Keys);
        Compare(differences, "group", truth.Groups.Keys.Where(Counts), Groups.Keys.Where(Counts));
        Compare(differences, "", truth.Edges.Keys.Where(edge => Counts(edge.Group)), Edges.Where(edge => Counts(edge.Group)));
        foreach (var (id, properties) in truth.Users)
            if (Users.TryGetValue(id, out var facts))
                Compare(
                    differences,
                    $"user {id}",
                    properties,
                    ("displayName", facts.DisplayName),
                    ("userPrincipalName", facts.UserPrincipalName),
                    ("mail", facts.Mail),
                    ("department", facts.Department),
                    ("accountEnabled", facts.AccountEnabled)
                );
        foreach (var (id, properties) in truth.Groups.Where(group => Counts(group.Key)))
            if (Groups.TryGetValue(id, out var facts))
                Compare(differences, $"group {id}", properties, ("displayName", facts.DisplayName), ("description", facts.Description));
        return differences;
    }

    /// <summary>What another view had and this one has lost although it never left the tenant.</summary>
    public IReadOnlyList<string> LostSince(MirrorView before, DirectoryTruth truth) =>
        [
            .. before
                .Users.Keys.Where(id => !Users.ContainsKey(id) && !truth.OnceGone.Contains(id))
                .Select(id => $"lost user {id}, who never left"),
            .. before
                .Groups.Keys.Where(id => !Groups.ContainsKey(id) && !truth.OnceGone.Contains(id))
                .Select(id => $"lost group {id}, which never left"),
            .. before
                .Edges.Where(edge => !Edges.Contains(edge) && truth.Edges.ContainsKey(edge) && !truth.OnceEnded.Contains(edge))
                .Select(edge => $"lost {edge}, which never ended"),
        ];

    private static void Compare<T>(List<string> differences, string what, IEnumerable<T> expected, IEnumerable<T> actual)
    {
        var (wanted, there) = (expected.ToHashSet(), actual.ToHashSet());
        differences.AddRange(wanted.Except(there).Select(item => $"missing: {what} {item}"));
        differences.AddRange(there.Except(wanted).Select(item => $"too much: {what} {item}"));
    }

    private static void Compare(
        List<string> differences,
        string what,
        Dictionary<string, object?> expected,
        params (string Name, object? Value)[] actual
    )
    {
        foreach (var (name, value) in actual)
            if (!Equals(expected.GetValueOrDefault(name), value))
                differences.Add($"{what}: {name} is '{value}', not '{expected.GetValueOrDefault(name)}'");
    }
}

namespace Muster.Testing.Model;

/// <summary>A directory as plain sets that remembers every version of itself, so that changes since any version can be told.</summary>
public sealed class ModelTenant
{
    private readonly List<TenantSnapshot> _versions = [TenantSnapshot.Empty];

    /// <summary>The directory now.</summary>
    public TenantSnapshot Now => _versions[^1];

    /// <summary>Number of the present version.</summary>
    public int Version => _versions.Count - 1;

    /// <summary>The directory at a version.</summary>
    public TenantSnapshot At(int version) => _versions[version];

    /// <summary>Makes the next version.</summary>
    public void Change(Func<TenantSnapshot, TenantSnapshot> change) => _versions.Add(change(Now));
}

/// <summary>A person of the directory.</summary>
public sealed record ModelPerson(Guid Id, string Name, string Department, bool Enabled, bool Deleted)
{
    /// <summary>Sign-in name; one person's at a time.</summary>
    public required string Upn { get; init; }

    /// <summary>Number of the organisation; several accounts may have it.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>First day of work.</summary>
    public DateTimeOffset? Hired { get; init; }

    /// <summary>Last day of work.</summary>
    public DateTimeOffset? Leaves { get; init; }

    /// <summary>Whether the account may be used.</summary>
    public bool Usable => Enabled && !Deleted;
}

/// <summary>A group of the directory; what a deleted one held sleeps and comes back with it.</summary>
public sealed record ModelGroup(Guid Id, string Name, bool Deleted);

/// <summary>An edge from a group to somebody or to another group.</summary>
public readonly record struct ModelEdge(Guid Group, Guid Target, ModelEdgeKind Kind);

/// <summary>What an edge leads to.</summary>
public enum ModelEdgeKind
{
    /// <summary>A person who is a member.</summary>
    Member,

    /// <summary>A nested group.</summary>
    Child,

    /// <summary>A person who is an owner.</summary>
    Owner,
}

/// <summary>One state of the directory.</summary>
public sealed record TenantSnapshot(
    IReadOnlyDictionary<Guid, ModelPerson> People,
    IReadOnlyDictionary<Guid, ModelGroup> Groups,
    IReadOnlySet<ModelEdge> Edges
)
{
    /// <summary>Nobody and nothing.</summary>
    public static readonly TenantSnapshot Empty = new(
        new Dictionary<Guid, ModelPerson>(),
        new Dictionary<Guid, ModelGroup>(),
        new HashSet<ModelEdge>()
    );

    /// <summary>With a person new or changed.</summary>
    public TenantSnapshot With(ModelPerson person) =>
        this with
        {
            People = new Dictionary<Guid, ModelPerson>(People) { [person.Id] = person },
        };

    /// <summary>With a group new or changed.</summary>
    public TenantSnapshot With(ModelGroup group) => this with { Groups = new Dictionary<Guid, ModelGroup>(Groups) { [group.Id] = group } };

    /// <summary>With some edges more.</summary>
    public TenantSnapshot With(IEnumerable<ModelEdge> edges) => this with { Edges = new HashSet<ModelEdge>([.. Edges, .. edges]) };

    /// <summary>With some edges fewer.</summary>
    public TenantSnapshot Without(IEnumerable<ModelEdge> edges) => this with { Edges = new HashSet<ModelEdge>(Edges.Except(edges)) };

    /// <summary>Targets of one kind of edge of a group.</summary>
    public IEnumerable<Guid> Targets(Guid group, ModelEdgeKind kind) =>
        Edges.Where(edge => edge.Group == group && edge.Kind == kind).Select(edge => edge.Target);
}

namespace Muster.GraphEmulator.Company;

/// <summary>A group of the company and who and what is in it at the moment.</summary>
internal sealed class CompanyGroup(Guid id, GroupKind kind)
{
    public Guid Id { get; } = id;

    public GroupKind Kind { get; } = kind;

    public required string Name { get; set; }

    public string? Mail { get; init; }

    public string? Description { get; set; }

    /// <summary>Where most of its members come from; null for the whole company.</summary>
    public OrgDepartment? Home { get; init; }

    /// <summary>Where most of its members work; null for anywhere.</summary>
    public Site? Site { get; init; }

    public List<Person> Members { get; } = [];

    public List<CompanyGroup> Nested { get; } = [];

    public List<CompanyGroup> Parents { get; } = [];

    public List<Person> Owners { get; } = [];

    /// <summary>Working day on which it was founded; long ago for the groups of the first day.</summary>
    public int Since { get; init; } = -1000;

    /// <summary>Gone from the directory.</summary>
    public bool Deleted { get; set; }

    /// <summary>Not renamed, moved or retired by chance, because the demo or a promise of the generator rests on it.</summary>
    public bool Pinned { get; set; }

    public Dictionary<string, object?> Properties() =>
        new(StringComparer.Ordinal)
        {
            ["displayName"] = Name,
            ["mail"] = Mail,
            ["description"] = Description,
            ["mailEnabled"] = Mail is not null,
            ["securityEnabled"] = Kind is not GroupKind.Distribution,
            ["mailNickname"] = Mail?.Split('@')[0] ?? GroupNames.Slug(Name),
        };
}

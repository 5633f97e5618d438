namespace Muster.Testing.Model;

/// <summary>How a group of the model stands to the directory.</summary>
public enum ModelLink
{
    Local,
    Unmatched,
    Ambiguous,
    Linked,
    SourceDeleted,
    Retired,
    Paused,
}

/// <summary>A platform group; policies are null where the connection's hold.</summary>
public sealed record ModelTeam(int Key, string Name, ModelLink Link, Guid? Source)
{
    public string? Nesting { get; init; }
    public string? OnRename { get; init; }
    public string? OnSourceDeleted { get; init; }
    public bool KeepsLocal { get; init; }

    /// <summary>While paused: until when, and by which undo.</summary>
    public (DateTimeOffset? Until, long By) Pause { get; init; }
}

/// <summary>A user, and the person of the directory it follows; null for a local one. Keys are the model's own.</summary>
public sealed record ModelUser(int Key, Guid? Follows, string Upn, string? EmployeeId, bool Active);

/// <summary>A membership: of whom, as what, decided by whom: <c>d</c>irectory, <c>l</c>ocal or <c>e</c>xception.</summary>
public readonly record struct ModelMembership(int Team, int User, bool Owner, char Origin);

/// <summary>What a person decided against the directory, for a while.</summary>
public sealed record ModelException(int Id, int Team, int User, bool Owner, bool Excludes, DateTimeOffset? Until)
{
    public bool Concerns(ModelMembership m) => (Team, User, Owner) == (m.Team, m.User, m.Owner);
}

/// <summary>Rules of the model.</summary>
public sealed record ModelRules
{
    /// <summary>Whether the import rule covers a person; nobody before there is one.</summary>
    public Func<TenantSnapshot, ModelPerson, DateTimeOffset, bool> Covers { get; init; } = (_, _, _) => false;

    /// <summary>Groups the rule names; while one is deleted nobody leaves for the rule.</summary>
    public IReadOnlyList<Guid> Named { get; init; } = [];
    public bool AutoImport { get; init; } = true;
    public string Nesting { get; init; } = "transitive";
    public string OnRename { get; init; } = "follow";
    public string OnSourceDeleted { get; init; } = "keep";
    public bool RehiresByEmployeeId { get; init; }

    /// <summary>UPNs and object ids.</summary>
    public IReadOnlySet<string> Protected { get; init; } = new HashSet<string>();

    /// <summary>Who had a protected UPN when it was named, or first after that.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<int>> Meant { get; init; } = new Dictionary<string, IReadOnlySet<int>>();

    /// <summary>Notes who has the protected UPNs that nobody had so far.</summary>
    public ModelRules Met(ModelPlatform platform)
    {
        var meant = Meant.Where(name => Protected.Contains(name.Key)).ToDictionary();
        foreach (var name in Protected.Except(meant.Keys))
            if (platform.Users.Values.Where(user => user.Upn == name).Select(user => user.Key).ToHashSet() is { Count: > 0 } users)
                meant[name] = users;
        return this with { Meant = meant };
    }
}

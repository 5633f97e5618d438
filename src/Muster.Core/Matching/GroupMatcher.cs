using Muster.Core.DirectoryObjects;

namespace Muster.Core.Matching;

/// <summary>Finds the directory group for a platform group's name: exactly one, or none, or a choice for a person; never a guess (INV-9).</summary>
public static class GroupMatcher
{
    /// <summary>Looks a name up.</summary>
    public static GroupMatch Match(string name, DirectoryNames names)
    {
        var found = names.WithName(name);
        return found.Count switch
        {
            0 => new GroupMatch.None(names.NearMisses(name)),
            1 => new GroupMatch.Exact(found[0]),
            _ => new GroupMatch.Ambiguous(found),
        };
    }
}

/// <summary>Result of looking a name up.</summary>
public abstract record GroupMatch
{
    private GroupMatch() { }

    /// <summary>One group has exactly this name.</summary>
    public sealed record Exact(DirectoryGroup Group) : GroupMatch;

    /// <summary>Several groups have exactly this name.</summary>
    public sealed record Ambiguous(IReadOnlyList<DirectoryGroup> Candidates) : GroupMatch;

    /// <summary>No group has exactly this name.</summary>
    public sealed record None(IReadOnlyList<NearMiss> NearMisses) : GroupMatch;
}

using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Expanding;

/// <summary>How far below a group its members are looked for.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Linked">For a hierarchy: keys of the directory groups that are linked, which become sub-groups and are not entered; null for none.</param>
public readonly record struct Nesting(NestingPolicy Policy, KeyBits? Linked)
{
    /// <summary>Members of nested groups count, at any depth.</summary>
    public static readonly Nesting Transitive = new(NestingPolicy.Transitive, null);

    /// <summary>Whether a nested group is a sub-group of its own.</summary>
    public bool IsSubGroup(int directoryKey) => Policy == NestingPolicy.Hierarchy && Linked?[directoryKey] == true;
}

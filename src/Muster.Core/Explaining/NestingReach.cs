using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;

namespace Muster.Core.Explaining;

/// <summary>Whether a linked group takes somebody whom its directory group has, and why not.</summary>
public static class NestingReach
{
    /// <summary>Whether the person counts as a member under a policy.</summary>
    /// <param name="mirror">The mirror.</param>
    /// <param name="source">The directory group.</param>
    /// <param name="nesting">How far its nesting counts.</param>
    /// <param name="user">Key of the directory user.</param>
    public static bool Takes(DirectoryMirror mirror, DirectoryGroup source, Nesting nesting, int user) =>
        new GroupExpander(mirror).Expand(source, nesting).Users.Contains(user);

    /// <summary>Whether a path counts under a policy.</summary>
    public static bool Counts(MembershipPath path, Nesting nesting)
    {
        ArgumentNullException.ThrowIfNull(path);
        return nesting.Policy switch
        {
            NestingPolicy.Direct => path.Direct,
            NestingPolicy.Hierarchy => !path.Groups.Skip(1).Any(group => nesting.IsSubGroup(group.Key)),
            _ => true,
        };
    }

    /// <summary>Why a group does not take somebody who is in a group nested in it.</summary>
    /// <param name="paths">How the person is reached; at least one path.</param>
    /// <param name="nesting">How far nesting counts.</param>
    public static string Words(MembershipPaths paths, Nesting nesting)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var path = paths.Paths[0].Groups;
        if (nesting.Policy == NestingPolicy.Hierarchy)
            return $"The person counts in the sub-group '{path.Skip(1).First(group => nesting.IsSubGroup(group.Key)).Name}' and not here: policy hierarchy.";
        return $"The person is in '{path[^1].Name}', which is nested in '{path[0].Name}', but nested members are not taken: policy direct.";
    }
}

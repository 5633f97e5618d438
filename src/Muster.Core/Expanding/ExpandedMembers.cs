using Muster.Core.DirectoryObjects;

namespace Muster.Core.Expanding;

/// <summary>The users reached from a group through nested groups.</summary>
/// <param name="Users">Keys of directory users, whatever their state.</param>
/// <param name="Via">For each user, in the same order, the key of the nearest group that holds the user directly; empty when that is always the group itself.</param>
/// <param name="SubGroups">In a hierarchy: keys of the linked directory groups nested in it, directly or through groups that are not linked.</param>
/// <param name="Complete">False when a group on the way was read only in part or not at all: somebody missing here may still be a member.</param>
public sealed record ExpandedMembers(KeySet Users, IReadOnlyList<int> Via, KeySet SubGroups, bool Complete)
{
    /// <summary>The nearest group that holds the user at an index directly; 0 for the expanded group itself.</summary>
    public int ViaAt(int index) => Via.Count == 0 ? 0 : Via[index];
}

/// <summary>The groups an expansion passes.</summary>
/// <param name="Groups">The group itself first, nearest first.</param>
/// <param name="SubGroups">Keys of those that are sub-groups of their own and were not entered, in any order.</param>
/// <param name="Complete">Whether all of <paramref name="Groups"/> were read whole.</param>
public sealed record GroupWalk(IReadOnlyList<DirectoryGroup> Groups, IReadOnlyList<int> SubGroups, bool Complete);

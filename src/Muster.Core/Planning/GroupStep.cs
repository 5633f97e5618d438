using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>A change of one platform group or of its link.</summary>
public abstract record GroupStep
{
    private GroupStep(int group) => Group = group;

    /// <summary>Key of the platform group; a key not used before when the group is created.</summary>
    public int Group { get; }

    /// <summary>Makes a group that waits for its match.</summary>
    public sealed record Create(int Group, string Name, string? Purpose) : GroupStep(Group);

    /// <summary>Pins the group to a directory group.</summary>
    /// <param name="Group">Key of the platform group.</param>
    /// <param name="DirectoryKey">Key of the directory group.</param>
    /// <param name="Id">Its object id, which rules from now on.</param>
    /// <param name="Cause">Why it is linked.</param>
    public sealed record Link(int Group, int DirectoryKey, ObjectId Id, LinkCause Cause) : GroupStep(Group);

    /// <summary>Ends the link by a person's decision or the policy for renames; the members stay as local ones.</summary>
    public sealed record Unlink(int Group) : GroupStep(Group);

    /// <summary>Notes how the group stands to the directory without pinning it: unmatched, ambiguous or source deleted.</summary>
    /// <param name="Group">Key of the platform group.</param>
    /// <param name="From">How it stood.</param>
    /// <param name="To">How it stands from now on.</param>
    /// <param name="Until">For a pause: when it ends by itself; null for never.</param>
    public sealed record ChangeState(int Group, LinkState From, LinkState To, DateTimeOffset? Until = null) : GroupStep(Group);

    /// <summary>Takes over what a person said about the group.</summary>
    public sealed record Configure(int Group, GroupSettings Before, GroupSettings After) : GroupStep(Group);

    /// <summary>Fills the attributes of the group from its directory group.</summary>
    /// <param name="Group">Key of the platform group.</param>
    /// <param name="Before">All its attributes so far, ordered by name (ordinal).</param>
    /// <param name="After">All its attributes from now on, ordered the same way.</param>
    public sealed record Describe(int Group, ValueList<KeyValuePair<string, string>> Before, ValueList<KeyValuePair<string, string>> After)
        : GroupStep(Group);

    /// <summary>Makes a group a sub-group of another, as the directory nests it.</summary>
    /// <param name="Group">Key of the group that contains the other.</param>
    /// <param name="Child">Key of the sub-group.</param>
    public sealed record Nest(int Group, int Child) : GroupStep(Group);

    /// <summary>Ends that a group is a sub-group of another; the people in it stay in it.</summary>
    /// <param name="Group">Key of the group that contains the other.</param>
    /// <param name="Child">Key of the sub-group.</param>
    /// <param name="Evidence">What it rests on.</param>
    public sealed record Unnest(int Group, int Child, Evidence Evidence) : GroupStep(Group);

    /// <summary>Follows a rename in the directory.</summary>
    public sealed record Rename(int Group, string From, string To) : GroupStep(Group);

    /// <summary>Puts the group out of use by a person's decision or the policy for deleted sources; frees its name and ends its memberships.</summary>
    public sealed record Retire(int Group) : GroupStep(Group);
}

/// <summary>Why a group was linked.</summary>
public enum LinkCause : byte
{
    /// <summary>The only directory group with exactly its name.</summary>
    ExactName = 0,

    /// <summary>A person picked the object id.</summary>
    Picked = 1,

    /// <summary>The pinned directory group was restored.</summary>
    Restored = 2,

    /// <summary>Its name fits a pattern by which the connection creates groups.</summary>
    Rule = 3,

    /// <summary>A person created the group from the directory's list, by itself or with others.</summary>
    Listed = 4,
}

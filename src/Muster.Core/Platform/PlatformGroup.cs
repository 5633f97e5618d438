using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Platform;

/// <summary>A group of the platform with its current members and owners.</summary>
public sealed record PlatformGroup
{
    /// <summary>Dense key in the workspace.</summary>
    public required int Key { get; init; }

    /// <summary>Name, unique among the groups in use of its workspace (ordinal).</summary>
    public required string Name { get; init; }

    /// <summary>What a person has said about it.</summary>
    public GroupSettings Settings { get; init; } = GroupSettings.None;

    /// <summary>Attributes filled from the directory group by the attribute mapping, ordered by name (ordinal).</summary>
    public ValueList<KeyValuePair<string, string>> Attributes { get; init; } = GroupAttributeMapping.None;

    /// <summary>While paused: until when; null for until a person resumes it.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>How it stands to the directory.</summary>
    public LinkState Link { get; init; } = LinkState.Unmatched;

    /// <summary>Key of the directory group it is pinned to; null unless linked or source deleted.</summary>
    public int? DirectoryKey { get; init; }

    /// <summary>Object id of the directory group it is pinned to, whichever connection it is of; null when not pinned, or not known.</summary>
    public ObjectId? DirectoryId { get; init; }

    /// <summary>Keys of platform users who are members because the directory says so.</summary>
    public KeySet Members { get; init; } = KeySet.Empty;

    /// <summary>Keys of platform users who are owners because the directory says so.</summary>
    public KeySet Owners { get; init; } = KeySet.Empty;

    /// <summary>Keys of platform users who are members by a decision made here.</summary>
    public KeySet LocalMembers { get; init; } = KeySet.Empty;

    /// <summary>Keys of platform users who are owners by a decision made here.</summary>
    public KeySet LocalOwners { get; init; } = KeySet.Empty;

    /// <summary>Keys of those of <see cref="LocalMembers"/> who were given by hand while the group already followed its directory group.</summary>
    public KeySet GivenMembers { get; init; } = KeySet.Empty;

    /// <summary>Keys of those of <see cref="LocalOwners"/> who were given by hand while the group already followed its directory group.</summary>
    public KeySet GivenOwners { get; init; } = KeySet.Empty;

    /// <summary>Keys of platform users who were taken out of <see cref="Members"/> by hand and are not back; known where syncs leave that as it is.</summary>
    public KeySet TakenMembers { get; init; } = KeySet.Empty;

    /// <summary>Keys of platform users who were taken out of <see cref="Owners"/> by hand and are not back; known where syncs leave that as it is.</summary>
    public KeySet TakenOwners { get; init; } = KeySet.Empty;

    /// <summary>Keys of the groups here that are its sub-groups because the directory nests them in it.</summary>
    public KeySet SubGroups { get; init; } = KeySet.Empty;

    /// <summary>Keys of platform users who are members by an exception alone.</summary>
    public KeySet ExceptionMembers { get; init; } = KeySet.Empty;

    /// <summary>Keys of platform users who are owners by an exception alone.</summary>
    public KeySet ExceptionOwners { get; init; } = KeySet.Empty;

    /// <summary>The members or owners of one origin.</summary>
    public KeySet Of(MembershipRelation relation, MembershipOrigin origin) =>
        (relation, origin) switch
        {
            (MembershipRelation.Member, MembershipOrigin.Directory) => Members,
            (MembershipRelation.Member, MembershipOrigin.Local) => LocalMembers,
            (MembershipRelation.Member, _) => ExceptionMembers,
            (_, MembershipOrigin.Directory) => Owners,
            (_, MembershipOrigin.Local) => LocalOwners,
            _ => ExceptionOwners,
        };

    /// <summary>The members or owners given by hand since the group follows its directory group.</summary>
    public KeySet Given(MembershipRelation relation) => relation == MembershipRelation.Member ? GivenMembers : GivenOwners;

    /// <summary>The members or owners taken by hand since then.</summary>
    public KeySet Taken(MembershipRelation relation) => relation == MembershipRelation.Member ? TakenMembers : TakenOwners;

    /// <summary>The directory's members or owners.</summary>
    public KeySet Of(MembershipRelation relation) => relation == MembershipRelation.Member ? Members : Owners;
}

using Muster.GraphEmulator.Company;

namespace Muster.GraphEmulator.Quirks;

/// <summary>What deleting, purging and restoring does.</summary>
/// <remarks>
/// The default: a soft-deleted user keeps its memberships and ownerships, no list shows them, and the groups stream says nothing
/// of it until the user is purged; a deleted nested group is told in the groups it was in, and a restored group comes with its
/// whole membership. Whatever was told as removed at a deletion is told as added again when the object comes back.
/// </remarks>
public sealed record DeletionQuirks
{
    /// <summary>The groups stream tells a soft-deleted user as removed from its groups at once (sheet 4.3 documents silence).</summary>
    public bool UsersLeaveGroupsAtOnce { get; init; }

    /// <summary>What the groups stream says when a user is purged: documented at once (sheet 4.3), seen missing (OBS 15).</summary>
    public PurgeTelling Purge { get; init; }

    /// <summary>Lists of members and owners still show soft-deleted users (sheet 11, not verified).</summary>
    public bool ListsShowDeletedMembers { get; init; }

    /// <summary>An initial round of <c>groups/delta</c> still shows soft-deleted members and owners (sheet 11, not verified; OBS 10).</summary>
    public bool InitialDeltaShowsDeletedMembers { get; init; }

    /// <summary>What a tombstone of a soft-deleted security group says (sheet 4.3 and 11).</summary>
    public TombstoneReason SecurityGroupTombstone { get; init; }

    /// <summary>A restored user's memberships are told as added, though they never left (sheet 4.3 infers silence).</summary>
    public bool RestoredMembershipsAreTold { get; init; }

    /// <summary>The groups stream says nothing in the groups that a deleted group was nested in (sheet 4.3 speaks of users only).</summary>
    public bool NestedGroupsStaySilently { get; init; }

    /// <summary>A restored group comes back in delta without its members and owners, which have to be read again (no page says).</summary>
    public bool RestoredGroupsComeWithoutMembers { get; init; }

    /// <summary>Draws each behaviour by itself.</summary>
    internal static DeletionQuirks Draw(SeededRandom random) =>
        new()
        {
            UsersLeaveGroupsAtOnce = random.Chance(0.3),
            Purge = random.Chance(0.5) ? PurgeTelling.Never : PurgeTelling.AtOnce,
            ListsShowDeletedMembers = random.Chance(0.3),
            InitialDeltaShowsDeletedMembers = random.Chance(0.3),
            SecurityGroupTombstone = random.Chance(0.5) ? TombstoneReason.Deleted : TombstoneReason.Changed,
            RestoredMembershipsAreTold = random.Chance(0.5),
            NestedGroupsStaySilently = random.Chance(0.3),
            RestoredGroupsComeWithoutMembers = random.Chance(0.3),
        };
}

/// <summary>Whether the groups stream tells that a purged user is in its groups no more.</summary>
public enum PurgeTelling
{
    /// <summary>With the purge.</summary>
    AtOnce,

    /// <summary>Not at all.</summary>
    Never,
}

/// <summary>The word in <c>@removed</c>.</summary>
public enum TombstoneReason
{
    /// <summary>Can be restored.</summary>
    Changed,

    /// <summary>Gone for good.</summary>
    Deleted,
}

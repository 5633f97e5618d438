using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Auditing;

namespace Muster.Engine.Reviewing;

/// <summary>An audit entry about a plan that waits.</summary>
/// <param name="Plan">Number of the plan.</param>
/// <param name="Connection">Key of its connection; null for none.</param>
/// <param name="IsHeld">Whether a guard rail holds it.</param>
/// <param name="Entry">The entry.</param>
public sealed record PlanEntry(long Plan, int? Connection, bool IsHeld, AuditEntry Entry);

/// <summary>A department, and how many of those asked for are in it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="People">How many.</param>
public sealed record DepartmentSize(string Name, long People);

/// <summary>Mirror versions in which things in a directory were last seen to change; what follows nothing is missing.</summary>
/// <param name="Groups">By key of the group here.</param>
/// <param name="Sources">By key of the directory group.</param>
/// <param name="Users">By key of the user here.</param>
public sealed record SourceVersions(
    IReadOnlyDictionary<int, long> Groups,
    IReadOnlyDictionary<int, long> Sources,
    IReadOnlyDictionary<int, long> Users
);

/// <summary>The place of a membership in lists of what was done: by group, relation, origin and user.</summary>
/// <param name="Group">Key of the group.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="User">Key of the user.</param>
public sealed record ChangePlace(int Group, MembershipRelation Relation, MembershipOrigin Origin, int User);

/// <summary>A membership that a revision began or ended.</summary>
/// <param name="Place">Whose, and of what.</param>
/// <param name="Group">What the group is called now.</param>
/// <param name="User">What the person is called now; null for who has no name.</param>
/// <param name="Added">Whether it began; otherwise it ended.</param>
/// <param name="Via">Key of the directory group through which it came; 0 for directly.</param>
/// <param name="Cause">Why it ended; null for one that began, and where causes were not kept yet.</param>
/// <param name="Evidence">What its end rests on; null together with <paramref name="Cause"/>.</param>
public sealed record MembershipDone(
    ChangePlace Place,
    string Group,
    string? User,
    bool Added,
    int Via,
    RemovalCause? Cause,
    Evidence? Evidence
);

/// <summary>How a membership stands in two revisions.</summary>
public enum ChangeOverlap
{
    /// <summary>Only the earlier one changed it.</summary>
    OnlyFirst = 0,

    /// <summary>Only the later one changed it.</summary>
    OnlySecond = 1,

    /// <summary>Both did the same to it: something between them took it back.</summary>
    Both = 2,

    /// <summary>The later one took back what the earlier one did.</summary>
    Undone = 3,
}

/// <summary>Which two revisions are compared.</summary>
/// <param name="First">The earlier one.</param>
/// <param name="Second">The later one.</param>
/// <param name="Groups">Keys of the only groups they can have touched; null when they are not known, which costs more.</param>
/// <param name="Overlap">Only memberships that stand so; null for all.</param>
public sealed record RevisionPair(long First, long Second, KeySet? Groups, ChangeOverlap? Overlap);

/// <summary>A membership that at least one of two revisions changed.</summary>
/// <param name="Place">Whose, and of what.</param>
/// <param name="Group">What the group is called now.</param>
/// <param name="User">What the person is called now; null for who has no name.</param>
/// <param name="First">Whether the earlier one began it (true) or ended it (false); null when it did neither.</param>
/// <param name="Second">The same for the later one.</param>
/// <param name="Overlap">How the two stand.</param>
public sealed record ComparedMembership(ChangePlace Place, string Group, string? User, bool? First, bool? Second, ChangeOverlap Overlap);

using System.Collections.Immutable;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Somebody to add.</summary>
/// <param name="User">Key of the platform user.</param>
/// <param name="Via">Key of the nested directory group that holds the person directly; 0 when the linked group itself does.</param>
public readonly record struct Addition(int User, int Via);

/// <summary>Somebody to remove, with what the removal rests on.</summary>
/// <param name="User">Key of the platform user.</param>
/// <param name="Cause">Why.</param>
/// <param name="Evidence">Whether the directory said so.</param>
public readonly record struct Removal(int User, RemovalCause Cause, Evidence Evidence);

/// <summary>Everything a plan changes in one relation of one group: many steps held small, since a first sync has millions.</summary>
/// <param name="Group">Key of the platform group.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Whose memberships these are.</param>
/// <param name="Additions">Ascending by user key.</param>
/// <param name="Removals">Ascending by user key.</param>
public sealed record MembershipChange(
    int Group,
    MembershipRelation Relation,
    MembershipOrigin Origin,
    ImmutableArray<Addition> Additions,
    ImmutableArray<Removal> Removals
);

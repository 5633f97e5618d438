using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>What one applied plan did to one membership.</summary>
/// <param name="Group">Key of the platform group.</param>
/// <param name="User">Key of the platform user.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Whose membership.</param>
/// <param name="Via">Key of the nested directory group through which it came; 0 for the group itself.</param>
/// <param name="Added">True when it began, false when it ended.</param>
public readonly record struct MembershipEvent(
    int Group,
    int User,
    MembershipRelation Relation,
    MembershipOrigin Origin,
    int Via,
    bool Added
);

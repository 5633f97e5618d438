using Muster.Core.Platform;

namespace Muster.Engine.Drift;

/// <summary>Something stored that the history does not bear out: what plans are made from says one thing, the recorded changes another.</summary>
/// <param name="What">What is wrong.</param>
/// <param name="Group">Key of the group; null when it is about no group.</param>
/// <param name="Relation">Member or owner; null when it is not about one relation.</param>
/// <param name="User">Key of the user; null when it is about no single user.</param>
/// <param name="Text">The same for people.</param>
public sealed record StateDamage(DamageKind What, int? Group, MembershipRelation? Relation, int? User, string Text);

/// <summary>Kinds of damage.</summary>
public enum DamageKind
{
    /// <summary>Stored as a member or owner; no change in the history made it so.</summary>
    Extra = 0,

    /// <summary>By the history a member or owner; not stored as one.</summary>
    Missing = 1,

    /// <summary>A stored set cannot be read: it does not agree with its own count and hash.</summary>
    Unreadable = 2,

    /// <summary>A stored count is wrong.</summary>
    Count = 3,

    /// <summary>A user is not stored as the history says.</summary>
    User = 4,
}

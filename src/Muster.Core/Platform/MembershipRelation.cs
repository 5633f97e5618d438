namespace Muster.Core.Platform;

/// <summary>What a person is to a platform group.</summary>
public enum MembershipRelation
{
    /// <summary>Member.</summary>
    Member = 0,

    /// <summary>Owner; carries the permissions configured for owners, and is not a member by itself.</summary>
    Owner = 1,
}

namespace Muster.GraphEmulator.Histories;

/// <summary>What a direct member of a group is.</summary>
public enum MemberKind
{
    /// <summary>A user.</summary>
    User,

    /// <summary>A nested group.</summary>
    Group,
}

using Muster.Core.Planning;

namespace Muster.Core.Guarding;

/// <summary>How guard rails see the end of a membership that was given here: judged and written by the same rule, or a plan that was ready could never be applied.</summary>
public static class LocalEnds
{
    /// <summary>Whether the person loses it as they would lose one of the directory's.</summary>
    public static bool IsLoss(RemovalCause cause) => cause is RemovalCause.GivenByHand or RemovalCause.Undone;

    /// <summary>Whether it ends because the directory takes over from what was decided here, about which a person is asked.</summary>
    public static bool IsTakeover(RemovalCause cause) => !IsLoss(cause) && cause != RemovalCause.InDirectory;
}

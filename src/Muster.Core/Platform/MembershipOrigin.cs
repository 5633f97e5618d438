namespace Muster.Core.Platform;

/// <summary>Who decides about a membership.</summary>
public enum MembershipOrigin
{
    /// <summary>The directory; a sync adds and removes it.</summary>
    Directory = 0,

    /// <summary>A person here; no sync touches it, except that linking its group asks first.</summary>
    Local = 1,

    /// <summary>A dated exception.</summary>
    Exception = 2,
}

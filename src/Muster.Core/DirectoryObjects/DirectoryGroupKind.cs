namespace Muster.Core.DirectoryObjects;

/// <summary>Kinds of groups, told apart by <c>groupTypes</c>, <c>mailEnabled</c> and <c>securityEnabled</c>.</summary>
public enum DirectoryGroupKind
{
    /// <summary>Security group.</summary>
    Security = 0,

    /// <summary>Microsoft 365 group (<c>Unified</c>).</summary>
    Microsoft365 = 1,

    /// <summary>Mail-enabled security group.</summary>
    MailEnabledSecurity = 2,

    /// <summary>Distribution group.</summary>
    Distribution = 3,
}

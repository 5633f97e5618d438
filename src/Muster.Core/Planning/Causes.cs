namespace Muster.Core.Planning;

/// <summary>Causes in words, the same wherever they are shown.</summary>
public static class Causes
{
    /// <summary>Why somebody leaves.</summary>
    public static string Words(RemovalCause cause) =>
        cause switch
        {
            RemovalCause.AccountDisabled => "account disabled",
            RemovalCause.AccountDeleted => "account deleted",
            RemovalCause.OutsideImportRule => "outside the import rule",
            RemovalCause.LinkChanged => "link changed",
            RemovalCause.Undone => "undone",
            RemovalCause.Excluded => "excluded by an exception",
            RemovalCause.ExceptionEnded => "exception ended",
            RemovalCause.InDirectory => "now by the directory",
            RemovalCause.SourceDeleted => "its directory group was deleted",
            RemovalCause.OutsideNesting => "in a nested group that does not count here",
            RemovalCause.Decided => "decided by a person",
            RemovalCause.GivenByHand => "given by hand, not in the directory",
            _ => "left in the directory",
        };
}

using Muster.Core.Planning;
using Muster.Engine.Platform;

namespace Muster.Engine.Explaining;

/// <summary>Why a membership ended, in words.</summary>
public static class EndWords
{
    /// <summary>The cause and what it rests on; that it was not kept, for ends older than that.</summary>
    public static string Of(MembershipInterval interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        return interval.EndCause is { } cause ? Of(cause, interval.EndEvidence) : "why was not recorded by the version of then";
    }

    /// <summary>The cause and what it rests on.</summary>
    public static string Of(RemovalCause cause, Evidence? evidence)
    {
        var words = cause switch
        {
            RemovalCause.LeftInDirectory => "left in the directory, by every path",
            RemovalCause.AccountDisabled => "the account was disabled",
            RemovalCause.AccountDeleted => "the account was deleted",
            RemovalCause.OutsideImportRule => "the import rule no longer covered the person",
            RemovalCause.LinkChanged => "a person changed what the group follows",
            RemovalCause.Undone => "a person undid the run that had added them",
            _ => cause.ToString(),
        };
        return evidence == Evidence.Inferred ? $"{words} (merely absent from a full read)" : words;
    }
}

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
            RemovalCause.LinkChanged => "a person changed what the group or the user follows",
            RemovalCause.SourceDeleted => "the directory group was deleted, and the policy was to retire the group then",
            RemovalCause.OutsideNesting => "still in a nested group of the directory, which no longer counted here",
            RemovalCause.Undone => "a person undid the run that had added them",
            RemovalCause.GivenByHand => "given by hand, and the directory did not have the person",
            RemovalCause.Decided => "a person decided so",
            RemovalCause.Excluded => "an exception kept the person out from then on",
            RemovalCause.ExceptionEnded => "the exception that had added the person ended",
            RemovalCause.InDirectory => "the directory decided about it from then on",
            _ => Causes.Words(cause),
        };
        return evidence == Evidence.Inferred ? $"{words} (merely absent from a full read)" : words;
    }
}

using Muster.Core.Configuration;
using Muster.Core.Matching;
using Muster.Core.Platform;

namespace Muster.Core.Reporting;

/// <summary>Something about a group that somebody should tidy up.</summary>
public enum GroupFinding
{
    /// <summary>Nobody has said why it exists.</summary>
    NoPurpose = 0,

    /// <summary>Nobody answers for it.</summary>
    NoAccountable = 1,

    /// <summary>Who answers for it is suspended.</summary>
    AccountableSuspended = 2,

    /// <summary>Its review date has come, or comes soon.</summary>
    ReviewDue = 3,

    /// <summary>It has no review date.</summary>
    NoReviewDate = 4,

    /// <summary>Its name meets none of the naming conventions.</summary>
    OffConvention = 5,

    /// <summary>It has no members.</summary>
    Empty = 6,

    /// <summary>It is meant to follow the directory and does not: unmatched, ambiguous, or its source was deleted.</summary>
    NotFollowing = 7,
}

/// <summary>Against what groups are looked at.</summary>
/// <param name="Conventions">Patterns of which a name must meet one; none when every name will do.</param>
/// <param name="DueBy">Review dates up to this day are due.</param>
/// <param name="IsSuspended">Whether the person of this UPN, mail address or name is suspended.</param>
public sealed record GroupReview(IReadOnlyList<NamePattern> Conventions, DateOnly DueBy, Func<string, bool> IsSuspended)
{
    /// <summary>What there is to tidy up about one group, in the order of the words.</summary>
    public IReadOnlyList<GroupFinding> Findings(string name, GroupSettings settings, LinkState link, int members)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var findings = new List<GroupFinding>();
        void Note(GroupFinding finding, bool applies)
        {
            if (applies)
                findings.Add(finding);
        }
        Note(GroupFinding.NoPurpose, settings.Purpose is null);
        Note(GroupFinding.NoAccountable, settings.Accountable is null);
        Note(GroupFinding.AccountableSuspended, settings.Accountable is { } accountable && IsSuspended(accountable));
        Note(GroupFinding.ReviewDue, settings.ReviewOn <= DueBy);
        Note(GroupFinding.NoReviewDate, settings.ReviewOn is null);
        Note(GroupFinding.OffConvention, Conventions.Count > 0 && !Conventions.Any(pattern => pattern.Fits(name)));
        Note(GroupFinding.Empty, members == 0);
        Note(GroupFinding.NotFollowing, link is LinkState.Unmatched or LinkState.Ambiguous or LinkState.SourceDeleted);
        return findings;
    }
}

using System.Globalization;
using Muster.Core.Explaining;
using Muster.Core.Platform;
using Muster.Engine.Platform;

namespace Muster.Engine.Explaining;

/// <summary>
/// Says what is recorded about why somebody was not in a group at a past moment. The paths of that time are not kept, so that beyond what was recorded nothing is
/// claimed about the directory of then.
/// </summary>
internal static class PastWhyNot
{
    public static IReadOnlyList<ExplanationStep> Steps(
        MembershipAsked asked,
        IReadOnlyList<MembershipInterval> intervals,
        DateTimeOffset at
    )
    {
        var steps = new List<ExplanationStep>();
        if (intervals.LastOrDefault(interval => interval.To <= at) is { } last)
            steps.Add(new ExplanationStep("stayed", false, Left(last)));
        steps.Add(
            asked.WasUser
                ? new ExplanationStep("imported", true, "The person was a user here then.")
                : new ExplanationStep("imported", false, "The person was not a user here then.")
        );
        if (asked is { WasUser: true, User: { } user })
            steps.Add(
                user.Active
                    ? new ExplanationStep("active", true, "The person was not suspended then.")
                    : new ExplanationStep(
                        "active",
                        false,
                        "The person was suspended here then; suspended people are out of all linked groups."
                    )
            );
        steps.Add(
            asked.Group.Link == LinkState.Linked
                ? new ExplanationStep("linked", true, "The group followed the directory then.")
                : new ExplanationStep("linked", false, $"The group did not follow the directory then (it was {Word(asked.Group.Link)}).")
        );
        steps.Add(new ExplanationStep("added", false, NeverAdded(intervals.FirstOrDefault(interval => interval.From > at))));
        return steps;
    }

    /// <summary>Why a membership ended, in a sentence.</summary>
    private static string Left(MembershipInterval interval) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The person had left at {interval.To!.Value.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by run {interval.ToRun}: {EndWords.Of(interval)}."
        );

    private static string NeverAdded(MembershipInterval? later) =>
        later is null
            ? "No run had added the person. Why the directory of then did not have them there is not kept."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"No run had added the person yet; run {later.FromRun} did at {later.From.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC."
            );

    private static string Word(LinkState link) =>
        link switch
        {
            LinkState.SourceDeleted => "without its source, which was deleted",
            _ => link.ToString().ToLowerInvariant(),
        };
}

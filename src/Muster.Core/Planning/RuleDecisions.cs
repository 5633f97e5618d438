using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Notes what the rules behind a plan left out or kept, so that a person later sees why something was <em>not</em> done.</summary>
public static class RuleDecisions
{
    private static readonly (string Code, string Rule)[] GroupRules =
    [
        ("paused", "A paused group is left alone until a person resumes it."),
        ("unmatched", "A group without a directory group of exactly its name has nothing to follow."),
        ("ambiguousName", "A name that several directory groups have is never linked by itself."),
        ("alreadyLinked", "A directory group feeds one group only."),
        ("sourceDeleted", "When the directory group is deleted, the memberships stay until a person decides."),
        ("reusedName", "A new directory group with the name of a deleted one is never linked by itself."),
        ("renameClash", "A rename to a name that is taken here is not followed."),
    ];

    /// <summary>Everything that was left out or kept, each with its rule. The import rule is always listed, the others when they concerned anything.</summary>
    /// <param name="request">What the plan was computed from.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="about">Keys of the directory users the plan is about; null for everybody. Others are not counted: nothing was decided about them.</param>
    public static IReadOnlyList<Decision> Of(PlanRequest request, SyncPlan plan, KeySet? about = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(plan);
        return [.. ImportDecisions(request, plan, about), .. Others(request), .. Groups(plan), .. KeptBack(plan)];
    }

    private static IEnumerable<Decision> ImportDecisions(PlanRequest request, SyncPlan plan, KeySet? about)
    {
        // A plan for some groups looks at some people only; what it does not look at was not left out by a rule.
        if (request.OnlyGroups is not null)
            yield break;
        var (enabled, disabled, active) = Count(
            request,
            about?.AsList ?? Enumerable.Range(1, Math.Max(0, request.Mirror.UserKeyLimit - 1))
        );
        var whom = about is null ? "directory users" : "directory users with changes";
        var joining = plan
            .Users.Where(step => step is UserStep.Create or UserStep.Adopt or UserStep.Reactivate)
            .Select(step => step.User)
            .Distinct()
            .Count();
        var leaving = plan.Users.Count(step => step is UserStep.Suspend { Cause: RemovalCause.OutsideImportRule });
        var outside = Math.Max(0, enabled - active - joining + leaving);
        yield return new Decision(
            "importRule",
            DecisionKind.LeftOut,
            RuleText(request),
            $"{outside} of {enabled} enabled {whom} are not imported.",
            outside
        );
        if (disabled > 0)
            yield return new Decision(
                "accountDisabled",
                DecisionKind.LeftOut,
                "Disabled accounts are suspended and in no linked group.",
                $"{disabled} {whom} are disabled.",
                disabled
            );
    }

    private static (int Enabled, int Disabled, int Active) Count(PlanRequest request, IEnumerable<int> keys)
    {
        int enabled = 0,
            disabled = 0,
            active = 0;
        foreach (var key in keys)
            switch (request.Mirror.User(key))
            {
                case DirectoryUserState.Enabled:
                    enabled++;
                    active += request.Actual.IsActive(request.Actual.UserOf(key)) ? 1 : 0;
                    break;
                case DirectoryUserState.Disabled:
                    disabled++;
                    break;
            }
        return (enabled, disabled, active);
    }

    private static IEnumerable<Decision> Others(PlanRequest request)
    {
        var left = request
            .Actual.Groups.Where(group => request.Includes(group) && group is { Link: LinkState.Linked, DirectoryKey: not null })
            .Select(group => request.Mirror.Group(group.DirectoryKey!.Value)?.OtherMembers ?? 0)
            .ToList();
        if (left.Sum() is > 0 and var others)
            yield return new Decision(
                "notAPerson",
                DecisionKind.LeftOut,
                "Devices, service principals and contacts are counted and left out.",
                $"{others} direct members of {left.Count(count => count > 0)} linked groups are not people.",
                others
            );
    }

    private static IEnumerable<Decision> Groups(SyncPlan plan)
    {
        foreach (var (code, rule) in GroupRules)
        {
            var groups = plan.Problems.Where(problem => problem.Code == code).Select(problem => problem.Subject).Distinct().ToList();
            if (groups.Count > 0)
                yield return new Decision(
                    code,
                    DecisionKind.LeftOut,
                    rule,
                    $"{groups.Count} {(groups.Count == 1 ? "group" : "groups")}: {Some(groups)}.",
                    groups.Count
                );
        }
    }

    private static IEnumerable<Decision> KeptBack(SyncPlan plan)
    {
        if (plan.RemovalsKeptBack > 0)
            yield return new Decision(
                "removalsKeptBack",
                DecisionKind.KeptBack,
                "A removal needs a complete read of everything it depends on.",
                $"{plan.RemovalsKeptBack} removals and suspensions are kept back: what they depend on was not read whole.",
                plan.RemovalsKeptBack
            );
    }

    private static string RuleText(PlanRequest request)
    {
        var rule = request.ImportRule switch
        {
            null => "Nobody is imported before an import rule is chosen",
            ImportRule.Everyone => "Everyone in the directory is imported",
            ImportRule.MembersOf(var groups) => $"Members of {string.Join(", ", groups)} are imported",
            ImportRule.HandPicked(var users) => $"{users.Count} hand-picked users are imported",
            var other => $"The import rule decides ({other.GetType().Name})",
        };
        return request.Policies.AutoImportMembers ? $"{rule}, and so are members and owners of linked groups." : $"{rule}.";
    }

    private static string Some(List<string> names)
    {
        const int few = 5;
        var shown = string.Join(", ", names.Take(few).Select(name => $"'{name}'"));
        return names.Count > few ? $"{shown} and {names.Count - few} more" : shown;
    }
}

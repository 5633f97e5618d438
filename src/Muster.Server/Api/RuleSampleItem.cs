using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Server.Importing;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>Whom a rule covers in the directory as it was last read.</summary>
/// <param name="Users">Users the directory has.</param>
/// <param name="Enabled">Enabled ones whom the rule covers: these become users.</param>
/// <param name="Disabled">Disabled ones whom it covers; they are not imported.</param>
/// <param name="MissingGroups">How many groups the rule names that the directory does not have.</param>
/// <param name="Unread">Properties that the rule names and that were not read yet; a preview reads them.</param>
/// <param name="People">The first ten.</param>
internal sealed record RuleSampleItem(
    long Users,
    long Enabled,
    long Disabled,
    int MissingGroups,
    IReadOnlyList<string> Unread,
    IReadOnlyList<DirectoryPerson> People
)
{
    public static RuleSampleItem Of(RuleSample sample, IReadOnlyList<string> unread) =>
        new(sample.Users, sample.Enabled, sample.Disabled, sample.MissingGroups, unread, [.. sample.People.Select(DirectoryPerson.Of)]);
}

/// <summary>Somebody of the directory.</summary>
/// <param name="Id">Object id.</param>
/// <param name="UserPrincipalName">Sign-in name.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Mail">Mail address.</param>
/// <param name="EmployeeId">Number given by the organisation.</param>
internal sealed record DirectoryPerson(string Id, string? UserPrincipalName, string? DisplayName, string? Mail, string? EmployeeId)
{
    public static DirectoryPerson Of(DirectoryUser user) =>
        new(user.Id.ToString(), user.Facts.UserPrincipalName, user.Facts.DisplayName, user.Facts.Mail, user.Facts.EmployeeId);
}

/// <summary>Whether the import rule covers somebody, and why.</summary>
/// <param name="User">The person.</param>
/// <param name="Present">Whether the directory still has the account.</param>
/// <param name="Enabled">Whether the account is enabled.</param>
/// <param name="Rule">The rule in words; null while there is none.</param>
/// <param name="Covered">Whether the rule covers the person.</param>
/// <param name="Through">The groups that the rule names through which the person is covered.</param>
/// <param name="Decides">The comparisons that decide.</param>
/// <param name="Comparisons">Every comparison of the condition with the person's value, in order.</param>
/// <param name="NextChange">When this changes by time alone; null for never.</param>
/// <param name="LinkedGroups">Linked groups with which the person is imported in any case.</param>
internal sealed record RuleVerdictItem(
    DirectoryPerson User,
    bool Present,
    bool Enabled,
    string? Rule,
    bool Covered,
    IReadOnlyList<RuleGroupName> Through,
    IReadOnlyList<string> Decides,
    IReadOnlyList<RuleComparison> Comparisons,
    DateTimeOffset? NextChange,
    IReadOnlyList<string> LinkedGroups
)
{
    public static RuleVerdictItem Of(ImportRule? rule, PersonVerdict verdict) =>
        new(
            DirectoryPerson.Of(verdict.User),
            verdict.User.Presence == ObjectPresence.Present,
            verdict.User.Enabled,
            rule is null ? null : ImportRuleWords.Of(rule),
            verdict.Covered,
            [.. verdict.Through.Select(group => new RuleGroupName(group.Id.ToString(), group.Name))],
            [.. (verdict.Trace?.Decisive() ?? []).Select(term => term.Condition.ToString()!)],
            [.. Terms(verdict.Trace)],
            verdict.NextChange,
            verdict.LinkedGroups
        );

    private static IEnumerable<RuleComparison> Terms(ConditionTrace? trace) =>
        trace switch
        {
            null => [],
            { Condition: UserCondition.Term } => [new RuleComparison(trace.Condition.ToString()!, trace.Met, trace.Actual, trace.Against)],
            _ => trace.Parts.SelectMany(Terms),
        };
}

/// <summary>A directory group that a rule names.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Name">Name.</param>
internal sealed record RuleGroupName(string Id, string? Name);

/// <summary>One comparison of a condition.</summary>
/// <param name="Condition">The comparison.</param>
/// <param name="Met">Whether it holds.</param>
/// <param name="Actual">The person's value; null for none.</param>
/// <param name="Against">The instant that a moving point in time means now.</param>
internal sealed record RuleComparison(string Condition, bool Met, string? Actual, DateTimeOffset? Against);

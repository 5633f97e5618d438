using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Planning;

namespace Muster.Core.Importing;

/// <summary>Whom a rule covers, counted.</summary>
public sealed record RuleCoverage
{
    /// <summary>Users the directory has.</summary>
    public required int Users { get; init; }

    /// <summary>Those of them whose accounts are enabled.</summary>
    public required int Enabled { get; init; }

    /// <summary>Users the rule covers, whatever the state of their accounts.</summary>
    public required int Covered { get; init; }

    /// <summary>Enabled users the rule covers: these become users.</summary>
    public required int CoveredEnabled { get; init; }

    /// <summary>The groups the rule names, in its order.</summary>
    public required IReadOnlyList<RuleGroup> Groups { get; init; }

    /// <summary>The next instant at which the result changes by itself for somebody; null if it never does.</summary>
    public required DateTimeOffset? NextChange { get; init; }

    /// <summary>What is wrong with the covered people's data, one entry for each cause.</summary>
    public required IReadOnlyList<PlanProblem> Problems { get; init; }

    /// <summary>Evaluates a rule for everybody.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="mirror">What was read.</param>
    /// <param name="users">All users with facts.</param>
    /// <param name="now">The moment.</param>
    public static RuleCoverage Of(ImportRule rule, DirectoryMirror mirror, IReadOnlyList<DirectoryUser> users, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var scope = ImportScope.Of(rule, mirror, users, now);
        var present = users.Where(user => user.Presence == ObjectPresence.Present).ToList();
        var covered = present.FindAll(user => scope.Covers(user.Key));
        var members = covered.FindAll(user => user.Enabled);
        return new RuleCoverage
        {
            Users = present.Count,
            Enabled = present.Count(user => user.Enabled),
            Covered = covered.Count,
            CoveredEnabled = members.Count,
            Groups = [.. GroupsOf(rule, mirror)],
            NextChange = rule.Condition?.DependsOnTime() == true ? present.Min(user => rule.NextChange(user.Facts, now)) : null,
            Problems = MailProblems.Of(members),
        };
    }

    private static IEnumerable<RuleGroup> GroupsOf(ImportRule rule, DirectoryMirror mirror)
    {
        if (rule is not ImportRule.MembersOf(var ids, _))
            yield break;
        var byId = mirror.Groups.ToDictionary(group => group.Id);
        var expander = new GroupExpander(mirror);
        foreach (var id in ids)
            yield return byId.TryGetValue(id, out var group)
                ? new RuleGroup(id, group.Name, group.Present, group.Present ? expander.Expand(group).Users.Count : 0)
                : new RuleGroup(id, null, false, 0);
    }
}

/// <summary>A group a rule names.</summary>
/// <param name="Id">Object id, which the rule keeps.</param>
/// <param name="Name">Its name now, or the last known one; null when it was never read.</param>
/// <param name="Present">Whether the directory has it.</param>
/// <param name="Members">Users reached from it, nested groups included.</param>
public sealed record RuleGroup(ObjectId Id, string? Name, bool Present, int Members);

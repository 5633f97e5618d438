using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Engine.Connections;
using Muster.Server.Api.Protocol;
using Muster.Server.Importing;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>Whom to import, in one way: <c>everyone</c>, <c>membersOf</c>, <c>where</c> (these two also together: both must hold) or <c>users</c>.</summary>
/// <param name="Everyone">Everyone the directory has, guests included.</param>
/// <param name="MembersOf">Members of these directory groups, nested ones included: object ids or exact names.</param>
/// <param name="Where">Whoever meets the condition, such as <c>department = "IT" and userType = Member</c>.</param>
/// <param name="Users">These people: object id, UPN or mail.</param>
/// <param name="Confirm">The hash that a preview gave: do exactly that, or nothing. Left out, the guard rails alone judge it.</param>
internal sealed record ImportOrder(
    bool Everyone = false,
    IReadOnlyList<string>? MembersOf = null,
    string? Where = null,
    IReadOnlyList<string>? Users = null,
    string? Confirm = null
)
{
    /// <summary>Whether it names nobody, so that the rule in force is meant.</summary>
    public bool IsEmpty() => !Everyone && MembersOf is null && Where is null && Users is null;

    /// <summary>The rule; names are looked up in the directory as it was last read.</summary>
    public async Task<ImportRule> RuleAsync(MusterInstance muster, Connection connection, CancellationToken cancellationToken)
    {
        Choices.Demand(MembersOf, "/membersOf");
        Choices.Demand(Users, "/users");
        var condition = Condition();
        var ways = (Everyone ? 1 : 0) + (MembersOf is not null || condition is not null ? 1 : 0) + (Users is not null ? 1 : 0);
        if (ways != 1)
            throw ApiException.Invalid(
                "",
                "Say whom to import, in one way: everyone, membersOf, where (these two also together) or users."
            );
        if (Everyone)
            return new ImportRule.Everyone();
        if (MembersOf is { } groups)
            return new ImportRule.MembersOf(await GroupsAsync(groups, muster, connection, cancellationToken), condition);
        if (condition is not null)
            return new ImportRule.Where(condition);
        var ids = new List<ObjectId>();
        foreach (var (index, user) in Users!.Index())
            ids.Add(await PersonAsync(user, $"/users/{index}", muster, connection, cancellationToken));
        return new ImportRule.HandPicked([.. ids.Distinct()]);
    }

    private UserCondition? Condition()
    {
        if (Where is null)
            return null;
        var parsed = UserConditionParser.Parse(Where);
        return parsed.Condition ?? throw ApiException.Invalid("/where", parsed.Error!.Message, "badCondition");
    }

    private static async Task<IReadOnlyList<ObjectId>> GroupsAsync(
        IReadOnlyList<string> names,
        MusterInstance muster,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        if (names.All(name => ObjectId.TryParse(name, out _)))
            return [.. names.Select(name => Named.ObjectIdOf(name, "/membersOf")).Distinct()];
        var read = (await muster.Database.Mirror.GroupFactsAsync(connection.Key, cancellationToken)).ToList();
        var ids = new List<ObjectId>();
        foreach (var (index, name) in names.Index())
            ids.Add(
                ObjectId.TryParse(name, out var id)
                    ? id
                    : read.Where(group => group.Present && group.Facts.DisplayName == name).ToList() switch
                    {
                        [var only] => only.Id,
                        [] => throw ApiException.Invalid(
                            $"/membersOf/{index}",
                            $"The directory, as it was last read, has no group called exactly '{name}'. Send its object id."
                        ),
                        var several => throw ApiException.Invalid(
                            $"/membersOf/{index}",
                            $"{several.Count} directory groups are called '{name}'; send the object id of one: {string.Join(", ", several.Select(group => group.Id))}.",
                            "ambiguous"
                        ),
                    }
            );
        return [.. ids.Distinct()];
    }

    private static async Task<ObjectId> PersonAsync(
        string text,
        string pointer,
        MusterInstance muster,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        if (ObjectId.TryParse(text, out var id))
            return id;
        var found = (await muster.Database.Mirror.FindUsersAsync(connection.Key, text, cancellationToken))
            .Where(user => user.Presence == ObjectPresence.Present)
            .ToList();
        return found switch
        {
            [var only] => only.Id,
            [] => throw ApiException.Invalid(
                pointer,
                $"The directory, as it was last read, has nobody called '{text}'. Send the object id."
            ),
            _ => throw ApiException.Invalid(pointer, $"'{text}' fits {found.Count} people; send the object id of one.", "ambiguous"),
        };
    }
}

/// <summary>Whom a connection imports.</summary>
/// <param name="Rule">Kind of rule; null while there is none.</param>
/// <param name="Words">The rule in words.</param>
/// <param name="Condition">The condition that everyone it covers meets; null for none.</param>
/// <param name="Coverage">Whom it covers, counted over what was last read; null where that was not read yet.</param>
internal sealed record RuleItem(string? Rule, string? Words, string? Condition, CoverageItem? Coverage)
{
    public static RuleItem Of(ImportRule? rule, RuleCoverage? coverage) =>
        new(
            rule switch
            {
                ImportRule.Everyone => "everyone",
                ImportRule.MembersOf => "membersOf",
                ImportRule.Where => "where",
                ImportRule.HandPicked => "handPicked",
                _ => null,
            },
            rule is null ? null : ImportRuleWords.Of(rule),
            rule?.Condition?.ToString(),
            coverage is null ? null : CoverageItem.Of(coverage)
        );
}

/// <summary>Whom a rule covers, counted.</summary>
/// <param name="Users">Users the directory has.</param>
/// <param name="Enabled">Those of them whose accounts are enabled.</param>
/// <param name="Covered">Users the rule covers.</param>
/// <param name="CoveredEnabled">Enabled users the rule covers: these become users.</param>
/// <param name="Groups">The directory groups that the rule names.</param>
/// <param name="NextChange">When the result changes next by time alone; null if it never does.</param>
/// <param name="Problems">What is wrong with the covered people's data.</param>
internal sealed record CoverageItem(
    int Users,
    int Enabled,
    int Covered,
    int CoveredEnabled,
    IReadOnlyList<RuleGroupItem> Groups,
    DateTimeOffset? NextChange,
    IReadOnlyList<PlanProblem> Problems
)
{
    public static CoverageItem Of(RuleCoverage coverage) =>
        new(
            coverage.Users,
            coverage.Enabled,
            coverage.Covered,
            coverage.CoveredEnabled,
            [.. coverage.Groups.Select(group => new RuleGroupItem(group.Id.ToString(), group.Name, group.Present, group.Members))],
            coverage.NextChange,
            coverage.Problems
        );
}

/// <summary>A directory group that a rule names.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Name">Name; null when it was never read.</param>
/// <param name="Present">Whether the directory has it.</param>
/// <param name="Members">Its members, nested ones included.</param>
internal sealed record RuleGroupItem(string Id, string? Name, bool Present, int Members);

/// <summary>What a rule would change.</summary>
/// <param name="Rule">The rule with whom it covers.</param>
/// <param name="Steps">What its plan counts.</param>
/// <param name="WouldJoin">How many would become users, or users again.</param>
/// <param name="WouldLeave">How many would be suspended because the rule does not cover them.</param>
/// <param name="StayByGroups">Users outside the rule who would stay, being in groups here.</param>
/// <param name="OtherSuspensions">Users who would be suspended for other reasons.</param>
/// <param name="WouldBeHeld">Whether a guard rail would hold it.</param>
/// <param name="Joiners">Some who would join.</param>
/// <param name="Leavers">Some who would leave, those who lose most memberships first.</param>
/// <param name="Hash">Names exactly this; send it as <c>confirm</c> to import just that.</param>
/// <param name="Preview">Number under which everybody who would join or leave, and all problems, can be listed and exported, while the server keeps it.</param>
/// <param name="Problems">How many things a person should look at.</param>
internal sealed record RulePreviewItem(
    RuleItem Rule,
    PlanCounts Steps,
    int WouldJoin,
    int WouldLeave,
    int StayByGroups,
    int OtherSuspensions,
    bool WouldBeHeld,
    IReadOnlyList<string> Joiners,
    IReadOnlyList<LeaverItem> Leavers,
    string Hash,
    long Preview,
    int Problems
);

/// <summary>Somebody whom a rule would make a user, or a user again.</summary>
/// <param name="User">UPN or name.</param>
/// <param name="Name">Name for people; null for who has none.</param>
/// <param name="Again">Whether it is a user who was suspended.</param>
internal sealed record JoinerItem(string User, string? Name, bool Again)
{
    public static JoinerItem Of(ImportJoiner joiner) => new(joiner.Name, joiner.DisplayName, joiner.IsBack);
}

/// <summary>Lists of a preview.</summary>
internal enum PreviewList
{
    /// <summary>Who would leave.</summary>
    Leavers,

    /// <summary>Who would join.</summary>
    Joiners,

    /// <summary>What a person should look at.</summary>
    Problems,
}

/// <summary>Somebody whom a rule would suspend.</summary>
/// <param name="User">UPN or name.</param>
/// <param name="Memberships">Groups the person is in here.</param>
/// <param name="Evidence">Whether the directory, or a person, said what it rests on.</param>
internal sealed record LeaverItem(string User, int Memberships, Evidence Evidence)
{
    public static LeaverItem Of(ImportLeaver leaver) => new(leaver.Name, leaver.Memberships, leaver.Evidence);
}

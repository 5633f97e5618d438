using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Server.Connections;

namespace Muster.Server.Importing;

/// <summary>Ways to say whom a rule covers.</summary>
public enum RuleWay
{
    /// <summary>Everyone.</summary>
    Everyone,

    /// <summary>Members of groups.</summary>
    Groups,

    /// <summary>Whoever meets a condition.</summary>
    Where,

    /// <summary>People picked by hand.</summary>
    People,
}

/// <summary>Somebody or something picked, with the name shown for it.</summary>
public sealed record Picked(ObjectId Id, string Name, string? Beside);

/// <summary>What a person has chosen so far; every way keeps what was typed for it.</summary>
public sealed class RuleChoice
{
    /// <summary>The way in use.</summary>
    public RuleWay Way { get; set; }

    /// <summary>The condition as typed.</summary>
    public string Condition { get; set; } = "";

    /// <summary>The condition that members of groups must meet besides, as typed; empty for none.</summary>
    public string MemberCondition { get; set; } = "";

    /// <summary>Picked groups.</summary>
    public List<Picked> Groups { get; } = [];

    /// <summary>Picked people.</summary>
    public List<Picked> People { get; } = [];

    /// <summary>The rule, or what is wrong with the condition; neither while something is still to be chosen.</summary>
    public (ImportRule? Rule, ConditionError? Error) Read()
    {
        var text = Way == RuleWay.Where ? Condition : MemberCondition;
        var parsed = Way is RuleWay.Everyone or RuleWay.People || string.IsNullOrWhiteSpace(text) ? null : UserConditionParser.Parse(text);
        if (parsed?.Error is { } error)
            return (null, error);
        return (
            Way switch
            {
                RuleWay.Everyone => new ImportRule.Everyone(),
                RuleWay.Groups when Groups.Count > 0 => new ImportRule.MembersOf([.. Groups.Select(group => group.Id)], parsed?.Condition),
                RuleWay.Where when parsed?.Condition is { } condition => new ImportRule.Where(condition),
                RuleWay.People when People.Count > 0 => new ImportRule.HandPicked([.. People.Select(person => person.Id)]),
                _ => null,
            },
            null
        );
    }

    /// <summary>What is chosen, to be remembered.</summary>
    public RuleDraft Draft() =>
        new(
            Way.ToString(),
            Condition,
            MemberCondition,
            [.. Groups.Select(group => group.Id.ToString())],
            [.. People.Select(person => person.Id.ToString())]
        );

    /// <summary>Starts from the rule in force.</summary>
    internal static async Task<RuleChoice> OfAsync(MusterInstance muster, Connection connection, CancellationToken cancellationToken)
    {
        var choice = new RuleChoice();
        switch (connection.ImportRule)
        {
            case ImportRule.MembersOf(var ids, var condition):
                (choice.Way, choice.MemberCondition) = (RuleWay.Groups, condition?.ToString() ?? "");
                await choice.TakeGroupsAsync(muster, connection, ids, cancellationToken);
                break;
            case ImportRule.Where(var condition):
                (choice.Way, choice.Condition) = (RuleWay.Where, condition.ToString()!);
                break;
            case ImportRule.HandPicked(var ids):
                choice.Way = RuleWay.People;
                await choice.TakePeopleAsync(muster, connection, ids, cancellationToken);
                break;
        }
        return choice;
    }

    /// <summary>Starts from what was chosen and not kept yet.</summary>
    internal static async Task<RuleChoice> OfAsync(
        MusterInstance muster,
        Connection connection,
        RuleDraft draft,
        CancellationToken cancellationToken
    )
    {
        var choice = new RuleChoice
        {
            Way = Enum.TryParse<RuleWay>(draft.Way, out var way) ? way : RuleWay.Everyone,
            Condition = draft.Condition,
            MemberCondition = draft.MemberCondition,
        };
        await choice.TakeGroupsAsync(muster, connection, [.. Ids(draft.Groups)], cancellationToken);
        await choice.TakePeopleAsync(muster, connection, [.. Ids(draft.People)], cancellationToken);
        return choice;
    }

    private static IEnumerable<ObjectId> Ids(IEnumerable<string> texts) =>
        texts.Select(text => ObjectId.TryParse(text, out var id) ? id : (ObjectId?)null).OfType<ObjectId>();

    private async Task TakeGroupsAsync(
        MusterInstance muster,
        Connection connection,
        IReadOnlyCollection<ObjectId> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return;
        var groups = (await muster.Database.Mirror.GroupFactsAsync(connection.Key, cancellationToken)).ToDictionary(group => group.Id);
        Groups.AddRange(
            ids.Select(id => new Picked(id, groups.GetValueOrDefault(id)?.Name ?? id.ToString(), groups.GetValueOrDefault(id)?.Facts.Mail))
        );
    }

    private async Task TakePeopleAsync(
        MusterInstance muster,
        Connection connection,
        IReadOnlyCollection<ObjectId> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return;
        var wanted = ids.ToHashSet();
        var users = await muster
            .Database.Mirror.UsersAsync(connection.Key, UserSelection.All, cancellationToken)
            .Where(user => wanted.Contains(user.Id))
            .ToDictionaryAsync(user => user.Id, cancellationToken: cancellationToken);
        People.AddRange(ids.Select(id => Of(id, users.GetValueOrDefault(id))));
    }

    /// <summary>A person as picked.</summary>
    public static Picked Of(ObjectId id, DirectoryUser? user) =>
        new(id, user?.Facts.DisplayName ?? user?.Facts.UserPrincipalName ?? id.ToString(), user?.Facts.UserPrincipalName);
}

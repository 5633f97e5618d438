using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Engine.Connections;
using Muster.Engine.Groups;
using Muster.Engine.Syncing;
using Muster.Server;

namespace Muster.Cli.Users;

/// <summary>The options that say whom a rule covers, for every verb that takes a rule.</summary>
internal sealed class RuleChoice
{
    private readonly Option<bool> _everyone = new("--everyone") { Description = "Everyone the directory has, guests included" };
    private readonly Option<string[]> _membersOf = Several(
        "--members-of",
        "Members of these directory groups, nested ones included (name or object id); with --where only those who meet it",
        "GROUP"
    );
    private readonly Option<string[]> _where = Several(
        "--where",
        "Whoever meets the condition, such as: department = \"IT\" and (userType = Member or mail endsWith \"@contoso.com\"); several must all hold",
        "COND"
    );
    private readonly Option<string[]> _users = Several("--user", "These people (UPN, mail or object id)", "UPN");

    public void AddTo(Command command)
    {
        command.Add(_everyone);
        command.Add(_membersOf);
        command.Add(_where);
        command.Add(_users);
    }

    /// <summary>Checks that one way was chosen, and reads the conditions, before anything else is done.</summary>
    /// <param name="call">The call.</param>
    /// <param name="optional">Whether no choice is fine.</param>
    /// <returns>Whether there was a choice.</returns>
    /// <exception cref="UserErrorException">None, several that do not go together, or a condition that cannot be read.</exception>
    public bool Check(Invocation call, bool optional = false)
    {
        var ways = new[]
        {
            call.Get(_everyone),
            call.Get(_membersOf) is { Length: > 0 } || call.Get(_where) is { Length: > 0 },
            call.Get(_users) is { Length: > 0 },
        };
        var chosen = ways.Count(way => way);
        if (chosen > 1 || (chosen == 0 && !optional))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                "Say whom to import, in one way: --everyone, --members-of GROUP…, --where COND… (these two also together: both must hold) or --user UPN…."
            );
        Condition(call);
        return chosen == 1;
    }

    /// <summary>The rule; reads the directory where names are to be found.</summary>
    public async Task<ImportRule> RuleAsync(
        Invocation call,
        MusterInstance muster,
        Connection connection,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        if (call.Get(_everyone))
            return new ImportRule.Everyone();
        var condition = Condition(call);
        var progress = new ReadingProgress(observer.Reading);
        if (call.Get(_membersOf) is { Length: > 0 } groups)
        {
            var discovered = await muster.Groups.DiscoverAsync(connection, DirectoryGroupFilter.All, progress, cancellationToken);
            var sources = discovered.Select(found => found.Source).ToList();
            return new ImportRule.MembersOf([.. groups.Select(group => GroupId(group, sources)).Distinct()], condition);
        }
        if (condition is not null)
            return new ImportRule.Where(condition);
        await muster.Groups.DiscoverAsync(connection, DirectoryGroupFilter.All, progress, cancellationToken);
        var ids = new List<ObjectId>();
        foreach (var user in call.Get(_users)!)
            ids.Add((await DirectoryUserLookup.FindAsync(user, muster, connection, present: true, cancellationToken)).Id);
        return new ImportRule.HandPicked([.. ids.Distinct()]);
    }

    /// <summary>All conditions given, joined by "and"; null when none is.</summary>
    private UserCondition? Condition(Invocation call)
    {
        if (call.Get(_where) is not { Length: > 0 } texts)
            return null;
        var joined = UserCondition.AllOf(texts.Select(Read));
        // Each was within bounds; together they must be as well, since together they are kept.
        return texts.Length == 1 ? joined : Read(joined.ToString());
    }

    private static UserCondition Read(string text)
    {
        var parsed = UserConditionParser.Parse(text);
        return parsed.Condition
            ?? throw new UserErrorException(ExitCodes.WrongUsage, $"--where: {parsed.Error!.Message}") { Place = parsed.Error.Pointer };
    }

    private static ObjectId GroupId(string text, List<DirectoryGroup> groups)
    {
        var found = groups
            .Where(group => group.Facts.DisplayName == text || string.Equals(group.Id.ToString(), text, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return found switch
        {
            [var only] => only.Id,
            [] => throw new UserErrorException(
                ExitCodes.NotFound,
                $"The directory has no group called exactly '{text}'. Search with: muster groups discover --search TEXT"
            ),
            _ => throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{found.Count} directory groups are called '{text}'; give the object id of one: {string.Join(", ", found.Select(group => $"{group.Id} ({group.Facts.Mail ?? group.Facts.Description ?? "no mail"})"))}."
            ),
        };
    }

    private static Option<string[]> Several(string name, string description, string helpName) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = true,
        };
}

using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Engine.Connections;
using Muster.Engine.Syncing;

namespace Muster.Cli.Users;

/// <summary><c>muster users import</c></summary>
internal sealed class ImportUsersCommand
{
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly Option<bool> _everyone = new("--everyone") { Description = "Everyone the directory has, guests included" };
    private readonly Option<string[]> _membersOf = Several(
        "--members-of",
        "Members of these directory groups, nested ones included (name or object id)",
        "GROUP"
    );
    private readonly Option<string[]> _where = Several(
        "--where",
        "Whoever meets all conditions, such as: department = \"IT\" and userType = Member",
        "COND"
    );
    private readonly Option<string[]> _users = Several("--user", "These people (UPN, mail or object id)", "UPN");
    private readonly Option<FileInfo?> _csv = new("--csv")
    {
        Description = "Local users from a file of comma-separated values instead; no rule is kept",
        HelpName = "FILE",
    };
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Show what would happen, change nothing and keep the old rule",
    };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Import without asking" };
    private readonly Option<bool> _all = new("--all") { Description = "Show every step of the plan, however long" };

    public static Command Create(Cli cli)
    {
        var options = new ImportUsersCommand();
        var command = new Command("import", "Import users; the rule is kept and every later sync follows it")
        {
            options._connection,
            options._everyone,
            options._membersOf,
            options._where,
            options._users,
            options._csv,
            options._dryRun,
            options._yes,
            options._all,
        }.WithExamples(
            "muster users import --everyone",
            "muster users import --members-of \"IT Support\" \"HR\" --yes",
            "muster users import --where 'department = \"IT\" and userPrincipalName endsWith \"@contoso.com\"' --dry-run",
            "muster users import --user ada@contoso.com grace@contoso.com",
            "muster users import --csv people.csv --dry-run"
        );
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        CheckChoice(call);
        if (call.Get(_csv) is { } file)
            return await CsvUsersImport.RunAsync(call, file, call.Get(_dryRun), cancellationToken);
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var connection = await muster.ConnectionAsync(call.Get(_connection), cancellationToken);
        using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, call.Get(_yes), call.Get(_all), call.Clock);
        var rule = await RuleAsync(call, muster, connection, observer, cancellationToken);
        if (!call.Get(_dryRun))
            SyncCommand.Ask(call, call.Get(_yes), "muster users import … --yes", "muster users import … --dry-run");
        var request = new SyncRequest
        {
            Connection = connection,
            Actor = call.Actor,
            NewImportRule = rule,
        };
        if (call.Get(_dryRun))
        {
            var planned = await muster.Syncs.PlanAsync(request, observer, cancellationToken);
            observer.Dispose();
            await PlanCommand.ShowAsync(call.Terminal, muster, planned, call.Get(_all), "the same without --dry-run", cancellationToken);
            return ExitCodes.Fine;
        }
        var run = await muster.Syncs.RunAsync(request, observer, cancellationToken);
        observer.Dispose();
        var code = RunReport.Conclude(call.Terminal, run);
        if (code == ExitCodes.Fine)
            call.Terminal.Note($"[grey]From now on every sync imports {ImportRuleWords.Of(rule)}. Next: muster groups discover[/]");
        return code;
    }

    private void CheckChoice(Invocation call)
    {
        var given = new[]
        {
            call.Get(_everyone),
            call.Get(_membersOf) is { Length: > 0 },
            call.Get(_where) is { Length: > 0 },
            call.Get(_users) is { Length: > 0 },
            call.Get(_csv) is not null,
        };
        if (given.Count(choice => choice) != 1)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                "Say whom to import, in one way: --everyone, --members-of GROUP…, --where COND…, --user UPN… or --csv FILE."
            );
    }

    private async Task<ImportRule> RuleAsync(
        Invocation call,
        MusterInstance muster,
        Connection connection,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        if (call.Get(_everyone))
            return new ImportRule.Everyone();
        if (call.Get(_where) is { Length: > 0 } conditions)
            return new ImportRule.Where([.. conditions.SelectMany(Conditions)]);
        var progress = new ReadingProgress(observer.Reading);
        if (call.Get(_membersOf) is { Length: > 0 } groups)
        {
            var discovered = await muster.Groups.DiscoverAsync(connection, null, progress, cancellationToken);
            return new ImportRule.MembersOf([.. groups.Select(group => GroupId(group, [.. discovered.Select(found => found.Source)]))]);
        }
        await muster.Groups.DiscoverAsync(connection, null, progress, cancellationToken);
        var ids = new List<ObjectId>();
        foreach (var user in call.Get(_users)!)
            ids.Add(await UserIdAsync(user, muster, connection, cancellationToken));
        return new ImportRule.HandPicked([.. ids.Distinct()]);
    }

    private static IReadOnlyList<UserCondition> Conditions(string text)
    {
        var parsed = UserConditionParser.Parse(text);
        return parsed.Error is null ? parsed.Conditions : throw new UserErrorException(ExitCodes.WrongUsage, parsed.Error);
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

    private static async Task<ObjectId> UserIdAsync(
        string text,
        MusterInstance muster,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        var found = (await muster.Database.Mirror.FindUsersAsync(connection.Key, text, cancellationToken))
            .Where(user => user.Presence == ObjectPresence.Present)
            .ToList();
        return found switch
        {
            [var only] => only.Id,
            [] => throw new UserErrorException(
                ExitCodes.NotFound,
                $"The directory has no user with UPN, mail address or object id '{text}'."
            ),
            _ => throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"'{text}' fits {found.Count} directory users; give the object id of one: {string.Join(", ", found.Select(user => $"{user.Id} ({user.Facts.UserPrincipalName})"))}."
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

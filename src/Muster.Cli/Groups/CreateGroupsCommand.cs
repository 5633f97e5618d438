using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Engine.Groups;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups create</c></summary>
internal sealed class CreateGroupsCommand
{
    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Name, exactly as the directory has it",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly Option<string?> _purpose = new("--purpose") { Description = "Why the group exists", HelpName = "TEXT" };
    private readonly Option<bool> _fromDirectory = new("--from-directory")
    {
        Description = "Take the groups from the directory's list, pinned by object id",
    };
    private readonly Option<bool> _all = new("--all") { Description = "With --from-directory: every group that is missing here" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "With --from-directory: say what would be created" };
    private readonly DirectoryFilterOptions _filter = new();

    public static Command Create(Cli cli)
    {
        var options = new CreateGroupsCommand();
        var command = new Command("create", "Create groups that follow directory groups of exactly their name")
        {
            options._names,
            options._connection,
            options._purpose,
            options._fromDirectory,
            options._all,
            options._dryRun,
        }.WithExamples(
            "muster groups create \"IT Support\" --purpose \"First level of the help desk\"",
            "muster groups create --from-directory --all",
            "muster groups create --from-directory \"HR\" \"Finance\"",
            "muster groups create --from-directory --like \"ORG-*\" --min-members 5 --dry-run"
        );
        options._filter.AddTo(command);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var names = call.Get(_names);
        CheckChoice(call, names);
        _ = _filter.Read(call);
        await using var muster = await call.OpenExistingOrNewAsync(call.Get(_fromDirectory), cancellationToken);
        using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
        var progress = new ReadingProgress(observer.Reading);
        GroupsOutcome outcome;
        if (call.Get(_fromDirectory))
        {
            var connection = await muster.ConnectionAsync(call.Get(_connection), cancellationToken);
            outcome = await muster.Groups.CreateFromDirectoryAsync(
                connection,
                names.Length == 0 ? null : names,
                _filter.Read(call),
                call.Actor,
                call.Get(_dryRun),
                progress,
                cancellationToken
            );
        }
        else
        {
            var connection = await muster.ConnectionOrNoneAsync(call.Get(_connection), cancellationToken);
            outcome = await muster.Groups.CreateAsync(connection, names[0], call.Get(_purpose), call.Actor, progress, cancellationToken);
        }
        observer.Dispose();
        return GroupsReport.Conclude(call.Terminal, outcome, "Next: muster sync");
    }

    private void CheckChoice(Invocation call, string[] names)
    {
        var filtered = _filter.AnyGiven(call);
        var message = (call.Get(_fromDirectory), call.Get(_all) || filtered, names.Length) switch
        {
            (true, _, > 0) when filtered => "Give either names or a choice such as --search and --like, not both.",
            (false, _, _) when filtered || call.Get(_dryRun) =>
                "--search, --kind, --min-members, --mail, --like and --dry-run go with --from-directory.",
            (true, true, > 0) => "Give either --all or names, not both.",
            (true, false, 0) =>
                "Say which groups to take from the directory: names, --all, or a choice such as --search TEXT or --like PATTERN. List them with: muster groups discover",
            (false, true, _) => "--all goes with --from-directory.",
            (false, false, 0) => "Give the group a name, or take groups from the directory's list with --from-directory.",
            (false, false, > 1) => "Give one name (in quotes if it has spaces), or several with --from-directory.",
            _ when call.Get(_fromDirectory) && call.Get(_purpose) is not null =>
                "--purpose goes with a single name, not with --from-directory.",
            _ => null,
        };
        if (message is not null)
            throw new UserErrorException(ExitCodes.WrongUsage, message);
    }
}

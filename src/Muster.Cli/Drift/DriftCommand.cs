using System.CommandLine;
using Muster.Cli.Groups;
using Muster.Cli.Syncing;
using Muster.Cli.Users;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Drift;
using Muster.Engine.Syncing;
using Muster.Server;

namespace Muster.Cli.Drift;

/// <summary><c>muster drift</c></summary>
internal sealed class DriftCommand
{
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly Option<bool> _read = new("--read")
    {
        Description = "Read the directory first, instead of comparing with the last read",
    };
    private readonly Option<bool> _heal = new("--heal")
    {
        Description = "Put everything back by a plan, within the guard rails, also in groups that only report drift",
    };
    private readonly Option<string[]> _groups = new("--group")
    {
        Description = "Only these groups",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _user = new("--user") { Description = "Only what is about this person", HelpName = "USER" };
    private readonly Option<string?> _kind = new("--kind") { Description = $"Only this kind: {Kinds}", HelpName = "KIND" };
    private readonly PageOptions _pages = PageOptions.Upwards();
    private readonly Option<bool> _yes = new("--yes", "-y")
    {
        Description = "Heal without asking; a plan that a guard rail holds still waits for a person",
    };
    private readonly Option<bool> _all = new("--all") { Description = "Show every step of the healing plan, however long" };

    private static string Kinds => string.Join(", ", Enum.GetValues<DriftKind>().Select(kind => JsonFormat.Word(kind)));

    public static Command Create(Cli cli)
    {
        var options = new DriftCommand();
        var command = new Command("drift", "List what differs from the directory although nothing is running, and who made it so")
        {
            options._connection,
            options._read,
            options._groups,
            options._user,
            options._kind,
            options._heal,
            options._yes,
            options._all,
        }.WithExamples(
            "muster drift",
            "muster drift --read --group \"IT Support\" --kind manualEdit",
            "muster drift --json --limit 0",
            "muster drift --heal --group \"IT Support\""
        );
        options._pages.AddTo(command);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var (kind, page) = (Kind(call), _pages.Read(call));
        if (call.Get(_heal) && (kind is not null || call.Get(_user) is not null))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                "--heal puts whole groups back: give --group to heal some of them, and not --user or --kind. Take single people out of a plan with: muster plan cut --help"
            );
        if (!call.Get(_heal) && (call.Get(_yes) || call.Get(_all)))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                "--yes and --all belong to --heal; without it nothing is changed or planned."
            );
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var connection = await muster.ConnectionAsync(call.Get(_connection), cancellationToken);
        return call.Get(_heal)
            ? await HealAsync(call, muster, connection, cancellationToken)
            : await ListAsync(call, muster, connection, kind, page, cancellationToken);
    }

    private DriftKind? Kind(Invocation call) =>
        call.Get(_kind) switch
        {
            null => null,
            var word when !int.TryParse(word, out _) && Enum.TryParse<DriftKind>(word, ignoreCase: true, out var kind) => kind,
            var word => throw new UserErrorException(ExitCodes.WrongUsage, $"--kind is '{word}', but takes one of {Kinds}."),
        };

    private async Task<int> ListAsync(
        Invocation call,
        MusterInstance muster,
        Connection connection,
        DriftKind? kind,
        Page page,
        CancellationToken cancellationToken
    )
    {
        using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
        var groups = await GroupsAsync(call, muster, cancellationToken);
        var report =
            await muster.Drift.FindAsync(connection, call.Get(_read), call.Actor, observer, cancellationToken)
            ?? throw new UserErrorException(
                ExitCodes.IncompleteRead,
                "The directory was not read to its end so far, so nothing can be compared with it. Read it: muster drift --read"
            );
        observer.Dispose();
        var rows = report
            .Rows.Where(row => kind is null || row.Kind == kind)
            .Where(row => groups is null || (row.Group is { } group && groups.Contains(group)))
            .ToList();
        if (call.Get(_user) is { } who)
            rows = await AboutAsync(muster, rows, who, cancellationToken);
        await new DriftPrinter(call, report, groups is not null || kind is not null || call.Get(_user) is not null).PrintAsync(
            rows,
            page,
            cancellationToken
        );
        return rows.Exists(row => row.State != DriftState.Allowed) ? ExitCodes.DifferencesExist : ExitCodes.Fine;
    }

    private async Task<HashSet<int>?> GroupsAsync(Invocation call, MusterInstance muster, CancellationToken cancellationToken)
    {
        if (call.Get(_groups) is not { Length: > 0 } names)
            return null;
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var keys = new HashSet<int>();
        foreach (var name in names)
            keys.Add((await GroupLookup.FindAsync(muster, name, revision, cancellationToken)).Key);
        return keys;
    }

    /// <summary>What is about a person; somebody who is still to be made a user is known by what the directory calls the person.</summary>
    private static async Task<List<DriftRow>> AboutAsync(
        MusterInstance muster,
        List<DriftRow> rows,
        string who,
        CancellationToken cancellationToken
    )
    {
        bool Fits(UserAttributes? person) =>
            person is not null
            && new[] { person.UserPrincipalName, person.Mail, person.DisplayName }.Contains(who, StringComparer.OrdinalIgnoreCase);
        if (rows.Exists(row => Fits(row.Person)))
            return rows.FindAll(row => Fits(row.Person));
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var user = await UserCommands.FindAsync(muster, who, revision, cancellationToken);
        return rows.FindAll(row => row.User == user.Key);
    }

    private async Task<int> HealAsync(Invocation call, MusterInstance muster, Connection connection, CancellationToken cancellationToken)
    {
        SyncCommand.Ask(call, call.Get(_yes), "muster drift --heal --yes", "muster drift");
        if (await muster.Database.Drift.DamageAsync(cancellationToken) is { Count: > 0 } damage)
            throw new UserErrorException(
                ExitCodes.Locked,
                $"{Numbers.Of(damage.Count, "thing")} are stored against the history, and no plan is made on that. See them: muster drift --kind damage. Check the history: muster audit verify. If it is whole, put it right: muster audit repair."
            );
        using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, call.Get(_yes), call.Get(_all), call.Clock);
        var request = new SyncRequest
        {
            Connection = connection,
            Actor = call.Actor,
            Groups = call.Get(_groups) ?? [],
            AsLastRead = !call.Get(_read),
            Heals = true,
        };
        var run = await muster.Syncs.RunAsync(request, observer, cancellationToken);
        observer.Dispose();
        return RunReport.Conclude(call.Terminal, run);
    }
}

using System.CommandLine;
using Muster.Cli.Groups;
using Muster.Core.Planning;
using Muster.Engine.Syncing;
using Muster.Server;

namespace Muster.Cli.Syncing;

/// <summary><c>muster sync</c></summary>
internal static class SyncCommand
{
    public static Command Create(Cli cli)
    {
        var options = new SyncOptions();
        var yes = new Option<bool>("--yes", "-y")
        {
            Description = "Apply without asking; a plan that a guard rail holds still waits for a person",
        };
        var expect = new Option<int?>("--expect-removals")
        {
            Description = "Refuse a plan that removes another number of memberships",
            HelpName = "N",
        };
        var additions = new Option<bool>("--additions-only")
        {
            Description = "Leave out every removal and suspension; they are planned again by the next sync without this",
        };
        var command = new Command("sync", "Make the platform equal to the directory: read, plan, apply")
        {
            yes,
            expect,
            additions,
        }.WithExamples(
            "muster sync",
            "muster sync --yes --json",
            "muster sync --group \"IT Support\" --yes",
            "muster sync --additions-only --yes",
            "muster sync --full --yes --expect-removals 0"
        );
        options.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var request = await options.RequestAsync(call, muster, cancellationToken) with
                {
                    ExpectRemovals = NotNegative(call.Get(expect)),
                    Cut = PlanCut.None with { AdditionsOnly = call.Get(additions) },
                };
                Ask(call, call.Get(yes), "muster sync --yes");
                using var observer = new ConsoleObserver(
                    call.Terminal,
                    muster.Database.Platform,
                    call.Get(yes),
                    call.Get(options.All),
                    call.Clock
                );
                Configuring.SettingWords.NoteFollowed(call.Terminal, request.Connection);
                var run = await muster.Syncs.RunAsync(request, observer, cancellationToken);
                observer.Dispose();
                return RunReport.Conclude(call.Terminal, run);
            }
        );
        return command;
    }

    private static int? NotNegative(int? expected) =>
        expected is < 0
            ? throw new UserErrorException(ExitCodes.WrongUsage, $"--expect-removals is {expected}; a number of removals is 0 or more.")
            : expected;

    /// <summary>Off a terminal nobody can be asked, so the answer must be given beforehand.</summary>
    public static void Ask(Invocation call, bool yes, string command, string look = "muster plan")
    {
        if (!yes && !call.Terminal.CanAsk)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"Nobody can be asked here (no terminal, --json or --no-input). To apply without asking: {command}. To only look: {look}."
            );
    }
}

/// <summary>Options that <c>sync</c> and <c>plan</c> share.</summary>
internal sealed class SyncOptions
{
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _groups = new("--group")
    {
        Description = "Only these groups",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<bool> _full = new("--full")
    {
        Description = "Read everything again instead of the changes, and compare every user",
    };

    public Option<bool> All { get; } = new("--all") { Description = "Show every step of the plan, however long" };

    public void AddTo(Command command)
    {
        command.Add(_connection);
        command.Add(_groups);
        command.Add(_full);
        command.Add(All);
    }

    /// <exception cref="UserErrorException">A group is not here; said before anything is read, and before a run is noted.</exception>
    public async Task<SyncRequest> RequestAsync(Invocation call, MusterInstance muster, CancellationToken cancellationToken)
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        foreach (var name in call.Get(_groups) ?? [])
            await GroupLookup.FindAsync(muster, name, revision, cancellationToken);
        return new SyncRequest
        {
            Connection = await muster.ConnectionAsync(call.Get(_connection), cancellationToken),
            Actor = call.Actor,
            Full = call.Get(_full),
            Groups = call.Get(_groups) ?? [],
        };
    }
}

using System.CommandLine;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups unlink|resume|retire</c></summary>
internal static class LinkGroupCommands
{
    public static Command Unlink(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the group, exactly" };
        var consent = new Consent();
        var command = new Command("unlink", "Let a group stop following the directory; its members stay as local ones")
        {
            name,
        }.WithExamples("muster groups unlink HR --dry-run", "muster groups unlink \"IT Support\" --yes --json");
        consent.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connection = await muster.Followed.ForAsync(call.Get(name), cancellationToken);
                var asked = new GroupConsent(call, muster, connection, consent);
                var outcome = await muster.Groups.UnlinkAsync(
                    connection,
                    call.Get(name),
                    call.Actor,
                    (plan, _, cancelled) =>
                        asked.GivenAsync(
                            plan,
                            $"Let '{SafeText.Of(call.Get(name))}' stop following the directory?",
                            $"muster groups unlink \"{call.Get(name)}\"",
                            cancelled
                        ),
                    cancellationToken
                );
                return GroupsReport.Conclude(
                    call.Terminal,
                    outcome,
                    $"To follow the directory again: muster groups link \"{call.Get(name)}\" --to OBJECT_ID"
                );
            }
        );
        return command;
    }

    public static Command Resume(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the group, exactly" };
        var consent = new Consent();
        var command = new Command("resume", "Let a group that an undo paused follow the directory again") { name }.WithExamples(
            "muster groups resume HR --dry-run",
            "muster groups resume \"IT Support\" --yes --json"
        );
        consent.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connection = await muster.Followed.ForAsync(call.Get(name), cancellationToken);
                var asked = new GroupConsent(call, muster, connection, consent);
                var outcome = await muster.Groups.ResumeAsync(
                    connection,
                    call.Get(name),
                    call.Actor,
                    (plan, _, cancelled) =>
                        asked.GivenAsync(
                            plan,
                            $"Let '{SafeText.Of(call.Get(name))}' follow the directory again?",
                            $"muster groups resume \"{call.Get(name)}\"",
                            cancelled
                        ),
                    cancellationToken
                );
                return GroupsReport.Conclude(call.Terminal, outcome, "Next: muster sync");
            }
        );
        return command;
    }

    public static Command Retire(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the group, exactly" };
        var confirm = new Option<string?>("--confirm")
        {
            Description = "The group's name once more, where nobody can be asked",
            HelpName = "NAME",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what it would do and change nothing" };
        var command = new Command("retire", "Put a group out of use: its memberships end, its name is free, its history stays")
        {
            name,
            confirm,
            dryRun,
        }.WithExamples("muster groups retire \"Old Project\" --dry-run", "muster groups retire \"Old Project\" --confirm \"Old Project\"");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
                var group = await GroupLookup.FindAsync(muster, call.Get(name), revision, cancellationToken);
                var looks = call.Get(dryRun);
                if (!looks)
                    await ConfirmAsync(call, call.Get(confirm), group.Name, group.Members + group.Owners, cancellationToken);
                var connection = await muster.Followed.ForAsync(group.Name, cancellationToken);
                var outcome = await muster.Groups.RetireAsync(
                    connection,
                    group.Name,
                    call.Actor,
                    (_, _, _) => Task.FromResult(!looks),
                    cancellationToken
                );
                return GroupsReport.Conclude(call.Terminal, outcome, $"Its past: muster groups members \"{group.Name}\" --at TIME");
            }
        );
        return command;
    }

    private static async Task ConfirmAsync(
        Invocation call,
        string? confirmed,
        string name,
        int memberships,
        CancellationToken cancellationToken
    )
    {
        if (confirmed == name)
            return;
        if (confirmed is not null)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--confirm is '{confirmed}', but the group is called '{name}'. Nothing was changed."
            );
        if (!call.Terminal.CanAsk)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"Retiring '{name}' ends {memberships} memberships. To confirm without being asked: --confirm \"{name}\""
            );
        if (!await call.Terminal.AskAsync($"Retire '{SafeText.Of(name)}' and end its {memberships} memberships?", cancellationToken))
            throw new UserErrorException(ExitCodes.Unexpected, "Declined. Nothing was changed.");
    }
}

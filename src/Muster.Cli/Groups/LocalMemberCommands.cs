using System.CommandLine;
using Muster.Cli.Users;
using Muster.Core.Platform;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups add-member|remove-member</c>: who is in a group that follows no directory group, or may be edited by hand although it does.</summary>
internal static class LocalMemberCommands
{
    public static Command Add(Cli cli) =>
        Create(cli, "add-member", "Put a user into a group that does not follow the directory, or may be edited by hand", member: true)
            .WithExamples(
                "muster groups add-member \"Book club\" ada@contoso.com",
                "muster groups add-member \"Book club\" ada@contoso.com --owner --reason \"Runs it from now on\""
            );

    public static Command Remove(Cli cli) =>
        Create(
                cli,
                "remove-member",
                "Take a user out of a group that does not follow the directory, or may be edited by hand",
                member: false
            )
            .WithExamples(
                "muster groups remove-member \"Book club\" ada@contoso.com",
                "muster groups remove-member \"Book club\" ada@contoso.com --owner"
            );

    private static Command Create(Cli cli, string verb, string description, bool member)
    {
        var group = new Argument<string>("GROUP") { Description = "Name of the group, exactly" };
        var who = LocalUserCommands.Who();
        var owner = new Option<bool>("--owner") { Description = "As an owner instead of a member" };
        var reason = new Option<string?>("--reason") { Description = "Why; kept in the audit log", HelpName = "TEXT" };
        var command = new Command(verb, description) { group, who, owner, reason };
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var outcome = await muster.LocalUsers.SetMemberAsync(
                    call.Get(group),
                    await LocalUserCommands.FoundAsync(call, muster, who, cancellationToken),
                    call.Get(owner) ? MembershipRelation.Owner : MembershipRelation.Member,
                    member,
                    call.Get(reason),
                    call.Actor,
                    cancellationToken
                );
                return await UsersReport.ConcludeAsync(
                    call,
                    muster,
                    outcome,
                    $"Who is in it: muster groups members \"{call.Get(group)}\"",
                    cancellationToken
                );
            }
        );
        return command;
    }
}

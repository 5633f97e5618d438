using System.CommandLine;
using Muster.Cli.Users;
using Muster.Core.Platform;
using Muster.Engine.Exceptions;

namespace Muster.Cli.Exceptions;

/// <summary><c>muster exceptions add</c></summary>
internal sealed class AddExceptionCommand
{
    private readonly Option<string> _group = new("--group")
    {
        Description = "Name of the linked group, exactly",
        Required = true,
        HelpName = "NAME",
    };
    private readonly Option<string> _user = new("--user")
    {
        Description = "UPN, mail address, exact display name or object id",
        Required = true,
        HelpName = "USER",
    };
    private readonly Option<bool> _include = new("--include") { Description = "The person counts, whatever the directory says" };
    private readonly Option<bool> _exclude = new("--exclude") { Description = "The person does not count, whatever the directory says" };
    private readonly Option<bool> _owner = new("--owner") { Description = "As an owner instead of a member" };
    private readonly Option<string> _reason = new("--reason")
    {
        Description = "Why; kept with the exception",
        Required = true,
        HelpName = "TEXT",
    };
    private readonly Option<string?> _until = EndDates.Option(required: false);
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly Option<bool> _yes = ExceptionReport.Yes();
    private readonly Option<bool> _dryRun = ExceptionReport.DryRun();

    public static Command Create(Cli cli)
    {
        var options = new AddExceptionCommand();
        var command = new Command("add", "Make an exception for one person in one linked group; syncs respect it until it ends")
        {
            options._group,
            options._user,
            options._include,
            options._exclude,
            options._owner,
            options._reason,
            options._until,
            options._connection,
            options._dryRun,
            options._yes,
        }.WithExamples(
            "muster exceptions add --group \"IT Support\" --user ada@contoso.com --include --until 2026-03-31 --reason \"Covers for Grace\" --dry-run",
            "muster exceptions add --group Finance --user bob@contoso.com --exclude --reason \"Under review, ticket 4711\" --yes"
        );
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (call.Get(_include) == call.Get(_exclude))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                "Say which: --include (the person counts) or --exclude (the person does not)."
            );
        var until = EndDates.Parse(call.Get(_until));
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var group = await Groups.GroupLookup.FindAsync(muster, call.Get(_group)!, revision, cancellationToken);
        var user = await UserCommands.FindAsync(muster, call.Get(_user)!, revision, cancellationToken);
        var connection = await ExceptionReport.ConnectionAsync(muster, call.Get(_connection), group, cancellationToken);
        var order = new ExceptionOrder.Add(
            new ExceptionWish(
                group.Name,
                user.Key,
                user.Attributes.UserPrincipalName ?? user.Attributes.DisplayName ?? call.Get(_user)!,
                call.Get(_owner) ? MembershipRelation.Owner : MembershipRelation.Member,
                call.Get(_exclude) ? ExceptionKind.Exclude : ExceptionKind.Include,
                call.Get(_reason)!,
                until
            )
        );
        return await ExceptionReport.DecideAsync(
            call,
            muster,
            connection,
            order,
            new ExceptionAsking(call.Get(_dryRun), call.Get(_yes), "muster exceptions add …"),
            cancellationToken
        );
    }
}

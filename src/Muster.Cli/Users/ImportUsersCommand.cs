using System.CommandLine;
using Muster.Cli.Plans;
using Muster.Cli.Syncing;
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
    private readonly RuleChoice _choice = new();
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
            options._dryRun,
            options._yes,
            options._all,
        }.WithExamples(
            "muster users import --everyone",
            "muster users import --members-of \"IT Support\" \"HR\" --yes",
            "muster users import --where 'department = \"IT\" and userPrincipalName endsWith \"@contoso.com\"' --dry-run",
            "muster users import --members-of Staff --where 'employeeHireDate <= today + 3d and not employeeLeaveDateTime < now'",
            "muster users import --user ada@contoso.com grace@contoso.com"
        );
        options._choice.AddTo(command);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        _choice.Check(call);
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var connection = await muster.ConnectionAsync(call.Get(_connection), cancellationToken);
        using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, call.Get(_yes), call.Get(_all), call.Clock);
        var rule = await _choice.RuleAsync(call, muster, connection, observer, cancellationToken);
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
            await PlanCommand.ShowAsync(
                call.Terminal,
                muster,
                planned,
                null,
                call.Get(_all),
                "the same without --dry-run",
                cancellationToken
            );
            return ExitCodes.Fine;
        }
        var run = await muster.Syncs.RunAsync(request, observer, cancellationToken);
        observer.Dispose();
        var code = RunReport.Conclude(call.Terminal, run);
        if (code == ExitCodes.Fine)
            call.Terminal.Note($"[grey]From now on every sync imports {ImportRuleWords.Of(rule)}. Next: muster groups discover[/]");
        return code;
    }
}

using System.CommandLine;
using Muster.Cli.Auditing;
using Muster.Cli.Comparing;
using Muster.Server;
using Muster.Server.Accounts;
using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary><c>muster export differences</c>, <c>audit</c>, <c>accounts</c>, <c>failed-sign-ins</c> and <c>requests</c></summary>
internal static class ExportRecordCommands
{
    public static void AddTo(Command family, Cli cli)
    {
        family.Add(Differences(cli));
        family.Add(Audit(cli));
        family.Add(Accounts(cli));
        family.Add(FailedSignIns(cli));
        family.Add(Requests(cli));
    }

    private static Command Differences(Cli cli)
    {
        var asked = new ComparisonOptions();
        var command = new Command("differences", "Write what differs between two moments").WithExamples(
            "muster export differences --from -7d --out week.xlsx",
            "muster export differences --from run:12 --to run:15 --group \"IT Support\" --format csv"
        );
        asked.AddTo(command);
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var (earlier, later, comparison) = await asked.FindAsync(call, muster, cancellationToken);
                var now = call.Clock.GetUtcNow();
                return RecordTables.Differences(
                    comparison,
                    new(earlier, earlier.At ?? now),
                    new(later, later.At ?? now),
                    [("Group", string.Join(", ", asked.Groups(call))), ("Person", asked.User(call) ?? "")],
                    cancellationToken
                );
            }
        );
    }

    private static Command Audit(Cli cli)
    {
        var asked = new AuditOptions();
        var command = new Command(
            "audit",
            "Write audit entries as a table, the oldest first; to check them, see: muster audit export"
        ).WithExamples("muster export audit --from -30d --out audit.xlsx", "muster export audit --action run.* --actor ada --format csv");
        asked.AddTo(command);
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
                RecordTables.Audit(
                    muster.Database.Audit,
                    await asked.ReadAsync(call, muster, cancellationToken),
                    asked.Words(call),
                    cancellationToken
                )
        );
    }

    private static Command Accounts(Cli cli) =>
        OfAccounts(
            cli,
            new Command("accounts", "Write who may sign in to the server of this data folder, by name; no secret is in it").WithExamples(
                "muster export accounts --out accounts.xlsx",
                "muster export accounts --format csv"
            ),
            (_, _, accounts, cancellationToken) =>
                Task.FromResult(RecordTables.Accounts(accounts.Accounts, accounts.Grants, cancellationToken))
        );

    private static Command FailedSignIns(Cli cli) =>
        OfAccounts(
            cli,
            new Command(
                "failed-sign-ins",
                "Write failed sign-ins and refusals of the last 90 days by hour, name and address, the latest first"
            ).WithExamples("muster export failed-sign-ins --out failed.xlsx", "muster export failed-sign-ins --format csv"),
            (call, _, accounts, cancellationToken) =>
                Task.FromResult(RecordTables.FailedSignIns(accounts.Failures, call.Clock.GetUtcNow() - FailureLog.Kept, cancellationToken))
        );

    private static Command Requests(Cli cli)
    {
        var state = ListExport.OneOf<RequestState>("--state", "Only requests that stand so", "STATE");
        var command = new Command("requests", "Write what owners of groups asked for, the newest first") { state }.WithExamples(
            "muster export requests --out requests.xlsx",
            "muster export requests --state waiting --format csv"
        );
        return OfAccounts(
            cli,
            command,
            async (call, muster, accounts, cancellationToken) =>
                GroupTables.Requests(
                    muster,
                    (await ListExport.ConnectionsAsync(muster, null, cancellationToken)).Names,
                    accounts.Requests,
                    new RequestFilter { State = ListExport.Word<RequestState>(call, state) },
                    cancellationToken
                )
        );
    }

    /// <summary>A list of the file that a server keeps beside the data.</summary>
    internal static Command OfAccounts(
        Cli cli,
        Command command,
        Func<Invocation, MusterInstance, AccountFile, CancellationToken, Task<ExportTable>> tableAsync
    )
    {
        var form = new ExportForm();
        form.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var format = form.Format(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                await using var accounts =
                    await AccountFile.OpenAsync(call.DataFolder, muster, cancellationToken)
                    ?? throw new UserErrorException(
                        ExitCodes.NotFound,
                        $"No server of this version has worked on {call.Database?.Place ?? call.DataFolder} yet, so there are no accounts. Start it with: muster serve"
                    );
                var table = await tableAsync(call, muster, accounts, cancellationToken);
                await ListExport.SendAsync(call, muster, table, format, form.File(call), signed: false, cancellationToken);
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}

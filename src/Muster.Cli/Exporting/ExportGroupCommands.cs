using System.CommandLine;
using Muster.Cli.Groups;
using Muster.Cli.Syncing;
using Muster.Cli.Users;
using Muster.Engine.Drift;
using Muster.Server.Exporting;
using Muster.Server.Groups;

namespace Muster.Cli.Exporting;

/// <summary><c>muster export exceptions</c>, <c>drift</c> and <c>group-history</c></summary>
internal static class ExportGroupCommands
{
    public static void AddTo(Command family, Cli cli)
    {
        family.Add(Exceptions(cli));
        family.Add(Drift(cli));
        family.Add(History(cli));
    }

    private static Command Exceptions(Cli cli)
    {
        var group = Group();
        var user = new Option<string?>("--user") { Description = "Only those of this person", HelpName = "USER" };
        var ending = new Option<string?>("--ending")
        {
            Description = "Only those that end within this time, such as 14d",
            HelpName = "SPAN",
        };
        var at = Moments.Option();
        var command = new Command("exceptions", "Write the exceptions that stand, or stood, those that end first on top")
        {
            group,
            user,
            ending,
            at,
        }.WithExamples("muster export exceptions --out exceptions.xlsx", "muster export exceptions --ending 14d --at 2026-01-31");
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                TimeSpan? span = call.Get(ending) is { } text ? EndDates.Span("--ending", text) : null;
                var moment = await ListExport.MomentAsync(call, muster, at, cancellationToken);
                var revision = moment.Moment.Revision;
                var query = new ExceptionQuery
                {
                    Group = await GroupAsync(call, muster, group, revision, cancellationToken),
                    User = call.Get(user) is { } who ? (await UserCommands.FindAsync(muster, who, revision, cancellationToken)).Key : null,
                    EndingBefore = moment.At + span,
                };
                var (names, _) = await ListExport.ConnectionsAsync(muster, null, cancellationToken);
                return GroupTables.Exceptions(muster, names, moment, query, cancellationToken);
            }
        );
    }

    private static Command Drift(Cli cli)
    {
        var connection = new Option<string?>("--connection")
        {
            Description = "Which connection, where there are several",
            HelpName = "NAME",
        };
        var group = Group();
        var user = new Option<string?>("--user")
        {
            Description = "Only what is about this person: UPN, mail or display name",
            HelpName = "USER",
        };
        var kind = ListExport.OneOf<DriftKind>("--kind", "Only this kind", "KIND");
        var state = ListExport.OneOf<DriftState>("--state", "Only differences of which this becomes", "STATE");
        var command = new Command("drift", "Write what differs from the directory as it was last read, and who made it so")
        {
            connection,
            group,
            user,
            kind,
            state,
        }.WithExamples("muster export drift --out drift.xlsx", "muster export drift --kind manualEdit --format csv");
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var found = await muster.ConnectionAsync(call.Get(connection), cancellationToken);
                var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
                var filter = new DriftFilter
                {
                    Kind = ListExport.Word<DriftKind>(call, kind),
                    State = ListExport.Word<DriftState>(call, state),
                    Group = await GroupAsync(call, muster, group, revision, cancellationToken),
                    User = call.Get(user),
                };
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
                var report =
                    await muster.Drift.FindAsync(found, read: false, call.Actor, observer, cancellationToken)
                    ?? throw new UserErrorException(
                        ExitCodes.IncompleteRead,
                        "The directory was not read to its end so far, so nothing can be compared with it. Read it: muster drift --read"
                    );
                var read = await muster.Database.History.LastReadAsync(found.Key, cancellationToken);
                return GroupTables.Drift(report.Rows, found.Name, read?.At, filter);
            }
        );
    }

    private static Command History(Cli cli)
    {
        var group = new Argument<string>("NAME") { Description = "Name of the group, exactly" };
        var command = new Command("group-history", "Write the days on which it changed who is in a group, the latest first")
        {
            group,
        }.WithExamples("muster export group-history \"IT Support\" --out history.xlsx", "muster export group-history HR --format csv");
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
                var row = await GroupLookup.FindAsync(muster, call.Get(group), revision, cancellationToken);
                return GroupTables.History(muster, row, cancellationToken);
            }
        );
    }

    private static Option<string?> Group() => new("--group") { Description = "Only what is about this group, by name", HelpName = "NAME" };

    private static async Task<int?> GroupAsync(
        Invocation call,
        Muster.Server.MusterInstance muster,
        Option<string?> option,
        long revision,
        CancellationToken cancellationToken
    ) => call.Get(option) is { } name ? (await GroupLookup.FindAsync(muster, name, revision, cancellationToken)).Key : null;
}

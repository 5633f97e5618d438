using System.CommandLine;
using Muster.Cli.Groups;
using Muster.Cli.Users;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Groups;
using Muster.Engine.Platform;
using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary><c>muster export users</c>, <c>groups</c>, <c>members</c>, <c>memberships</c> and <c>candidates</c></summary>
internal static class ExportPeopleCommands
{
    public static void AddTo(Command family, Cli cli)
    {
        family.Add(Users(cli));
        family.Add(Groups(cli));
        family.Add(Members(cli));
        family.Add(Memberships(cli));
        family.Add(Candidates(cli));
    }

    private static Command Users(Cli cli)
    {
        var search = Search("Only users whose name, UPN or mail contains this");
        var state = ListExport.OneOf<UserState>("--state", "Only users in this state", "STATE");
        var at = Moments.Option();
        var command = new Command("users", "Write the platform's users, by UPN") { search, state, at }.WithExamples(
            "muster export users --out users.xlsx",
            "muster export users --at 2026-01-31 --state suspended --format csv"
        );
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
                PeopleTables.Users(
                    muster,
                    (await ListExport.ConnectionsAsync(muster, null, cancellationToken)).Names,
                    await ListExport.MomentAsync(call, muster, at, cancellationToken),
                    new UserQuery { Search = call.Get(search) }.In(ListExport.Word<UserState>(call, state)),
                    cancellationToken
                )
        );
    }

    private static Command Groups(Cli cli)
    {
        var search = Search("Only groups whose name contains this");
        var link = ListExport.OneOf<LinkState>("--link", "Only groups that stand so", "STATE");
        var connection = Connection("Only groups that follow this connection");
        var at = Moments.Option();
        var command = new Command("groups", "Write the platform's groups, by name") { search, link, connection, at }.WithExamples(
            "muster export groups --out groups.csv",
            "muster export groups --at run:12 --link linked --format jsonl"
        );
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
                PeopleTables.Groups(
                    muster,
                    (await ListExport.ConnectionsAsync(muster, null, cancellationToken)).Names,
                    await ListExport.MomentAsync(call, muster, at, cancellationToken),
                    new GroupQuery
                    {
                        Search = call.Get(search),
                        Link = ListExport.Word<LinkState>(call, link),
                        Within = call.Get(connection) is { } name ? [(await muster.ConnectionAsync(name, cancellationToken)).Key] : null,
                    },
                    cancellationToken
                )
        );
    }

    private static Command Members(Cli cli)
    {
        var group = new Argument<string>("NAME") { Description = "Name of the group, exactly" };
        var only = new Option<string?>("--only")
        {
            Description =
                "members, owners, direct (members who are in it themselves) or through (those who are not); all of them without it",
            HelpName = "WHO",
        };
        only.AcceptOnlyFromAmong("members", "direct", "through", "owners");
        var search = Search("Only people whose name, UPN or mail contains this");
        var at = Moments.Option();
        var command = new Command("members", "Write who is in a group: members, then owners, by name")
        {
            group,
            only,
            search,
            at,
        }.WithExamples("muster export members \"IT Support\" --out support.xlsx", "muster export members HR --at -30d --only direct");
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var moment = await ListExport.MomentAsync(call, muster, at, cancellationToken);
                var row = await GroupLookup.FindAsync(muster, call.Get(group), moment.Moment.Revision, cancellationToken);
                return PeopleTables.Members(muster, moment, row, call.Get(only), call.Get(search), cancellationToken);
            }
        );
    }

    private static Command Memberships(Cli cli)
    {
        var user = new Argument<string>("USER") { Description = "UPN, mail, name or object id of the person" };
        var at = Moments.Option();
        var command = new Command("memberships", "Write the groups of a person, by name") { user, at }.WithExamples(
            "muster export memberships ada@contoso.com --out ada.csv",
            "muster export memberships ada@contoso.com --at 2026-01-31"
        );
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var moment = await ListExport.MomentAsync(call, muster, at, cancellationToken);
                var person = await UserCommands.FindAsync(muster, call.Get(user), moment.Moment.Revision, cancellationToken);
                var (names, _) = await ListExport.ConnectionsAsync(muster, null, cancellationToken);
                return PeopleTables.Memberships(muster, names, moment, person, new MembershipQuery(person.Key), cancellationToken);
            }
        );
    }

    private static Command Candidates(Cli cli)
    {
        var connection = Connection("Which connection, where there are several");
        var search = Search("Only groups whose name, mail or description contains this");
        var kind = ListExport.OneOf<DirectoryGroupKind>("--kind", "Only groups of this kind", "KIND");
        var state = ListExport.OneOf<DiscoveryState>("--state", "Only groups that stand so", "STATE");
        var command = new Command("candidates", "Write the directory's groups, as last read, and how they stand to the platform")
        {
            connection,
            search,
            kind,
            state,
        }.WithExamples("muster export candidates --out directory.xlsx", "muster export candidates --search support --state available");
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var found = await muster.ConnectionAsync(call.Get(connection), cancellationToken);
                var filter = new DirectoryGroupFilter { Search = call.Get(search), Kind = ListExport.Word<DirectoryGroupKind>(call, kind) };
                var known = await muster.Groups.KnownAsync(found, cancellationToken);
                return RecordTables.Candidates(known, found.Name, filter, ListExport.Word<DiscoveryState>(call, state));
            }
        );
    }

    private static Option<string?> Search(string description) => new("--search") { Description = description, HelpName = "TEXT" };

    private static Option<string?> Connection(string description) => new("--connection") { Description = description, HelpName = "NAME" };
}

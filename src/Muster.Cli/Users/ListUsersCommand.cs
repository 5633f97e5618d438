using System.CommandLine;
using System.Globalization;
using Muster.Cli.Exporting;
using Muster.Cli.Terminals;
using Muster.Engine.Platform;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Users;

/// <summary><c>muster users list</c></summary>
internal static class ListUsersCommand
{
    public static Command Create(Cli cli)
    {
        var search = new Option<string?>("--search")
        {
            Description = "Only users whose name, UPN or mail contains this",
            HelpName = "TEXT",
        };
        var state = ListExport.OneOf<UserState>("--state", "Only users in this state", "STATE");
        var at = Moments.Option();
        var pages = PageOptions.Upwards();
        var command = new Command("list", "List the platform's users") { search, state, at }.WithExamples(
            "muster users list --search lee --state active",
            "muster users list --at 2026-01-31 --limit 0 --json"
        );
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var revision = (await Moments.FindAsync(call, muster, at, cancellationToken)).Revision;
                var query = new UserQuery
                {
                    Search = call.Get(search),
                    After = Place(page),
                    Limit = page.Fetched,
                }.In(ListExport.Word<UserState>(call, state));
                // On a narrow terminal the department gives way; users show has it.
                var wide = call.Terminal.Out.Profile.Width >= Tables.Wide;
                var table = wide ? Tables.New("UPN", "Name", "Department", "=State") : Tables.New("UPN", "Name", "=State");
                var shown = await Listing.StoredAsync(
                    call,
                    page,
                    muster.Database.Platform.UserPageAsync(revision, query, cancellationToken),
                    muster.Database.Platform.CountUsersAsync(revision, query, cancellationToken),
                    user => Places.Of(user.Attributes.UserPrincipalName, user.Key.ToString(CultureInfo.InvariantCulture)),
                    UserCommands.Write,
                    user => AddTo(table, user, wide),
                    cancellationToken
                );
                Listing.End(
                    call,
                    table,
                    shown,
                    "user",
                    query is { Search: null, Active: null, Local: null }
                        ? "Import some: muster users import --everyone"
                        : "Nothing fits; leave out a filter."
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void AddTo(Table table, UserRow user, bool wide)
    {
        IEnumerable<IRenderable> department = wide ? [Tables.Text(user.Attributes.Department)] : [];
        table.AddRow([
            Tables.Text(user.Attributes.UserPrincipalName),
            Tables.Text(user.Attributes.DisplayName),
            .. department,
            new Text(
                (user.Active ? "active" : "suspended") + (user.Id is null ? ", local" : ""),
                user.Active ? Style.Plain : new Style(Color.Grey)
            ),
        ]);
    }

    private static UserPlace? Place(Page page) =>
        page.Parts(2) is not [var name, var key] ? null
        : int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new UserPlace(name, number)
        : throw page.NoSuchRow();
}

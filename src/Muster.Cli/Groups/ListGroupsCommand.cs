using System.CommandLine;
using Muster.Cli.Terminals;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups list</c></summary>
internal static class ListGroupsCommand
{
    public static Command Create(Cli cli)
    {
        var search = new Option<string?>("--search") { Description = "Only groups whose name contains this", HelpName = "TEXT" };
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many rows; 0 for all",
            DefaultValueFactory = _ => 50,
            HelpName = "N",
        };
        var at = Moments.Option();
        var command = new Command("list", "List the platform's groups") { search, limit, at }.WithExamples(
            "muster groups list --search support",
            "muster groups list --at 2026-01-31 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var moment = await Moments.FindAsync(call, muster, at, cancellationToken);
                var revision = moment.Revision;
                // On a narrow terminal the columns that say least give way; groups show has them.
                var wide = call.Terminal.Out.Profile.Width >= 64;
                var table = wide
                    ? Tables.New("Group", "Link", "#Members", "#Owners", "Labels", "Purpose")
                    : Tables.New("Group", "Link", "#Members", "#Owners");
                var sources = await GroupSources.LoadAsync(muster, moment.At, cancellationToken);
                var shown = await Listing.ShowAsync(
                    call,
                    muster.Database.Platform.GroupRowsAsync(revision, call.Get(search), cancellationToken),
                    call.Get(limit),
                    (json, group) => GroupLookup.Write(json, group, sources),
                    group =>
                        table.Add([
                            Tables.Text(group.Name),
                            new Text(GroupLookup.Words(group), GroupLookup.Style(group.Link)),
                            Tables.Number(group.Members),
                            Tables.Number(group.Owners),
                            .. wide
                                ? [Tables.Text(string.Join(", ", sources.Labels(group))), Tables.Text(group.Settings.Purpose)]
                                : Array.Empty<IRenderable>(),
                        ]),
                    cancellationToken
                );
                Listing.End(
                    call,
                    table,
                    shown,
                    "group",
                    call.Get(search) is null ? "Create some: muster groups create --from-directory --all" : "Nothing fits the search."
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}

using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server.Groups;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups list</c></summary>
internal static class ListGroupsCommand
{
    private static readonly string[] Links =
    [
        .. Enum.GetValues<LinkState>().Where(link => link != LinkState.Retired).Select(JsonFormat.Word),
    ];

    public static Command Create(Cli cli)
    {
        var search = new Option<string?>("--search") { Description = "Only groups whose name contains this", HelpName = "TEXT" };
        var link = new Option<string?>("--link")
        {
            Description = $"Only groups that stand so: {string.Join(", ", Links)}",
            HelpName = "STATE",
        };
        link.AcceptOnlyFromAmong([.. Links]);
        var pages = PageOptions.Upwards();
        var at = Moments.Option();
        var command = new Command("list", "List the platform's groups") { search, link, at }.WithExamples(
            "muster groups list --search support --link linked",
            "muster groups list --at 2026-01-31 --json"
        );
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var moment = await Moments.FindAsync(call, muster, at, cancellationToken);
                var revision = moment.Revision;
                // On a narrow terminal the columns that say least give way; groups show has them.
                var wide = call.Terminal.Out.Profile.Width >= 64;
                var table = wide
                    ? Tables.New("Group", "=Link", "#Members", "#Owners", "Labels", "Purpose")
                    : Tables.New("Group", "=Link", "#Members", "#Owners");
                var sources = await GroupSources.LoadAsync(muster, moment.At, cancellationToken);
                var query = new GroupQuery
                {
                    Search = call.Get(search),
                    Link = call.Get(link) is { } state ? Enum.Parse<LinkState>(state, ignoreCase: true) : null,
                    After = page.Parts(1)?[0],
                    Limit = page.Fetched,
                };
                var shown = await Listing.StoredAsync(
                    call,
                    page,
                    muster.Database.Platform.GroupPageAsync(revision, query, cancellationToken),
                    muster.Database.Platform.CountGroupsAsync(revision, query, cancellationToken),
                    group => Places.Of(group.Name),
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
                    query is { Search: null, Link: null }
                        ? "Create some: muster groups create --from-directory --all"
                        : "Nothing fits; leave out a filter."
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server;
using Spectre.Console;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups members</c></summary>
internal static class GroupMembersCommand
{
    public static Command Create(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the group, exactly" };
        var at = Moments.Option();
        var direct = new Option<bool>("--direct") { Description = "Only who came directly, not through a nested group" };
        var through = new Option<bool>("--through") { Description = "Only who came through a nested group" };
        var owners = new Option<bool>("--owners") { Description = "The owners instead of the members" };
        var search = new Option<string?>("--search")
        {
            Description = "Only people whose name, UPN or mail contains this",
            HelpName = "TEXT",
        };
        var pages = PageOptions.Upwards();
        var command = new Command("members", "List who is in a group") { name, at, direct, through, owners, search }.WithExamples(
            "muster groups members \"IT Support\"",
            "muster groups members \"IT Support\" --owners --json",
            "muster groups members HR --at 2026-01-31T12:00 --direct"
        );
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var revision = (await Moments.FindAsync(call, muster, at, cancellationToken)).Revision;
                var group = await GroupLookup.FindAsync(muster, call.Get(name), revision, cancellationToken);
                var query = new MemberQuery(group.Key, call.Get(owners) ? MembershipRelation.Owner : MembershipRelation.Member)
                {
                    Direct = call.Get(direct),
                    Through = call.Get(through),
                    Search = call.Get(search),
                    After = Place(page),
                    Limit = page.Fetched,
                };
                var sources = await SourcesAsync(muster, cancellationToken);
                var table = Tables.New("Name", "UPN", "Through", "Origin");
                var shown = await Listing.StoredAsync(
                    call,
                    page,
                    muster.Database.Platform.MemberPageAsync(revision, query, cancellationToken),
                    muster.Database.Platform.CountMembersAsync(revision, query, cancellationToken),
                    PlaceOf,
                    (json, member) => Write(json, member.User, member.Row, sources),
                    member =>
                        table.Add(
                            Tables.Text(member.User.Attributes.DisplayName),
                            Tables.Text(member.User.Attributes.UserPrincipalName),
                            Tables.Text(member.Row.Via == 0 ? "" : sources.GetValueOrDefault(member.Row.Via)),
                            new Text(JsonFormat.Word(member.Row.Origin))
                        ),
                    cancellationToken
                );
                Listing.End(
                    call,
                    table,
                    shown,
                    call.Get(owners) ? "owner" : "member",
                    "Why somebody is not here: muster explain USER GROUP"
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <summary>Names of the directory groups through which people may have come.</summary>
    private static async Task<Dictionary<int, string>> SourcesAsync(MusterInstance muster, CancellationToken cancellationToken)
    {
        var names = new Dictionary<int, string>();
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
        foreach (var group in await muster.Database.Mirror.GroupFactsAsync(connection.Key, cancellationToken))
            names[group.Key] = group.Name;
        return names;
    }

    private static string PlaceOf(MemberRow member) =>
        Places.Of(
            member.User.Attributes.DisplayName,
            member.User.Key.ToString(CultureInfo.InvariantCulture),
            JsonFormat.Word(member.Row.Origin)
        );

    private static MemberPlace? Place(Page page) =>
        page.Parts(3) is not [var name, var key, var origin] ? null
        : int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && Enum.TryParse<MembershipOrigin>(origin, ignoreCase: true, out var decided)
            ? new MemberPlace(name, number, decided)
        : throw page.NoSuchRow();

    private static void Write(Utf8JsonWriter json, UserRow user, MembershipRow row, Dictionary<int, string> sources)
    {
        json.WriteStartObject();
        json.Text("id", user.Id?.ToString());
        json.Text("userPrincipalName", user.Attributes.UserPrincipalName);
        json.Text("displayName", user.Attributes.DisplayName);
        json.WriteString("relation", JsonFormat.Word(row.Relation));
        json.WriteString("origin", JsonFormat.Word(row.Origin));
        json.Text("through", row.Via == 0 ? null : sources.GetValueOrDefault(row.Via));
        json.WriteEndObject();
    }
}

using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Platform;
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
        var owners = new Option<bool>("--owners") { Description = "The owners instead of the members" };
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many rows; 0 for all",
            DefaultValueFactory = _ => 50,
            HelpName = "N",
        };
        var command = new Command("members", "List who is in a group") { name, at, direct, owners, limit }.WithExamples(
            "muster groups members \"IT Support\"",
            "muster groups members \"IT Support\" --owners --json",
            "muster groups members HR --at 2026-01-31T12:00 --direct"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var revision = (await Moments.FindAsync(call, muster, at, cancellationToken)).Revision;
                var group = await GroupLookup.FindAsync(muster, call.Get(name), revision, cancellationToken);
                var relation = call.Get(owners) ? MembershipRelation.Owner : MembershipRelation.Member;
                var rows = await muster
                    .Database.Platform.MembershipRowsAsync(revision, group.Key, null, cancellationToken)
                    .Where(row => row.Relation == relation && (!call.Get(direct) || row.Via == 0))
                    .ToListAsync(cancellationToken);
                var people = await NamesAsync(muster, revision, rows, cancellationToken);
                var sources = await SourcesAsync(muster, rows, cancellationToken);
                var table = Tables.New("Name", "UPN", "Through", "Origin");
                var shown = await Listing.ShowAsync(
                    call,
                    rows.Where(row => people.ContainsKey(row.User))
                        .OrderBy(row => people[row.User].Attributes.DisplayName, StringComparer.Ordinal)
                        .ToAsyncEnumerable(),
                    call.Get(limit),
                    (json, row) => Write(json, people[row.User], row, sources),
                    row =>
                        table.Add(
                            Tables.Text(people[row.User].Attributes.DisplayName),
                            Tables.Text(people[row.User].Attributes.UserPrincipalName),
                            Tables.Text(row.Via == 0 ? "" : sources.GetValueOrDefault(row.Via)),
                            new Text(JsonFormat.Word(row.Origin))
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

    private static async Task<Dictionary<int, UserRow>> NamesAsync(
        MusterInstance muster,
        long revision,
        List<MembershipRow> rows,
        CancellationToken cancellationToken
    )
    {
        var wanted = rows.Select(row => row.User).ToHashSet();
        return wanted.Count == 0
            ? []
            : await muster
                .Database.Platform.UserRowsAsync(revision, null, cancellationToken)
                .Where(user => wanted.Contains(user.Key))
                .ToDictionaryAsync(user => user.Key, cancellationToken: cancellationToken);
    }

    private static async Task<Dictionary<int, string>> SourcesAsync(
        MusterInstance muster,
        List<MembershipRow> rows,
        CancellationToken cancellationToken
    )
    {
        var names = new Dictionary<int, string>();
        if (rows.TrueForAll(row => row.Via == 0))
            return names;
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
        foreach (DirectoryGroup group in (await muster.Database.Mirror.LoadAsync(connection.Key, cancellationToken)).Groups)
            names[group.Key] = group.Name;
        return names;
    }

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

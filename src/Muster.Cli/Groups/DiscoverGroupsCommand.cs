using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Engine.Groups;
using Spectre.Console;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups discover</c></summary>
internal static class DiscoverGroupsCommand
{
    public static Command Create(Cli cli)
    {
        var connection = new Option<string?>("--connection")
        {
            Description = "Which connection, where there are several",
            HelpName = "NAME",
        };
        var search = new Option<string?>("--search")
        {
            Description = "Only groups whose name, mail or description contains this",
            HelpName = "TEXT",
        };
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many rows; 0 for all",
            DefaultValueFactory = _ => 50,
            HelpName = "N",
        };
        var command = new Command("discover", "List the directory's groups and how they stand to the platform")
        {
            connection,
            search,
            limit,
        }.WithExamples("muster groups discover --search support", "muster groups discover --limit 0 --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
                observer.Phase(Engine.Syncing.RunPhase.Read);
                var found = await muster.Groups.DiscoverAsync(
                    await muster.ConnectionAsync(call.Get(connection), cancellationToken),
                    call.Get(search),
                    new ReadingProgress(observer.Reading),
                    cancellationToken
                );
                observer.Dispose();
                var table = Tables.New("Directory group", "State", "#Members", "#Nested", "#Owners", "Object id");
                var shown = await Listing.ShowAsync(
                    call,
                    found.ToAsyncEnumerable(),
                    call.Get(limit),
                    Write,
                    group => AddTo(table, group),
                    cancellationToken
                );
                Listing.End(call, table, shown, "directory group", "Nothing fits.");
                if (!call.Terminal.Json)
                    Summarise(call.Terminal, found);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void AddTo(Table table, DiscoveredGroup group) =>
        table.Add(
            Tables.Text(group.Source.Name),
            new Text(Words(group), Style(group.State)),
            Tables.Number(group.Source.Members.Count),
            Tables.Number(group.Source.ChildGroups.Count),
            Tables.Number(group.Source.Owners.Count),
            new Text(group.Source.Id.ToString(), new Style(Color.Grey))
        );

    private static void Summarise(Terminal terminal, IReadOnlyList<DiscoveredGroup> found)
    {
        var available = found.Count(group => group.State == DiscoveryState.Available);
        var ambiguous = found.Count(group => group.State == DiscoveryState.Ambiguous);
        if (available > 0)
            terminal.Note($"[grey]{Numbers.Of(available)} can be created here: muster groups create --from-directory --all[/]");
        if (ambiguous > 0)
            terminal.Note(
                $"[grey]{Numbers.Of(ambiguous)} share their name with another: muster groups create NAME, then muster groups link NAME --to OBJECT_ID[/]"
            );
    }

    private static string Words(DiscoveredGroup group) =>
        group.State switch
        {
            DiscoveryState.Linked when group.Group!.Name != group.Source.Name => $"linked to '{SafeText.Of(group.Group.Name)}'",
            DiscoveryState.NameTaken => "name taken",
            DiscoveryState.ReusedName => "reused name",
            DiscoveryState.Ambiguous => $"ambiguous ({group.SameName})",
            _ => JsonFormat.Word(group.State),
        };

    private static Style? Style(DiscoveryState state) =>
        state switch
        {
            DiscoveryState.Linked => new Style(Color.Green),
            DiscoveryState.Available or DiscoveryState.Waiting => (Style?)null,
            _ => new Style(Color.Yellow),
        };

    private static void Write(Utf8JsonWriter json, DiscoveredGroup group)
    {
        var facts = group.Source.Facts;
        json.WriteStartObject();
        json.WriteString("id", group.Source.Id.ToString());
        json.Text("displayName", facts.DisplayName);
        json.Text("mail", facts.Mail);
        json.Text("description", facts.Description);
        json.WriteString("kind", JsonFormat.Word(facts.Kind));
        json.WriteBoolean("dynamic", facts.Dynamic);
        json.WriteString("state", JsonFormat.Word(group.State));
        json.Text("group", group.Group?.Name);
        json.WriteNumber("sameName", group.SameName);
        json.WriteNumber("members", group.Source.Members.Count);
        json.WriteNumber("nestedGroups", group.Source.ChildGroups.Count);
        json.WriteNumber("owners", group.Source.Owners.Count);
        json.WriteNumber("otherMembers", group.Source.OtherMembers);
        json.WriteEndObject();
    }
}

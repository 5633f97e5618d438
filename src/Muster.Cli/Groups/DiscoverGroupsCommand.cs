using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Groups;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups discover</c></summary>
internal static class DiscoverGroupsCommand
{
    private const int WideEnough = 110;

    public static Command Create(Cli cli)
    {
        var connection = new Option<string?>("--connection")
        {
            Description = "Which connection, where there are several",
            HelpName = "NAME",
        };
        var filter = new DirectoryFilterOptions();
        var pages = PageOptions.Upwards();
        var command = new Command("discover", "List the directory's groups and how they stand to the platform") { connection }.WithExamples(
            "muster groups discover --search support",
            "muster groups discover --like \"ORG-*\" --limit 0 --json"
        );
        filter.AddTo(command);
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var chosen = filter.Read(call);
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
                observer.Phase(Engine.Syncing.RunPhase.Read);
                var found = await muster.Groups.DiscoverAsync(
                    await muster.ConnectionAsync(call.Get(connection), cancellationToken),
                    chosen,
                    new ReadingProgress(observer.Reading),
                    cancellationToken
                );
                observer.Dispose();
                var wide = call.Terminal.Out.Profile.Width >= WideEnough;
                var table = wide
                    ? Tables.New("Directory group", "State", "#Members", "#Nested", "#Owners", "Labels", "Object id")
                    : Tables.New("Directory group", "State", "#Members", "Object id");
                table.Columns[^1].NoWrap();
                var shown = await Listing.WorkedOutAsync(
                    call,
                    page,
                    found.ToAsyncEnumerable(),
                    group => group.Source.Id.ToString(),
                    Write,
                    group => AddTo(table, group, wide),
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

    /// <summary>The object id stays in one piece, to be copied; on a narrow terminal the other figures give way.</summary>
    private static void AddTo(Table table, DiscoveredGroup group, bool wide)
    {
        var source = group.Source;
        IEnumerable<IRenderable> figures = wide
            ?
            [
                Tables.Number(source.ChildGroups.Count),
                Tables.Number(source.Owners.Count),
                Tables.Text(string.Join(", ", GroupLabels.Of(source.Facts))),
            ]
            : [];
        table.AddRow([
            Tables.Text(source.Name),
            new Text(Words(group), Style(group.State)),
            Tables.Number(source.Members.Count),
            .. figures,
            new Text(source.Id.ToString(), new Style(Color.Grey)),
        ]);
    }

    private static void Summarise(Terminal terminal, IReadOnlyList<DiscoveredGroup> found)
    {
        var available = found.Count(group => group.State == DiscoveryState.Available);
        var ambiguous = found.Count(group => group.State == DiscoveryState.Ambiguous);
        if (available > 0)
            terminal.Note($"[grey]{Numbers.Of(available)} can be created here: muster groups create --from-directory --all[/]");
        if (ambiguous > 0)
            terminal.Note(
                $"[grey]{Numbers.Of(ambiguous)} share their name with another: muster groups create NAME, then muster groups pick NAME[/]"
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
        json.Texts("labels", GroupLabels.Of(facts));
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

using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Groups;

namespace Muster.Cli.Groups;

/// <summary>Shows both sides of a link: who is here, who is there, who would stay, come and go.</summary>
internal static class LinkPreviewPrinter
{
    private const int MostNames = 8;

    public static void Print(Terminal terminal, LinkPreview preview)
    {
        var (members, owners) = (preview.Comparison.Members, preview.Comparison.Owners);
        var labels = GroupLabels.Of(preview.Source.Facts);
        terminal.Say(
            $"Here:   [bold]{preview.Group.Name}[/] with {Numbers.Of(members.Here, "member")} and {Numbers.Of(owners.Here, "owner")}"
        );
        terminal.Say(
            $"There:  [bold]{preview.Source.Name}[/] with {Numbers.Of(members.There, "member")} and {Numbers.Of(owners.There, "owner")}{(labels.Count > 0 ? $" ({string.Join(", ", labels)})" : "")}"
        );
        PrintRelation(terminal, preview, members, "member");
        PrintRelation(terminal, preview, owners, "owner");
        if (!preview.Comparison.Complete)
            terminal.Say($"  [yellow]![/] A nested group was not read whole; more people may be there than are shown.");
    }

    public static void Write(Utf8JsonWriter json, LinkPreview preview)
    {
        json.WriteStartObject();
        json.WriteBoolean("dryRun", true);
        json.WriteString("group", preview.Group.Name);
        json.WriteString("source", preview.Source.Name);
        json.WriteString("sourceId", preview.Source.Id.ToString());
        json.Texts("labels", GroupLabels.Of(preview.Source.Facts));
        json.WriteBoolean("complete", preview.Comparison.Complete);
        WriteRelation(json, preview, "members", preview.Comparison.Members);
        WriteRelation(json, preview, "owners", preview.Comparison.Owners);
        json.WriteEndObject();
    }

    private static void PrintRelation(Terminal terminal, LinkPreview preview, RelationComparison side, string noun)
    {
        if (side.Here + side.There == 0)
            return;
        var local = side.Go.Count - side.Go.Except(side.Local).Count;
        terminal.Say(
            $"  {Numbers.Of(side.Stay.Count, noun)} would stay, [green]{Numbers.Of(side.Come.Count)} come[/], [red]{Numbers.Of(side.Go.Count)} go[/]{(local > 0 ? $" ({Numbers.Of(local)} of them given here; --local keep lets them stay)" : "")}"
        );
        Names(terminal, "+", side.Come, preview.NamesThere);
        Names(terminal, "-", side.Go, preview.NamesHere);
    }

    private static void Names(Terminal terminal, string sign, KeySet keys, IReadOnlyDictionary<int, string> names)
    {
        foreach (var name in keys.AsList.Take(MostNames).Select(key => names.GetValueOrDefault(key) ?? $"{key}"))
            if (sign == "+")
                terminal.Say($"    [green]+[/] {name}");
            else
                terminal.Say($"    [red]-[/] {name}");
        if (keys.Count > MostNames)
            terminal.Say($"    [grey]… and {Numbers.Of(keys.Count - MostNames)} more; --dry-run --json lists all[/]");
    }

    private static void WriteRelation(Utf8JsonWriter json, LinkPreview preview, string name, RelationComparison side)
    {
        json.WriteStartObject(name);
        json.WriteNumber("here", side.Here);
        json.WriteNumber("there", side.There);
        json.Texts("stay", side.Stay.AsList.Select(key => preview.NamesHere.GetValueOrDefault(key) ?? $"user {key}"));
        json.Texts("come", side.Come.AsList.Select(key => preview.NamesThere.GetValueOrDefault(key) ?? $"directory user {key}"));
        json.Texts("go", side.Go.AsList.Select(key => preview.NamesHere.GetValueOrDefault(key) ?? $"user {key}"));
        json.WriteNumber("local", side.Local.Count);
        json.WriteEndObject();
    }
}

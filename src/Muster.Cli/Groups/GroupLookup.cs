using System.Text.Json;
using Muster.Core.Configuration;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server;
using Muster.Server.Groups;

namespace Muster.Cli.Groups;

/// <summary>Finds and describes platform groups.</summary>
internal static class GroupLookup
{
    /// <summary>The group in use with exactly this name.</summary>
    /// <exception cref="UserErrorException">There is none; groups whose names differ only in case are named.</exception>
    public static async Task<GroupRow> FindAsync(MusterInstance muster, string name, long revision, CancellationToken cancellationToken)
    {
        var found = await muster.Database.Platform.FindGroupsAsync(name, revision, cancellationToken);
        if (found.Count > 0)
            return found.FirstOrDefault(candidate => candidate.Link != LinkState.Retired) ?? found[0];
        var near = await muster
            .Database.Platform.GroupRowsAsync(revision, name.Trim(), cancellationToken)
            .Take(5)
            .Select(candidate => $"'{candidate.Name}'")
            .ToListAsync(cancellationToken);
        throw new UserErrorException(
            ExitCodes.NotFound,
            $"There is no group called '{name}'. Names count exactly, case and spaces included. {(near.Count > 0 ? $"Similar: {string.Join(", ", near)}." : "List them with: muster groups list")}"
        );
    }

    public static void Write(Utf8JsonWriter json, GroupRow group, GroupSources? sources)
    {
        json.WriteStartObject();
        WriteFields(json, group, sources);
        json.WriteEndObject();
    }

    public static void WriteFields(Utf8JsonWriter json, GroupRow group, GroupSources? sources)
    {
        json.Text("id", group.Id?.ToString());
        json.WriteString("name", group.Name);
        json.Text("purpose", group.Settings.Purpose);
        json.WriteString("link", JsonFormat.Word(group.Link));
        json.Instant("pausedUntil", group.PausedUntil);
        json.WriteNumber("members", group.Members);
        json.WriteNumber("owners", group.Owners);
        json.WriteStartObject("settings");
        foreach (var (path, value) in Settings.OfGroup.ToValues(group.Settings))
            json.WriteString(path, value);
        json.WriteEndObject();
        json.WriteStartObject("attributes");
        foreach (var (name, value) in group.Attributes)
            json.WriteString(name, value);
        json.WriteEndObject();
        if (sources is null)
            return;
        json.Texts("labels", sources.Labels(group));
        json.Texts("ownerPermissions", sources.OwnerPermissions(group));
    }

    /// <summary>How a group stands to the directory, with the end of its pause.</summary>
    public static string Words(GroupRow group) =>
        group is { Link: LinkState.Paused, PausedUntil: { } until } ? $"paused until {Numbers.Instant(until)}" : Words(group.Link);

    public static string Words(LinkState link) =>
        link switch
        {
            LinkState.SourceDeleted => "source deleted",
            _ => JsonFormat.Word(link),
        };

    public static Spectre.Console.Style? Style(LinkState link) =>
        link switch
        {
            LinkState.Linked => new Spectre.Console.Style(Spectre.Console.Color.Green),
            LinkState.Local or LinkState.Retired => new Spectre.Console.Style(Spectre.Console.Color.Grey),
            _ => new Spectre.Console.Style(Spectre.Console.Color.Yellow),
        };
}

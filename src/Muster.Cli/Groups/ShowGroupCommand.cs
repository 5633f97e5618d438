using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Platform;
using Muster.Server.Groups;
using Spectre.Console;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups show</c></summary>
internal static class ShowGroupCommand
{
    public static Command Create(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the group, exactly" };
        var at = Moments.Option();
        var command = new Command("show", "Show one group") { name, at }.WithExamples(
            "muster groups show \"IT Support\"",
            "muster groups show HR --at 2026-01-31 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var moment = await Moments.FindAsync(call, muster, at, cancellationToken);
                var revision = moment.Revision;
                var group = await GroupLookup.FindAsync(muster, call.Get(name), revision, cancellationToken);
                var sources = await GroupSources.LoadAsync(muster, moment.At, cancellationToken);
                var tree = await GroupTree.LoadAsync(muster, revision, cancellationToken);
                var unapplied =
                    moment.At is null && sources.Of(group) is { } source
                        ? await UnappliedGroup.FindAsync(muster, group, source.Connection, cancellationToken)
                        : null;
                if (call.Terminal.Json)
                {
                    call.Terminal.WriteJson(json => Write(json, group, sources, tree, unapplied));
                    return ExitCodes.Fine;
                }
                var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
                foreach (var (label, value) in Rows(group, sources, tree))
                    grid.AddRow(new Markup($"[grey]{label}[/]"), Tables.Text(value));
                if (unapplied is not null)
                    grid.AddRow(new Markup("[grey]Settings[/]"), Tables.Text(unapplied));
                call.Terminal.Out.Write(grid);
                call.Terminal.Note($"[grey]Who: muster groups members \"{group.Name}\"[/]");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static IEnumerable<(string Label, string Value)> Rows(GroupRow group, GroupSources sources, GroupTree tree)
    {
        var (settings, source) = (group.Settings, sources.Of(group));
        yield return ("Name", group.Name);
        yield return ("Purpose", settings.Purpose ?? "not said yet");
        yield return ("Accountable", settings.Accountable ?? "nobody yet");
        yield return ("Review on", settings.ReviewOn is { } day ? $"{day:yyyy-MM-dd}" : "not said yet");
        foreach (var (attribute, value) in group.Attributes)
            yield return (attribute, value);
        yield return ("Link", GroupLookup.Words(group));
        yield return ("Directory group", group.Id?.ToString() ?? "none");
        if (source is not null)
        {
            if (source.Group.Facts.DisplayName is { } name && name != group.Name)
                yield return ("Called there", name);
            if (sources.Labels(group) is { Count: > 0 } labels)
                yield return ("Labels", string.Join(", ", labels));
            yield return ("Members decided by", GroupLabels.DecidedBy(source.Group.Facts));
            yield return ("Nesting", Policy(settings.Nesting, source.Policies.Nesting));
            yield return ("On a rename", Policy(settings.OnRename, source.Policies.OnRename));
            yield return ("On a deletion", Policy(settings.OnSourceDeleted, source.Policies.OnSourceDeleted));
        }
        if (settings.LocalMembers is { } local)
            yield return ("Members given here", JsonFormat.Word(local));
        if (settings.Protected)
            yield return ("Protected", "yes");
        yield return ("Members", Numbers.Of(group.Members));
        yield return ("Owners", Numbers.Of(group.Owners));
        if (sources.OwnerPermissions(group) is { Count: > 0 } permissions)
            yield return ("Owners are given", string.Join(", ", permissions));
        if (tree.Children(group) is { Count: > 0 } children)
            yield return ("Sub-groups", string.Join(", ", children.Select(child => child.Name)));
        if (tree.Parents(group) is { Count: > 0 } parents)
            yield return ("Sub-group of", string.Join(", ", parents.Select(parent => parent.Name)));
    }

    private static string Policy<T>(T? own, T connection)
        where T : struct, Enum => own is { } value ? JsonFormat.Word(value) : $"{JsonFormat.Word(connection)} (as the connection)";

    private static void Write(Utf8JsonWriter json, GroupRow group, GroupSources sources, GroupTree tree, string? unapplied)
    {
        json.WriteStartObject();
        GroupLookup.WriteFields(json, group, sources);
        if (sources.Of(group) is { } source)
        {
            json.WriteString("sourceName", source.Group.Name);
            json.WriteString("connection", source.Connection.Name);
            json.WriteString("nesting", JsonFormat.Word(group.Settings.Nesting ?? source.Policies.Nesting));
            json.WriteString("onRename", JsonFormat.Word(group.Settings.OnRename ?? source.Policies.OnRename));
            json.WriteString("onSourceDeleted", JsonFormat.Word(group.Settings.OnSourceDeleted ?? source.Policies.OnSourceDeleted));
        }
        json.WriteBoolean("unapplied", unapplied is not null);
        json.Texts("subGroups", tree.Children(group).Select(child => child.Name));
        json.Texts("subGroupOf", tree.Parents(group).Select(parent => parent.Name));
        json.WriteEndObject();
    }
}

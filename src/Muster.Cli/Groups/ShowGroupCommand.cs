using System.CommandLine;
using Muster.Cli.Terminals;
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
                var revision = (await Moments.FindAsync(call, muster, at, cancellationToken)).Revision;
                var group = await GroupLookup.FindAsync(muster, call.Get(name), revision, cancellationToken);
                if (call.Terminal.Json)
                {
                    call.Terminal.WriteJson(json => GroupLookup.Write(json, group));
                    return ExitCodes.Fine;
                }
                var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
                void Row(string label, string value) => grid.AddRow(new Markup($"[grey]{label}[/]"), Tables.Text(value));
                Row("Name", group.Name);
                Row("Purpose", group.Settings.Purpose ?? "not said yet");
                Row("Link", GroupLookup.Words(group));
                Row("Directory group", group.Id?.ToString() ?? "none");
                Row("Members", Numbers.Of(group.Members));
                Row("Owners", Numbers.Of(group.Owners));
                call.Terminal.Out.Write(grid);
                call.Terminal.Note($"[grey]Who: muster groups members \"{group.Name}\"[/]");
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}

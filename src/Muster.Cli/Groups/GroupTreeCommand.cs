using System.CommandLine;
using Muster.Server.Groups;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups tree</c></summary>
internal static class GroupTreeCommand
{
    public static Command Create(Cli cli)
    {
        var name = new Argument<string?>("NAME") { Description = "Only the tree below this group", Arity = ArgumentArity.ZeroOrOne };
        var pages = PageOptions.Upwards(usual: 200);
        var at = Moments.Option();
        var command = new Command("tree", "Show which groups are sub-groups of which (nesting policy hierarchy)") { name, at }.WithExamples(
            "muster groups tree",
            "muster groups tree \"All Staff\" --at 2026-01-31 --json"
        );
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var revision = (await Moments.FindAsync(call, muster, at, cancellationToken)).Revision;
                var tree = await GroupTree.LoadAsync(muster, revision, cancellationToken);
                var root = call.GetOrNone(name) is { } wanted
                    ? await GroupLookup.FindAsync(muster, wanted, revision, cancellationToken)
                    : null;
                var lines = tree.Lines(root);
                var shown = await Listing.WorkedOutAsync(
                    call,
                    page,
                    lines.ToAsyncEnumerable(),
                    line => Places.Of([.. line.Path]),
                    (json, line) =>
                    {
                        json.WriteStartObject();
                        json.WriteNumber("depth", line.Depth);
                        json.WriteString("name", line.Group.Name);
                        json.Texts("path", line.Path);
                        json.WriteNumber("members", line.Group.Members);
                        json.WriteBoolean("circle", line.Circle);
                        json.WriteBoolean("again", line.Again);
                        json.WriteEndObject();
                    },
                    line =>
                        call.Terminal.Say(
                            $"{new string(' ', line.Depth * 2)}{line.Group.Name} [grey]{Numbers.Of(line.Group.Members, "member")}{Remark(line)}[/]"
                        ),
                    cancellationToken
                );
                var empty = root is null
                    ? "They come with the nesting policy hierarchy: muster groups set NAME --nesting hierarchy"
                    : $"'{root.Name}' has none.";
                Listing.EndLines(call, shown, shown.All == 0 ? "sub-group" : "line", empty);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static string Remark(TreeLine line) =>
        line.Circle ? $"; a circle: {string.Join(" → ", line.Path)}"
        : line.Again ? "; opened above"
        : "";
}

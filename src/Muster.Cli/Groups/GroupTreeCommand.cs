using System.CommandLine;
using Muster.Engine.Platform;
using Muster.Server;
using Spectre.Console;

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

/// <summary>Groups and their sub-groups at one revision.</summary>
internal sealed class GroupTree
{
    private readonly Dictionary<int, GroupRow> _groups;
    private readonly ILookup<int, int> _children;
    private readonly ILookup<int, int> _parents;

    private GroupTree(Dictionary<int, GroupRow> groups, IReadOnlyList<SubGroupPair> pairs)
    {
        _groups = groups;
        _children = pairs.ToLookup(pair => pair.Group, pair => pair.Child);
        _parents = pairs.ToLookup(pair => pair.Child, pair => pair.Group);
    }

    public static async Task<GroupTree> LoadAsync(MusterInstance muster, long revision, CancellationToken cancellationToken) =>
        new(
            await muster
                .Database.Platform.GroupRowsAsync(revision, null, cancellationToken)
                .ToDictionaryAsync(group => group.Key, cancellationToken: cancellationToken),
            await muster.Database.Platform.SubGroupsAsync(revision, cancellationToken)
        );

    /// <summary>Sub-groups of a group, by name.</summary>
    public IReadOnlyList<GroupRow> Children(GroupRow group) => Named(_children[group.Key]);

    /// <summary>The groups a group is a sub-group of, by name.</summary>
    public IReadOnlyList<GroupRow> Parents(GroupRow group) => Named(_parents[group.Key]);

    /// <summary>
    /// The tree from the top, or below one group, depth first. A group that comes again is not opened again, so that there are never more lines than relations;
    /// one that comes again on its own path closes a circle.
    /// </summary>
    public IEnumerable<TreeLine> Lines(GroupRow? root)
    {
        if (root is not null)
            return _children[root.Key].Any() ? Below(root, [], []) : [];
        var tops = Named(_children.Select(children => children.Key).Where(key => !_parents[key].Any())).ToList();
        // Groups that only lie on circles have no top: each circle is entered at its first name.
        var reached = new HashSet<int>();
        foreach (var top in tops)
            Reach(top.Key, reached);
        foreach (var group in Named(_children.Select(children => children.Key)))
            if (!reached.Contains(group.Key))
            {
                tops.Add(group);
                Reach(group.Key, reached);
            }
        var opened = new HashSet<int>();
        return tops.SelectMany(top => Below(top, [], opened));
    }

    private IEnumerable<TreeLine> Below(GroupRow group, IReadOnlyList<GroupRow> above, HashSet<int> opened)
    {
        var circle = above.Any(other => other.Key == group.Key);
        IReadOnlyList<GroupRow> path = [.. above, group];
        var again = !opened.Add(group.Key) && _children[group.Key].Any();
        yield return new TreeLine(group, above.Count, circle, again, [.. path.Select(step => step.Name)]);
        if (circle || again)
            yield break;
        foreach (var child in Children(group))
        foreach (var line in Below(child, path, opened))
            yield return line;
    }

    private void Reach(int key, HashSet<int> reached)
    {
        var todo = new Stack<int>([key]);
        while (todo.TryPop(out var next))
            if (reached.Add(next))
                foreach (var child in _children[next])
                    todo.Push(child);
    }

    private List<GroupRow> Named(IEnumerable<int> keys) =>
        [.. keys.Select(key => _groups.GetValueOrDefault(key)).OfType<GroupRow>().OrderBy(group => group.Name, StringComparer.Ordinal)];
}

/// <summary>One line of a tree.</summary>
/// <param name="Group">The group.</param>
/// <param name="Depth">How far below the top, which has 0.</param>
/// <param name="Circle">Whether the group stands above itself, so that the tree ends here.</param>
/// <param name="Again">Whether what is below it was shown before.</param>
/// <param name="Path">Names from the top down to the group.</param>
internal sealed record TreeLine(GroupRow Group, int Depth, bool Circle, bool Again, IReadOnlyList<string> Path);

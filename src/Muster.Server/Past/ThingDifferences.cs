using System.Globalization;
using Muster.Engine.History;
using Muster.Server.Ui;

namespace Muster.Server.Past;

/// <summary>Which groups and people differ themselves between two revisions, groups first.</summary>
/// <param name="history">Where it is looked up.</param>
/// <param name="from">The earlier revision.</param>
/// <param name="to">The later one.</param>
/// <param name="group">Key of the only group; null for all.</param>
/// <param name="user">Key of the only person; null for everybody.</param>
internal sealed class ThingDifferences(IHistoryStore history, long from, long to, int? group, int? user)
{
    /// <summary>All of them.</summary>
    public IAsyncEnumerable<ThingDifference> AllAsync(CancellationToken cancellationToken) =>
        history
            .GroupsAsync(from, to, cancellationToken)
            .Where(each => user is null && (group is null || each.Key == group))
            .Select(each => new ThingDifference($"/groups/{Text(each.Key)}", each.After.Name, each.Changes))
            .Concat(
                history
                    .UsersAsync(from, to, cancellationToken)
                    .Where(each => group is null && (user is null || each.After.Key == user))
                    .Select(each => new ThingDifference(
                        $"/people/{Text(each.After.Key)}",
                        Groups.GroupWords.Name(each.After),
                        each.Changes
                    ))
            )
            .Where(each => each.Changes.Count > 0);

    private static string Text(int key) => key.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A group or a person that differs.</summary>
/// <param name="Address">Its page.</param>
/// <param name="Name">What it is called in the later moment.</param>
/// <param name="Changes">What differs, in words for machines.</param>
internal sealed record ThingDifference(string Address, string Name, IReadOnlyList<string> Changes)
{
    /// <summary>What differs, in words.</summary>
    public string Words(Texts T) => string.Join(", ", Changes.Select(change => Word(T, change)));

    private static string Word(Texts T, string change) =>
        change switch
        {
            "created" => T["created"],
            "retired" => T["retired"],
            "renamed" => T["renamed"],
            "linked" => T["linked to the directory"],
            "relinked" => T["follows another group of the directory"],
            "unlinked" => T["no longer linked"],
            "state" => T["stands otherwise to the directory"],
            "purpose" => T["purpose changed"],
            "settings" => T["settings changed"],
            "attributes" => T["attributes changed"],
            "joined" => T["became a user"],
            "suspended" => T["suspended"],
            "reactivated" => T["reactivated"],
            "changed" => T["facts changed"],
            _ => change,
        };
}

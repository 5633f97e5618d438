using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Delta;

/// <summary>What somebody who believes every delta row ends up with.</summary>
internal sealed class DirectoryCopy
{
    public SortedDictionary<string, string> Users { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, GroupCopy> Groups { get; } = new(StringComparer.Ordinal);

    public void TakeUser(JsonObject row)
    {
        var id = row.Text("id");
        if (row.IsTombstone())
            Users.Remove(id);
        else if (row.ContainsKey("displayName"))
            Users[id] = row.Text("displayName");
    }

    public void TakeGroup(JsonObject row)
    {
        var id = row.Text("id");
        if (row.IsTombstone())
        {
            Groups.Remove(id);
            return;
        }
        var group = Groups.GetValueOrDefault(id) ?? (Groups[id] = new());
        if (row.ContainsKey("displayName"))
            group.Name = row.Text("displayName");
        TakeEdges(group.Members, row["members@delta"]);
        TakeEdges(group.Owners, row["owners@delta"]);
    }

    /// <summary>An object that is gone is in no group any more.</summary>
    public void Forget(string id)
    {
        foreach (var group in Groups.Values)
        {
            group.Members.Remove(id);
            group.Owners.Remove(id);
        }
    }

    public DirectoryCopy Copy()
    {
        var copy = new DirectoryCopy();
        foreach (var (id, name) in Users)
            copy.Users[id] = name;
        foreach (var (id, group) in Groups)
            copy.Groups[id] = new()
            {
                Name = group.Name,
                Members = new(group.Members, StringComparer.Ordinal),
                Owners = new(group.Owners, StringComparer.Ordinal),
            };
        return copy;
    }

    /// <summary>Edges of users and groups that are not there are kept, for they may come back without a word, and not counted.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            [
                .. Users.Select(user => $"U {user.Key} {user.Value}"),
                .. Groups.Select(group =>
                    $"G {group.Key} {group.Value.Name} members {string.Join(',', group.Value.Members.Where(IsThere))} owners {string.Join(',', group.Value.Owners.Where(IsThere))}"
                ),
            ]
        );

    private bool IsThere(string id) => Users.ContainsKey(id) || Groups.ContainsKey(id);

    private static void TakeEdges(SortedSet<string> edges, JsonNode? delta)
    {
        foreach (var entry in delta?.AsArray() ?? [])
        {
            var id = entry!["id"]!.GetValue<string>();
            if (entry["@removed"] is null)
                edges.Add(id);
            else
                edges.Remove(id);
        }
    }
}

internal sealed class GroupCopy
{
    public string Name { get; set; } = "";

    public SortedSet<string> Members { get; init; } = new(StringComparer.Ordinal);

    public SortedSet<string> Owners { get; init; } = new(StringComparer.Ordinal);
}

using System.Text.Json.Nodes;
using Muster.GraphEmulator.Control;

namespace Muster.GraphEmulator.ByHand;

/// <summary>A team is split in two: most of its people go to a new group, all at once.</summary>
internal sealed class Split(GraphWriter graph, Picker pick, Newcomers newcomers)
{
    private const int SmallestTeam = 20;

    /// <exception cref="ControlException">There is nobody in the group, or no group that could be split.</exception>
    public ChangeDone Carry(ChangeOrder order)
    {
        var from = order.Group ?? pick.Team(SmallestTeam, Shuffle.Most);
        var all = pick.Members(from, int.MaxValue);
        if (all.Count == 0)
            throw ControlException.Invalid("There is nobody in that group.");
        var people = all.Take(order.Count ?? Math.Clamp(all.Count * 2 / 3, 1, Shuffle.Most)).ToList();
        var before = pick.NameOf(from);
        JsonObject group = newcomers.Group(order.Name ?? HandChanges.NextName(before));
        var founded = graph.Create("groups", group);
        graph.AddEdge(founded, "owners", people[0]);
        foreach (var person in people)
        {
            graph.RemoveEdge(from, "members", person);
            graph.AddEdge(founded, "members", person);
        }
        return new($"Split {before}: {people.Count} of {all.Count} people went to the new group {group["displayName"]}.", founded);
    }
}

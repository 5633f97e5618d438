using System.Text.Json.Nodes;
using Muster.GraphEmulator.Control;

namespace Muster.GraphEmulator.ByHand;

/// <summary>A small reorganisation: people move from one group to another, which gets a new name, and a new group is founded.</summary>
internal sealed class Shuffle(GraphWriter graph, Picker pick, Newcomers newcomers)
{
    /// <summary>Most people that move at once.</summary>
    public const int Most = 100;

    /// <exception cref="ControlException">There are not two groups that it could happen between.</exception>
    public ChangeDone Carry(int count)
    {
        var from = pick.Group(leastMembers: 1);
        var to = pick.Group(not: from);
        var people = pick.Members(from, count);
        var joined = Move(people, from, to);
        var before = pick.NameOf(to);
        var name = HandChanges.NextName(before);
        graph.Do("PATCH", ["groups", to.ToString()], new JsonObject { ["displayName"] = name });
        var group = newcomers.Group(null);
        var founded = graph.Create("groups", group);
        graph.AddEdge(founded, "members", people[0]);
        graph.AddEdge(founded, "owners", people[0]);
        return new(
            $"Moved {joined} of {people.Count} people from {pick.NameOf(from)} to {before}, now {name}, and founded {group["displayName"]}.",
            to
        );
    }

    /// <returns>How many are new in the other group; who was there already only leaves.</returns>
    private int Move(IReadOnlyList<Guid> people, Guid from, Guid to)
    {
        var there = pick.Members(to, int.MaxValue).ToHashSet();
        foreach (var person in people)
        {
            graph.RemoveEdge(from, "members", person);
            if (!there.Contains(person))
                graph.AddEdge(to, "members", person);
        }
        return people.Count(person => !there.Contains(person));
    }
}

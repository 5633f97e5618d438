using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;

namespace Muster.Core.Tests.Building;

/// <summary>A directory group of a <see cref="World"/>, with plain sets of keys.</summary>
internal sealed class Source(int key, string word)
{
    public int Key { get; } = key;

    public string Word { get; } = word;

    public ObjectId Id { get; } = new(new Guid(key, 2, 0, new byte[8]));

    public string? Name { get; set; } = word;

    public string? Description { get; set; }

    public ObjectPresence Presence { get; set; } = ObjectPresence.Present;

    public bool PartlyRead { get; set; }

    public bool OnPremises { get; set; }

    public HashSet<int> Members { get; } = [];

    public HashSet<int> Children { get; } = [];

    public HashSet<int> Owners { get; } = [];

    public Departed Stated { get; private set; } = new();

    public Departed Inferred { get; private set; } = new();

    public Departed Gone(Evidence evidence) => evidence == Evidence.Stated ? Stated : Inferred;

    public void Forget() => (Stated, Inferred) = (new Departed(), new Departed());

    public DirectoryGroup Build(Func<int, int> order)
    {
        KeySet Keys(HashSet<int> keys) => KeySet.Of(keys.OrderBy(order));
        DepartedEdges Edges(Departed departed) => new(Keys(departed.Members), Keys(departed.Children), Keys(departed.Owners));
        return new DirectoryGroup
        {
            Key = Key,
            Id = Id,
            Presence = Presence,
            Facts = new GroupFacts
            {
                DisplayName = Name,
                Description = Description,
                OnPremises = OnPremises,
            },
            PartlyRead = PartlyRead,
            Members = Keys(Members),
            ChildGroups = Keys(Children),
            Owners = Keys(Owners),
            Stated = Edges(Stated),
            Inferred = Edges(Inferred),
        };
    }
}

/// <summary>Edges that are gone.</summary>
internal sealed class Departed
{
    public HashSet<int> Members { get; } = [];

    public HashSet<int> Children { get; } = [];

    public HashSet<int> Owners { get; } = [];
}

internal static class Departures
{
    public static void Depart(this HashSet<int> edges, HashSet<int> departed, int key)
    {
        if (edges.Remove(key))
            departed.Add(key);
    }
}

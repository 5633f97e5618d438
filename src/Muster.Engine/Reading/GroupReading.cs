using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;

namespace Muster.Engine.Reading;

/// <summary>How groups are going to be read.</summary>
/// <param name="Way">The way.</param>
/// <param name="Wanted">Object ids of the groups that are followed; not used when all groups are read.</param>
/// <param name="Units">Resource units that it will cost, by estimate; null when the size of the directory is not known.</param>
public sealed record GroupReading(ReadWay Way, IReadOnlyCollection<ObjectId> Wanted, long? Units)
{
    /// <summary>All groups, by their change stream.</summary>
    public static GroupReading Whole(long? units) => new(ReadWay.WholeDelta, [], units);

    /// <summary>Whether the wanted groups are read whole beside the changes of all.</summary>
    public bool Compares => Way is ReadWay.CompareByFilter or ReadWay.CompareByLists;

    /// <summary>What a person is told about an uncommon way; null for the common one.</summary>
    public string? Words =>
        Way switch
        {
            ReadWay.FilteredDelta =>
                $"Only the {Wanted.Count} groups that are followed, and groups nested in them, were read: fewer resource units than all groups.",
            ReadWay.CompareByFilter =>
                $"The {Wanted.Count} groups that are followed, and groups nested in them, were read whole by filtered change streams.",
            ReadWay.CompareByLists =>
                $"The {Wanted.Count} groups that are followed, and groups nested in them, were read whole by their lists of members and owners.",
            _ => null,
        };
}

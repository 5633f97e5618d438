namespace Muster.Core.Reading;

/// <summary>How the groups of a directory are read.</summary>
public enum ReadWay
{
    /// <summary>The change stream of all groups: from its link if one is kept, else all of them.</summary>
    WholeDelta = 0,

    /// <summary>Change streams of the wanted groups alone, up to 50 ids each: from their links if they are kept, else these groups whole.</summary>
    FilteredDelta = 1,

    /// <summary>The change stream of all groups from its link, then the wanted groups whole, by change streams filtered to their ids.</summary>
    CompareByFilter = 2,

    /// <summary>The change stream of all groups from its link, then the wanted groups whole, by their lists of members and owners in batches.</summary>
    CompareByLists = 3,
}

using Muster.Core.DirectoryObjects;

namespace Muster.Core.Verifying;

/// <summary>Compares a mirror kept by changes with the same mirror after everything was read again.</summary>
public static class MirrorComparison
{
    /// <summary>Every difference: users by key, then groups by key.</summary>
    /// <param name="kept">As the changes had left it.</param>
    /// <param name="read">As the full read left it.</param>
    /// <param name="changedUsers">Keys of the users whose stored rows the full read changed.</param>
    public static IReadOnlyList<MirrorDifference> Between(DirectoryMirror kept, DirectoryMirror read, KeySet changedUsers)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(changedUsers);
        return
        [
            .. changedUsers.AsList.Select(key => new MirrorDifference.User(key, kept.User(key), read.User(key))),
            .. read.Groups.SelectMany(group => Between(kept.Group(group.Key), group)),
        ];
    }

    private static IEnumerable<MirrorDifference> Between(DirectoryGroup? kept, DirectoryGroup read)
    {
        if (kept is null)
        {
            yield return new MirrorDifference.Group(read, "was not known");
            yield break;
        }
        if (kept.Presence != read.Presence)
            yield return new MirrorDifference.Group(read, read.Present ? "was taken for deleted" : "was taken for present");
        if (kept.Facts != read.Facts)
            yield return new MirrorDifference.Group(read, "had other properties");
        foreach (var edges in Edges(kept, read))
            if (!edges.Missing.IsEmpty || !edges.Extra.IsEmpty)
                yield return edges;
    }

    private static IEnumerable<MirrorDifference.Edges> Edges(DirectoryGroup kept, DirectoryGroup read) =>
        [
            new(read, EdgeWord.Members, read.Members.Except(kept.Members), kept.Members.Except(read.Members)),
            new(read, EdgeWord.NestedGroups, read.ChildGroups.Except(kept.ChildGroups), kept.ChildGroups.Except(read.ChildGroups)),
            new(read, EdgeWord.Owners, read.Owners.Except(kept.Owners), kept.Owners.Except(read.Owners)),
        ];
}

/// <summary>Something the kept mirror had otherwise than the directory has it.</summary>
public abstract record MirrorDifference
{
    private MirrorDifference() { }

    /// <summary>A user, with the state before and after; equal states mean that properties differ.</summary>
    public sealed record User(int Key, DirectoryUserState Kept, DirectoryUserState Read) : MirrorDifference;

    /// <summary>A group itself.</summary>
    /// <param name="Of">The group as read.</param>
    /// <param name="What">What was wrong, for people.</param>
    public sealed record Group(DirectoryGroup Of, string What) : MirrorDifference;

    /// <summary>Edges of a group.</summary>
    /// <param name="Of">The group as read.</param>
    /// <param name="Kind">Which edges.</param>
    /// <param name="Missing">Keys the mirror lacked.</param>
    /// <param name="Extra">Keys the mirror had without need.</param>
    public sealed record Edges(DirectoryGroup Of, EdgeWord Kind, KeySet Missing, KeySet Extra) : MirrorDifference;
}

/// <summary>Which edges of a group differ.</summary>
public enum EdgeWord
{
    /// <summary>Direct members that are users.</summary>
    Members,

    /// <summary>Groups nested directly.</summary>
    NestedGroups,

    /// <summary>Owners that are users.</summary>
    Owners,
}

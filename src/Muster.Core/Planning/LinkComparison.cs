using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Both sides of a link before it is made: who is here, who is there, who would stay, come and go.</summary>
/// <param name="Members">Members.</param>
/// <param name="Owners">Owners.</param>
/// <param name="Complete">False when a group on the way was not read whole: somebody may be there who is not listed.</param>
public sealed record LinkComparison(RelationComparison Members, RelationComparison Owners, bool Complete)
{
    /// <summary>Whether somebody was given a membership here, so that a person has to say what becomes of it.</summary>
    public bool AsksAboutLocal => !Members.Local.IsEmpty || !Owners.Local.IsEmpty;

    /// <summary>Compares a group with the directory group it might be pinned to.</summary>
    public static LinkComparison Of(
        DirectoryMirror mirror,
        PlatformState actual,
        PlatformGroup group,
        DirectoryGroup source,
        Nesting nesting
    )
    {
        ArgumentNullException.ThrowIfNull(mirror);
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(source);
        var reached = new GroupExpander(mirror).Expand(source, nesting);
        return new LinkComparison(
            RelationComparison.Of(mirror, actual, group.Members, group.LocalMembers, reached.Users),
            RelationComparison.Of(mirror, actual, group.Owners, group.LocalOwners, source.Owners),
            reached.Complete
        );
    }
}

/// <summary>One relation on both sides.</summary>
/// <param name="Here">How many are here.</param>
/// <param name="There">How many enabled people are there.</param>
/// <param name="Stay">Platform users on both sides.</param>
/// <param name="Come">Directory users who are there only, enabled ones.</param>
/// <param name="Go">Platform users who are here only.</param>
/// <param name="Local">Those who are here by a decision made here.</param>
public sealed record RelationComparison(int Here, int There, KeySet Stay, KeySet Come, KeySet Go, KeySet Local)
{
    internal static RelationComparison Of(DirectoryMirror mirror, PlatformState actual, KeySet followed, KeySet local, KeySet directory)
    {
        var here = followed.Union(local);
        var enabled = directory.AsList.Where(key => mirror.User(key) == DirectoryUserState.Enabled).ToList();
        var there = KeySet.Of(enabled.Select(actual.UserOf).Where(user => user != 0));
        var go = here.Except(there);
        return new RelationComparison(
            here.Count,
            enabled.Count,
            here.Except(go),
            KeySet.Of(enabled.Where(key => !here.Contains(actual.UserOf(key)))),
            go,
            local
        );
    }
}

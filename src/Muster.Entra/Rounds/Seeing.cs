using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Entra.Rounds;

/// <summary>What the application is shown, and what a person is told where that is not everything.</summary>
/// <param name="hiddenMembers">Whether members of groups with hidden membership are shown.</param>
/// <param name="remark">Takes what a person should know.</param>
/// <param name="granted">Application permissions that the token names.</param>
internal sealed class Seeing(bool hiddenMembers, Action<string> remark, IReadOnlyList<string>? granted = null)
{
    /// <summary>Sees everything and has nothing to say.</summary>
    public static readonly Seeing Everything = new(true, _ => { });

    public bool HiddenMembers { get; } = hiddenMembers;

    /// <summary>Whether the token names a permission.</summary>
    public bool Has(string permission) => granted?.Contains(permission, StringComparer.OrdinalIgnoreCase) == true;

    public void Remark(string? text)
    {
        if (text is not null)
            remark(text);
    }

    /// <summary>Whether the token says what it may do, and a permission is not among that; its writing form counts as well.</summary>
    public bool Lacks(string permission) =>
        granted is not null && !Has(permission) && !Has(permission.Replace(".Read.", ".ReadWrite.", StringComparison.Ordinal));

    /// <summary>Says which selected properties no user has: the directory gives no sign of its own when it withholds one.</summary>
    public void RemarkUnmet(PropertySelection selected, IReadOnlySet<string> met)
    {
        foreach (var name in selected.Names)
            if (!met.Contains(name))
                remark(
                    $"No user has {name}, which the rules name. The directory does not fill it, or does not show it to the application."
                );
    }

    /// <summary>Leaves the memberships of groups as they are stored, since an empty list of a hidden group means nothing.</summary>
    public void Hide(IMirrorSession session, IReadOnlyList<DirectoryGroupChange> groups)
    {
        session.KeepEdges(groups.Select(group => group.Id));
        foreach (var group in groups)
            remark(Words(group.Id, group.Facts!));
    }

    private static string Words(ObjectId id, GroupFacts facts) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Group '{facts.DisplayName ?? id.ToString()}' ({id}) hides its members, and the application may not see them: they stay as they were last known. Grant Member.Read.Hidden, then sync with --full."
        );
}

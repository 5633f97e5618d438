using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;

namespace Muster.Engine.Groups;

/// <summary>Which of the directory's groups are meant; all conditions have to hold.</summary>
public sealed record DirectoryGroupFilter
{
    /// <summary>Every group.</summary>
    public static readonly DirectoryGroupFilter All = new();

    /// <summary>Name, mail, description or object id contains this, without regard to case.</summary>
    public string? Search { get; init; }

    /// <summary>Kind of group.</summary>
    public DirectoryGroupKind? Kind { get; init; }

    /// <summary>At least this many direct members that are people.</summary>
    public int MinMembers { get; init; }

    /// <summary>Only groups with a mail address.</summary>
    public bool WithMail { get; init; }

    /// <summary>The name fits one of these; none for every name.</summary>
    public IReadOnlyList<NamePattern> Like { get; init; } = [];

    /// <summary>Whether a group is meant.</summary>
    public bool Includes(DirectoryGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return (Kind is null || group.Facts.Kind == Kind)
            && group.Members.Count >= MinMembers
            && (!WithMail || group.Facts.Mail is not null)
            && (Like.Count == 0 || Like.Any(pattern => pattern.Fits(group.Name)))
            && Contains(group);
    }

    private bool Contains(DirectoryGroup group) =>
        string.IsNullOrEmpty(Search)
        || new[] { group.Facts.DisplayName, group.Facts.Mail, group.Facts.Description, group.Id.ToString() }.Any(text =>
            text?.Contains(Search, StringComparison.OrdinalIgnoreCase) == true
        );
}

using Muster.Core.Configuration;

namespace Muster.Core.Platform;

/// <summary>What owners of a group may do with it on the platform.</summary>
public enum OwnerPermission
{
    /// <summary>Sees the group, its members and settings, and asks for exceptions.</summary>
    GroupManager = 0,

    /// <summary>Sees who is a member and why.</summary>
    MemberViewer = 1,

    /// <summary>Sees what happened to the group and who decided it.</summary>
    HistoryViewer = 2,

    /// <summary>Decides about exceptions that others ask for.</summary>
    ExceptionApprover = 3,

    /// <summary>Confirms at the review date that the group is still needed.</summary>
    Reviewer = 4,

    /// <summary>Gives the group's members roles on resources of the platform.</summary>
    GrantManager = 5,
}

/// <summary>The words of permissions of owners.</summary>
public static class OwnerPermissions
{
    /// <summary>All words.</summary>
    public static readonly ValueList<string> Words = ValueList.Of<string>(Enum.GetValues<OwnerPermission>().Select(Word));

    /// <summary>The word of one permission, as it is stored.</summary>
    public static string Word(OwnerPermission permission)
    {
        var name = permission.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>What a permission lets an owner do, for people.</summary>
    public static string Meaning(OwnerPermission permission) =>
        permission switch
        {
            OwnerPermission.GroupManager => "sees the group, its members and settings, and asks for exceptions",
            OwnerPermission.MemberViewer => "sees who is a member and why",
            OwnerPermission.HistoryViewer => "sees what happened to the group and who decided it",
            OwnerPermission.ExceptionApprover => "decides about exceptions that others ask for",
            OwnerPermission.Reviewer => "confirms at the review date that the group is still needed",
            OwnerPermission.GrantManager => "gives the group's members roles on resources of the platform",
            _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, "This permission has no meaning yet."),
        };
}

namespace Muster.Core.Platform;

/// <summary>A person's decision about one person and one linked group that syncs respect until it ends.</summary>
/// <param name="Id">Number in the workspace, growing; stays when the exception is extended.</param>
/// <param name="Group">Key of the platform group.</param>
/// <param name="User">Key of the platform user.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Kind">Whether the person is in or out, whatever the directory says.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Author">Who decided.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">When it ends by itself, with the first plan at or after this instant; null for never.</param>
public sealed record MembershipException(
    long Id,
    int Group,
    int User,
    MembershipRelation Relation,
    ExceptionKind Kind,
    string Reason,
    string Author,
    DateTimeOffset From,
    DateTimeOffset? Until
)
{
    /// <summary>Whether its end has come.</summary>
    public bool IsOver(DateTimeOffset now) => Until <= now;
}

/// <summary>What an exception does.</summary>
public enum ExceptionKind : byte
{
    /// <summary>The person counts, although the directory does not have the person in the group.</summary>
    Include = 0,

    /// <summary>The person does not count, although the directory has the person in the group.</summary>
    Exclude = 1,
}

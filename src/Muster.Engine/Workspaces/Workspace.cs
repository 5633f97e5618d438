namespace Muster.Engine.Workspaces;

/// <summary>One customer organisation inside an installation: it owns its connections, users, groups, memberships, history and audit log, and nothing crosses it.</summary>
/// <param name="Number">Never given twice.</param>
/// <param name="Name">What it is called.</param>
public sealed record Workspace(int Number, string Name)
{
    /// <summary>Number of the one that is made with the database and always there.</summary>
    public const int First = 1;

    /// <summary>Whether it is the one that is always there, and which is meant where none is named.</summary>
    public bool IsFirst => Number == First;
}

/// <summary>How much a workspace may hold; null for any number.</summary>
/// <param name="Users">Active users.</param>
/// <param name="Groups">Groups in use.</param>
/// <param name="Memberships">Memberships and ownerships in force, each origin for itself.</param>
/// <param name="Connections">Connections.</param>
public sealed record WorkspaceLimits(int? Users, int? Groups, long? Memberships, int? Connections)
{
    /// <summary>Anything goes.</summary>
    public static readonly WorkspaceLimits None = new(null, null, null, null);
}

/// <summary>How much a workspace holds.</summary>
/// <param name="Users">Active users.</param>
/// <param name="Groups">Groups in use.</param>
/// <param name="Memberships">Memberships and ownerships in force, each origin for itself.</param>
/// <param name="Connections">Connections.</param>
public sealed record WorkspaceUse(long Users, long Groups, long Memberships, long Connections)
{
    /// <summary>The first limit that is passed here and was not passed as far before, in a sentence without what happens now; null when there is none.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="before">How much it held before: what was too much already may shrink or stay.</param>
    public string? Passed(WorkspaceLimits limits, WorkspaceUse before)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(before);
        return Passed("active users", Users, limits.Users, before.Users)
            ?? Passed("groups", Groups, limits.Groups, before.Groups)
            ?? Passed("memberships", Memberships, limits.Memberships, before.Memberships)
            ?? Passed("connections", Connections, limits.Connections, before.Connections);
    }

    private static string? Passed(string what, long now, long? limit, long before) =>
        now > limit && now > before
            ? FormattableString.Invariant($"The workspace may have {limit} {what}, and this would make it {now}.")
            : null;
}

namespace Muster.GraphEmulator.Browsing;

/// <summary>A user, group or other object in one line.</summary>
internal sealed record ObjectOutline
{
    public required Guid Id { get; init; }

    /// <summary><c>user</c>, <c>group</c>, <c>device</c>, <c>servicePrincipal</c> or <c>orgContact</c>.</summary>
    public required string Kind { get; init; }

    public required string? Name { get; init; }

    /// <summary>User principal name, or a group's mail address.</summary>
    public string? Address { get; init; }

    /// <summary>When it was deleted; null while it is alive.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>What is particular about it: <c>disabled</c>, <c>guest</c>, <c>hidden</c>, <c>microsoft365</c>, <c>dynamic</c>, <c>synced</c>.</summary>
    public required IReadOnlyList<string> Traits { get; init; }

    /// <summary>Direct members of a group that are alive; null for anything else.</summary>
    public int? Members { get; init; }

    public int? Owners { get; init; }
}

/// <param name="Rows">Objects of this page.</param>
/// <param name="Next">What to ask for the page after it; null at the end.</param>
internal sealed record OutlinePage(IReadOnlyList<ObjectOutline> Rows, int? Next);

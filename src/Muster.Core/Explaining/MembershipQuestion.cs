using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Explaining;

/// <summary>Everything on which it depends whether somebody gets into a group at the next sync.</summary>
public sealed record MembershipQuestion
{
    /// <summary>The account in the directory; null when it has none with that identity.</summary>
    public required DirectoryUser? Person { get; init; }

    /// <summary>Whether the person is a user of the platform.</summary>
    public required bool IsUser { get; init; }

    /// <summary>Whether that user is local, and so follows nobody in the directory.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether that user is active.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Whether anybody has said who is imported.</summary>
    public required bool HasRule { get; init; }

    /// <summary>Whether the import rule covers the person.</summary>
    public required bool RuleCovers { get; init; }

    /// <summary>Whether some linked group has the person as a member or owner, and people are imported with their groups.</summary>
    public required bool InLinkedGroup { get; init; }

    /// <summary>Name of the group.</summary>
    public required string Group { get; init; }

    /// <summary>How the group stands to the directory.</summary>
    public required LinkState Link { get; init; }

    /// <summary>The directory group it follows; null when it follows none.</summary>
    public required DirectoryGroup? Source { get; init; }

    /// <summary>Whether the directory group has the person as an owner, or as a member who counts under the group's nesting policy.</summary>
    public required bool Reached { get; init; }

    /// <summary>The nesting policy that leaves out nested groups in which the person is; null when there is no such way.</summary>
    public NestingPolicy? LeftOutBy { get; init; }

    /// <summary>Whether that group and all groups nested in it were read whole.</summary>
    public required bool ReadWhole { get; init; }

    /// <summary>Whether the last read of the directory came to its end.</summary>
    public required bool ReadComplete { get; init; }

    /// <summary>The exception that keeps the person out, in words; null when there is none.</summary>
    public string? ExcludedBy { get; init; }

    /// <summary>The property that the person shares with several users here or in the directory, in words; null when it is clear who the person is here.</summary>
    public string? UndecidedBy { get; init; }

    /// <summary>The attribute whose template cannot be filled, so that the person is not created; null when there is none.</summary>
    public AttributeFault? Unfilled { get; init; }

    /// <summary>The run by which somebody took the person out by hand, where syncs leave that as it is; null when there is none.</summary>
    public long? TakenBy { get; init; }

    /// <summary>The held run whose plan would add the person; null when there is none.</summary>
    public long? HeldBy { get; init; }
}

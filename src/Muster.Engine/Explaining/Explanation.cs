using Muster.Core.DirectoryObjects;
using Muster.Core.Explaining;
using Muster.Core.Platform;
using Muster.Engine.History;
using Muster.Engine.Platform;
using Muster.Engine.Runs;

namespace Muster.Engine.Explaining;

/// <summary>Why somebody is in a group, or why not.</summary>
public sealed record Explanation
{
    /// <summary>The person as a user; null for somebody who is none.</summary>
    public required UserRow? User { get; init; }

    /// <summary>The person's account as the directory has it now; null when it has none.</summary>
    public required DirectoryUser? Person { get; init; }

    /// <summary>The group.</summary>
    public required GroupRow Group { get; init; }

    /// <summary>The instant asked about; null for now.</summary>
    public required DateTimeOffset? At { get; init; }

    /// <summary>The memberships that stand, with the run that made them.</summary>
    public required IReadOnlyList<Standing> Standing { get; init; }

    /// <summary>Memberships of other times, each with why it ended, oldest first.</summary>
    public required IReadOnlyList<MembershipInterval> Past { get; init; }

    /// <summary>Every path in the directory as it is now; empty for a past instant, where <see cref="Standing"/> names the group through which it came.</summary>
    public required MembershipPaths Paths { get; init; }

    /// <summary>Whether the directory says now that the person owns the group.</summary>
    public required bool OwnsInDirectory { get; init; }

    /// <summary>What was looked at when nobody is in, up to what failed; empty when a membership stands.</summary>
    public required IReadOnlyList<ExplanationStep> Steps { get; init; }

    /// <summary>How the group came to follow its directory group, up to the moment asked about; null when it follows none.</summary>
    public LinkThen? Link { get; init; }

    /// <summary>The settings in force when the membership began, or at the moment asked about.</summary>
    public ConfigurationThen Configuration { get; init; } = ConfigurationThen.Unknown;

    /// <summary>The last complete read of the directory up to the moment.</summary>
    public DirectoryRead? LastRead { get; init; }

    /// <summary>The first revision there is: what was before, nobody recorded.</summary>
    public Revision? Beginning { get; init; }

    /// <summary>Whether any membership stands.</summary>
    public bool IsIn => Standing.Count > 0;

    /// <summary>The first failing step; null when a membership stands.</summary>
    public string? WhyNot => IsIn ? null : Steps.FirstOrDefault(step => !step.Passed)?.Text;

    /// <summary>The read that last confirmed what the directory decided; null when it decided nothing that stands.</summary>
    public DirectoryRead? LastConfirmed =>
        Standing.Any(standing => standing.Interval.Origin == MembershipOrigin.Directory) ? LastRead : null;

    /// <summary>When the person was first seen in the group.</summary>
    public DateTimeOffset? FirstSeen =>
        Standing
            .Select(standing => standing.Interval)
            .Concat(Past)
            .Where(interval => At is null || interval.From <= At)
            .Select(interval => (DateTimeOffset?)interval.From)
            .Min();
}

/// <summary>A membership that stands.</summary>
/// <param name="Interval">Since when, by which run.</param>
/// <param name="Via">The nested directory group through which it came when it was added, under today's name; null for the group itself.</param>
/// <param name="Run">The run that added it.</param>
public sealed record Standing(MembershipInterval Interval, DirectoryGroup? Via, Run? Run);

/// <summary>One membership with why in a line.</summary>
/// <param name="User">The person.</param>
/// <param name="Group">The group.</param>
/// <param name="Row">The membership.</param>
/// <param name="Via">The nested directory group through which it came when it was added, under today's name; null for the group itself.</param>
/// <param name="Since">The revision that began it.</param>
/// <param name="Run">The run that made that revision.</param>
public sealed record ExplainedMembership(UserRow User, GroupThen Group, MembershipRow Row, DirectoryGroup? Via, Revision Since, Run? Run);

using Muster.Core.Planning;

namespace Muster.Engine.Drift;

/// <summary>One difference before it has a reason: about a membership, a user or a group.</summary>
internal sealed record DriftDifference(DriftState State)
{
    public MembershipPair? Pair { get; init; }

    public RemovalCause? Ends { get; init; }

    public int Via { get; init; }

    public UserStep? User { get; init; }

    public GroupStep? Group { get; init; }
}

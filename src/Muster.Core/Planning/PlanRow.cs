using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>One change of a plan, for comparing two plans and for showing what differs.</summary>
public abstract record PlanRow
{
    private PlanRow() { }

    /// <summary>A change of a group or its link.</summary>
    public sealed record OfGroup(GroupStep Step) : PlanRow;

    /// <summary>A change of a user.</summary>
    public sealed record OfUser(UserStep Step) : PlanRow;

    /// <summary>A change of an exception.</summary>
    public sealed record OfException(ExceptionStep Step) : PlanRow;

    /// <summary>Somebody is added.</summary>
    public sealed record Added(int Group, MembershipRelation Relation, Addition Addition) : PlanRow;

    /// <summary>Somebody is removed.</summary>
    public sealed record Removed(int Group, MembershipRelation Relation, Removal Removal) : PlanRow;
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Muster.Core.Importing;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>The list of changes that would make the platform equal to the directory. A value: equal inputs give equal plans with equal hashes.</summary>
public sealed record SyncPlan
{
    /// <summary>What it was computed from.</summary>
    public required PlanBasis Basis { get; init; }

    /// <summary>Changes of groups and links, by group key.</summary>
    public required ImmutableArray<GroupStep> Groups { get; init; }

    /// <summary>Changes of users, by user key.</summary>
    public required ImmutableArray<UserStep> Users { get; init; }

    /// <summary>Changes of memberships, by group key, members before owners.</summary>
    public required ImmutableArray<MembershipChange> Memberships { get; init; }

    /// <summary>Changes of exceptions, by id.</summary>
    public ImmutableArray<ExceptionStep> Exceptions { get; init; } = [];

    /// <summary>What a person should look at.</summary>
    public required ImmutableArray<PlanProblem> Problems { get; init; }

    /// <summary>Memberships that would be removed, had everything they depend on been read.</summary>
    public int RemovalsKeptBack { get; init; }

    /// <summary>Whether it covers everything of its connection, so that the evidence it used is settled once it is applied.</summary>
    public bool CoversAll { get; init; }

    /// <summary>The import rule that is kept once the plan is applied; null when the plan follows the rule in force.</summary>
    public ImportRule? NewImportRule { get; init; }

    /// <summary>Whether something that differs stays as it is: not proven, about somebody protected, or waiting for a value or a person. It is looked at again in the next plan, whatever has changed by then.</summary>
    public bool LeavesADifference =>
        RemovalsKeptBack > 0
        || Problems.Any(problem => problem.Code is "protectedKept" or "attributeMissing" or "adoptionAmbiguous" or Planning.Problems.Drift);

    /// <summary>SHA-256 over the canonical form of the steps, lower-case hex; equal plans have equal hashes.</summary>
    public string Hash => _hash ??= PlanHash.Compute(this);

    /// <summary>How many steps of each kind.</summary>
    public PlanCounts Counts => _counts ??= Count();

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Groups.IsEmpty && Users.IsEmpty && Memberships.IsEmpty && Exceptions.IsEmpty;

    private string? _hash;
    private PlanCounts? _counts;

    /// <summary>Makes a plan.</summary>
    public SyncPlan() { }

    // Copies what was planned and not what was computed from it: a changed copy has its own hash and counts.
    [SetsRequiredMembers]
    private SyncPlan(SyncPlan other) =>
        (Basis, Groups, Users, Memberships, Exceptions, Problems, RemovalsKeptBack, CoversAll, NewImportRule) = (
            other.Basis,
            other.Groups,
            other.Users,
            other.Memberships,
            other.Exceptions,
            other.Problems,
            other.RemovalsKeptBack,
            other.CoversAll,
            other.NewImportRule
        );

    private PlanCounts Count()
    {
        int Sum(MembershipRelation relation, Func<MembershipChange, int> size) =>
            Memberships.Where(change => change.Relation == relation).Sum(size);
        return new PlanCounts
        {
            UsersCreated = Users.Count(step => step is UserStep.Create or UserStep.CreateLocal),
            UsersUpdated = Users.Count(step => step is UserStep.Update),
            UsersSuspended = Users.Count(step => step is UserStep.Suspend),
            UsersReactivated = Users.Count(step => step is UserStep.Reactivate),
            UsersAdopted = Users.Count(step => step is UserStep.Adopt),
            UsersKeptApart = Users.Count(step => step is UserStep.KeepApart),
            GroupsCreated = Groups.Count(step => step is GroupStep.Create),
            GroupsLinked = Groups.Count(step => step is GroupStep.Link),
            GroupsRenamed = Groups.Count(step => step is GroupStep.Rename),
            GroupsChanged = Groups.Count(step =>
                step
                    is GroupStep.Unlink
                        or GroupStep.ChangeState
                        or GroupStep.Retire
                        or GroupStep.Configure
                        or GroupStep.Describe
                        or GroupStep.Nest
                        or GroupStep.Unnest
            ),
            GroupsRetired = Groups.Count(step => step is GroupStep.Retire),
            MembersAdded = Sum(MembershipRelation.Member, change => change.Additions.Length),
            MembersRemoved = Sum(MembershipRelation.Member, change => change.Removals.Length),
            OwnersAdded = Sum(MembershipRelation.Owner, change => change.Additions.Length),
            OwnersRemoved = Sum(MembershipRelation.Owner, change => change.Removals.Length),
            ExceptionsBegun = Exceptions.Count(step => step is ExceptionStep.Begin),
            ExceptionsExtended = Exceptions.Count(step => step is ExceptionStep.Extend),
            ExceptionsEnded = Exceptions.Count(step => step is ExceptionStep.End),
        };
    }
}

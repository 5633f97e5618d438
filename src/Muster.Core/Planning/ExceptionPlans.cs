using System.Collections.Immutable;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>The small plans behind a person's decision about an exception: the exception itself, and what it does at once to the one membership it speaks of.</summary>
public static class ExceptionPlans
{
    /// <summary>Begins an exception.</summary>
    public static SyncPlan Begin(PlanRequest request, MembershipException exception)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Plan(request, new ExceptionStep.Begin(exception), [.. request.Actual.Exceptions, exception]);
    }

    /// <summary>Gives an exception another end.</summary>
    public static SyncPlan Extend(PlanRequest request, MembershipException exception, DateTimeOffset? until)
    {
        ArgumentNullException.ThrowIfNull(request);
        var others = request.Actual.Exceptions.Where(other => other.Id != exception.Id);
        return Plan(request, new ExceptionStep.Extend(exception, until), [.. others, exception with { Until = until }]);
    }

    /// <summary>Ends an exception before its date.</summary>
    public static SyncPlan End(PlanRequest request, MembershipException exception, string reason)
    {
        ArgumentNullException.ThrowIfNull(request);
        var others = request.Actual.Exceptions.Where(other => other.Id != exception.Id);
        return Plan(request, new ExceptionStep.End(exception, ExceptionEnd.Person, reason), [.. others]);
    }

    /// <summary>What a sync of the group would do with the exceptions as they will be, cut down to the one person.</summary>
    private static SyncPlan Plan(PlanRequest request, ExceptionStep step, IReadOnlyList<MembershipException> after)
    {
        var exception = step.Exception;
        var group = request.Actual.Groups.First(candidate => candidate.Key == exception.Group);
        var whole = SyncPlanner.Plan(
            request with
            {
                Actual = request.Actual.With(after),
                OnlyGroups = new HashSet<int> { exception.Group },
                UsersOnly = false,
            }
        );
        var changes = whole.Memberships.Where(change => change.Group == exception.Group && change.Relation == exception.Relation);
        return new SyncPlan
        {
            Basis = whole.Basis,
            Groups = [],
            Users = [],
            Memberships = [.. changes.Select(change => Only(change, exception, request.Actual)).OfType<MembershipChange>()],
            Exceptions = [step],
            Problems = [.. Idle(request.Actual, step, group, whole)],
        };
    }

    private static MembershipChange? Only(MembershipChange change, MembershipException exception, PlatformState actual)
    {
        if (change.Origin == MembershipOrigin.Local)
            return null;
        var additions = change
            .Additions.Where(addition => addition.User == exception.User && actual.IsActive(addition.User))
            .ToImmutableArray();
        var removals = change.Removals.Where(removal => removal.User == exception.User).ToImmutableArray();
        return additions.IsEmpty && removals.IsEmpty ? null : change with { Additions = additions, Removals = removals };
    }

    private static IEnumerable<PlanProblem> Idle(PlatformState actual, ExceptionStep step, PlatformGroup group, SyncPlan sync)
    {
        if (step is not ExceptionStep.End && !actual.IsActive(step.Exception.User))
            yield return new PlanProblem(
                "exceptionIdle",
                group.Name,
                "The person is suspended, so the exception has no effect until the person is active again."
            );
        if (
            step is { Exception: { Kind: ExceptionKind.Exclude } exclusion } and not ExceptionStep.End
            && StaysByHand(exclusion, group, sync)
        )
            yield return new PlanProblem(
                "exceptionIdle",
                group.Name,
                "The person was given this here by hand and keeps it: an exclusion speaks of what the directory gives. Take the person out by hand as well."
            );
        if (group.Link != LinkState.Linked)
            yield return new PlanProblem(
                "exceptionIdle",
                group.Name,
                $"'{group.Name}' is not followed now, so the exception has no effect until it is again."
            );
    }

    /// <summary>Whether the person is in by a decision made here, which no sync ends.</summary>
    private static bool StaysByHand(MembershipException exclusion, PlatformGroup group, SyncPlan sync) =>
        group.Of(exclusion.Relation, MembershipOrigin.Local).Contains(exclusion.User)
        && !sync.Memberships.Any(change =>
            (change.Group, change.Relation, change.Origin) == (group.Key, exclusion.Relation, MembershipOrigin.Local)
            && change.Removals.Any(removal => removal.User == exclusion.User)
        );
}

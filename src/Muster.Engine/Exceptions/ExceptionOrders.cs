using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Engine.Exceptions;

/// <summary>Makes the plan of an order, or says why it does not make sense as things are.</summary>
internal static class ExceptionOrders
{
    /// <returns>The plan with the exception as the order leaves it (as it was, where it ends), or the refusal.</returns>
    public static (SyncPlan? Plan, MembershipException? Exception, PlanProblem? Refused) Follow(
        PlanRequest planning,
        ExceptionOrder order,
        string actor
    )
    {
        switch (order)
        {
            case ExceptionOrder.Add(var wish):
                return Begin(planning, wish, actor);
            case ExceptionOrder.Extend(var id, var until):
                return Standing(planning, id) is { } moved ? Extend(planning, moved, until) : (null, null, ExceptionRules.NotStanding(id));
            case ExceptionOrder.End(var id, var reason):
                return Standing(planning, id) is { } over ? End(planning, over, reason) : (null, null, ExceptionRules.NotStanding(id));
            default:
                throw new ArgumentException($"Unknown order {order}.", nameof(order));
        }
    }

    private static (SyncPlan?, MembershipException?, PlanProblem?) Begin(PlanRequest planning, ExceptionWish wish, string actor)
    {
        var group = planning.Actual.Groups.FirstOrDefault(candidate => candidate.Name == wish.Group);
        if (ExceptionRules.Obstacle(planning, wish, group) is { } obstacle)
            return (null, null, obstacle);
        var exception = new MembershipException(
            planning.Actual.NextExceptionId,
            group!.Key,
            wish.User,
            wish.Relation,
            wish.Kind,
            wish.Reason.Trim(),
            actor,
            ToTheMillisecond(planning.Now),
            wish.Until is { } until ? ToTheMillisecond(until) : null
        );
        return (ExceptionPlans.Begin(planning, exception), exception, null);
    }

    private static (SyncPlan?, MembershipException?, PlanProblem?) Extend(
        PlanRequest planning,
        MembershipException exception,
        DateTimeOffset? until
    )
    {
        if (ExceptionRules.EndFault(until, planning.Now) is { } fault)
            return (null, null, fault);
        DateTimeOffset? end = until is { } instant ? ToTheMillisecond(instant) : null;
        return end == exception.Until
            ? (null, null, ExceptionRules.SameEnd(exception))
            : (ExceptionPlans.Extend(planning, exception, end), exception with { Until = end }, null);
    }

    private static (SyncPlan?, MembershipException?, PlanProblem?) End(PlanRequest planning, MembershipException exception, string reason)
    {
        if (ExceptionRules.ReasonFault(reason) is { } fault)
            return (null, null, fault);
        return exception.Kind == ExceptionKind.Include && planning.ProtectedUsers.TryGetValue(exception.User, out var name)
            ? (null, null, ExceptionRules.Protected(name))
            : (ExceptionPlans.End(planning, exception, reason.Trim()), exception, null);
    }

    private static MembershipException? Standing(PlanRequest planning, long id) =>
        planning.Actual.Exceptions.FirstOrDefault(candidate => candidate.Id == id);

    private static DateTimeOffset ToTheMillisecond(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}

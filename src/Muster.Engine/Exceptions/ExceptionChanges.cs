using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Incremental;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Exceptions;

/// <summary>What a person does to exceptions: begin, extend, end. Each is a small plan, shown, judged, and applied as a run of its own. The directory is not asked.</summary>
public sealed class ExceptionChanges(PlanMaker plans, IPlatformStore platform, IRunJournal journal, ILeaseStore leases, TimeProvider clock)
{
    /// <summary>Longest reason that is kept.</summary>
    public const int LongestReason = 2000;

    /// <summary>Begins an exception.</summary>
    /// <param name="connection">The directory that the group follows.</param>
    /// <param name="wish">What is asked for.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="observer">Shows the plan and asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<ExceptionOutcome> AddAsync(
        Connection connection,
        ExceptionWish wish,
        string actor,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(wish);
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "exceptions add", clock, cancellationToken);
        var (planning, policies) = await RequestAsync(connection, actor, lease.Token);
        var group = planning.Actual.Groups.FirstOrDefault(candidate => candidate.Name == wish.Group);
        if (ExceptionRules.Obstacle(planning, wish, group) is { } obstacle)
            return new ExceptionOutcome.Refused(obstacle);
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
        var plan = ExceptionPlans.Begin(planning, exception);
        return await RunAsync(connection, "exceptions add", actor, planning, policies, plan, exception, observer, lease);
    }

    /// <summary>Gives an exception another end.</summary>
    /// <param name="connection">The directory that the group follows.</param>
    /// <param name="id">Number of the exception.</param>
    /// <param name="until">The new end; null for never.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="observer">Shows the plan and asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<ExceptionOutcome> ExtendAsync(
        Connection connection,
        long id,
        DateTimeOffset? until,
        string actor,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "exceptions extend", clock, cancellationToken);
        var (planning, policies) = await RequestAsync(connection, actor, lease.Token);
        if (planning.Actual.Exceptions.FirstOrDefault(candidate => candidate.Id == id) is not { } exception)
            return new ExceptionOutcome.Refused(ExceptionRules.NotStanding(id));
        if (ExceptionRules.EndFault(until, planning.Now) is { } fault)
            return new ExceptionOutcome.Refused(fault);
        DateTimeOffset? end = until is { } instant ? ToTheMillisecond(instant) : null;
        if (end == exception.Until)
            return new ExceptionOutcome.Refused(ExceptionRules.SameEnd(exception));
        var plan = ExceptionPlans.Extend(planning, exception, end);
        var extended = exception with { Until = end };
        return await RunAsync(connection, "exceptions extend", actor, planning, policies, plan, extended, observer, lease);
    }

    /// <summary>Ends an exception before its date.</summary>
    /// <param name="connection">The directory that the group follows.</param>
    /// <param name="id">Number of the exception.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="observer">Shows the plan and asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<ExceptionOutcome> EndAsync(
        Connection connection,
        long id,
        string reason,
        string actor,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "exceptions end", clock, cancellationToken);
        var (planning, policies) = await RequestAsync(connection, actor, lease.Token);
        if (planning.Actual.Exceptions.FirstOrDefault(candidate => candidate.Id == id) is not { } exception)
            return new ExceptionOutcome.Refused(ExceptionRules.NotStanding(id));
        if (ExceptionRules.ReasonFault(reason) is { } fault)
            return new ExceptionOutcome.Refused(fault);
        if (exception.Kind == ExceptionKind.Include && planning.ProtectedUsers.TryGetValue(exception.User, out var name))
            return new ExceptionOutcome.Refused(ExceptionRules.Protected(name));
        var plan = ExceptionPlans.End(planning, exception, reason.Trim());
        return await RunAsync(connection, "exceptions end", actor, planning, policies, plan, exception, observer, lease);
    }

    private Task<(PlanRequest Planning, ConnectionPolicies Policies)> RequestAsync(
        Connection connection,
        string actor,
        CancellationToken cancellationToken
    ) => plans.RequestAsync(new SyncRequest { Connection = connection, Actor = actor }, cancellationToken);

    private async Task<ExceptionOutcome> RunAsync(
        Connection connection,
        string verb,
        string actor,
        PlanRequest planning,
        ConnectionPolicies policies,
        SyncPlan plan,
        MembershipException exception,
        IRunObserver observer,
        LeaseKeeper lease
    )
    {
        var (verdict, weighed) = await plans.JudgeAsync(plan, planning.Actual, connection, lease.Token);
        var planned = new PlannedRun
        {
            Connection = connection,
            Mirror = planning.Mirror,
            Actual = planning.Actual,
            Plan = plan,
            Policies = policies,
            Verdict = verdict,
            Decisions = weighed,
            Guards = policies.Guards,
            Spending = new ReadSpending(0, 0, 0),
            Read = new ReadSummary(false, [], 0),
            Planning = new PlanningWay(true, "It is about one exception."),
        };
        var run = await journal.BeginAsync(connection.Key, verb, actor, lease.Lease, lease.Token);
        var decisions = new SmallPlans(platform, journal, clock);
        return new ExceptionOutcome.Done(await decisions.DecideAsync(planned, run, observer, lease), exception);
    }

    private static DateTimeOffset ToTheMillisecond(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}

/// <summary>An exception that somebody asks for.</summary>
/// <param name="Group">Name of the group, exactly.</param>
/// <param name="User">Key of the platform user.</param>
/// <param name="UserName">What the user is called, for messages.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Kind">In or out.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Until">When it ends by itself; null for never.</param>
public sealed record ExceptionWish(
    string Group,
    int User,
    string UserName,
    MembershipRelation Relation,
    ExceptionKind Kind,
    string Reason,
    DateTimeOffset? Until
);

/// <summary>Result of a decision about an exception.</summary>
public abstract record ExceptionOutcome
{
    private ExceptionOutcome() { }

    /// <summary>A run was made of it; see how it ended.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Exception">The exception as the run leaves it, or as it was before it ended.</param>
    public sealed record Done(Run Run, MembershipException Exception) : ExceptionOutcome;

    /// <summary>It does not make sense as things are; nothing was done.</summary>
    /// <param name="Problem">Why, and what to do.</param>
    public sealed record Refused(PlanProblem Problem) : ExceptionOutcome;
}

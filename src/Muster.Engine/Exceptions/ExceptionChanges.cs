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
    public Task<ExceptionOutcome> AddAsync(
        Connection connection,
        ExceptionWish wish,
        string actor,
        IRunObserver observer,
        CancellationToken cancellationToken
    ) => DecideAsync(connection, new ExceptionOrder.Add(wish), actor, observer, cancellationToken);

    /// <summary>Begins an exception for whoever has to know its run before anything is decided.</summary>
    /// <param name="connection">The directory that the group follows.</param>
    /// <param name="wish">What is asked for.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="observer">Shows the plan and asks.</param>
    /// <param name="begun">Told the run as it begins; what it throws ends the run with nothing changed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public Task<ExceptionOutcome> AddAsync(
        Connection connection,
        ExceptionWish wish,
        string actor,
        IRunObserver observer,
        Func<Run, Task> begun,
        CancellationToken cancellationToken
    ) => DecideAsync(connection, new ExceptionOrder.Add(wish), actor, observer, begun, cancellationToken);

    /// <summary>Gives an exception another end.</summary>
    /// <param name="connection">The directory that the group follows.</param>
    /// <param name="id">Number of the exception.</param>
    /// <param name="until">The new end; null for never.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="observer">Shows the plan and asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public Task<ExceptionOutcome> ExtendAsync(
        Connection connection,
        long id,
        DateTimeOffset? until,
        string actor,
        IRunObserver observer,
        CancellationToken cancellationToken
    ) => DecideAsync(connection, new ExceptionOrder.Extend(id, until), actor, observer, cancellationToken);

    /// <summary>Ends an exception before its date.</summary>
    /// <param name="connection">The directory that the group follows.</param>
    /// <param name="id">Number of the exception.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="observer">Shows the plan and asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public Task<ExceptionOutcome> EndAsync(
        Connection connection,
        long id,
        string reason,
        string actor,
        IRunObserver observer,
        CancellationToken cancellationToken
    ) => DecideAsync(connection, new ExceptionOrder.End(id, reason), actor, observer, cancellationToken);

    /// <summary>Carries an order out, as a run of its own.</summary>
    /// <param name="connection">The directory that the group follows.</param>
    /// <param name="order">What is asked for.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="observer">Shows the plan and asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public Task<ExceptionOutcome> DecideAsync(
        Connection connection,
        ExceptionOrder order,
        string actor,
        IRunObserver observer,
        CancellationToken cancellationToken
    ) => DecideAsync(connection, order, actor, observer, begun: null, cancellationToken);

    private async Task<ExceptionOutcome> DecideAsync(
        Connection connection,
        ExceptionOrder order,
        string actor,
        IRunObserver observer,
        Func<Run, Task>? begun,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(order);
        await using var lease = await LeaseKeeper.AcquireAsync(leases, order.Verb, clock, cancellationToken);
        var (planned, exception, refused) = await PlanAsync(connection, order, actor, lease.Token);
        if (refused is not null)
            return new ExceptionOutcome.Refused(refused);
        var run = await journal.BeginAsync(connection.Key, order.Verb, actor, lease.Lease, lease.Token);
        var decisions = new SmallPlans(platform, journal, clock);
        return new ExceptionOutcome.Done(await decisions.DecideAsync(planned!, run, observer, lease, begun: begun), exception!);
    }

    /// <summary>What an order would do; nothing is changed, and no run is recorded.</summary>
    /// <param name="connection">The directory that the group follows.</param>
    /// <param name="order">What is asked for.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The plan with its verdict, or why the order does not make sense as things are.</returns>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<(PlannedRun? Planned, PlanProblem? Refused)> DraftAsync(
        Connection connection,
        ExceptionOrder order,
        string actor,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(order);
        await using var lease = await LeaseKeeper.AcquireAsync(leases, order.Verb, clock, cancellationToken);
        var (planned, _, refused) = await PlanAsync(connection, order, actor, lease.Token);
        return (planned, refused);
    }

    private async Task<(PlannedRun? Planned, MembershipException? Exception, PlanProblem? Refused)> PlanAsync(
        Connection connection,
        ExceptionOrder order,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var request = new SyncRequest { Connection = connection, Actor = actor };
        var (planning, policies) = await plans.RequestAsync(request, cancellationToken);
        var (plan, exception, refused) = ExceptionOrders.Follow(planning, order, actor);
        if (plan is null)
            return (null, null, refused);
        var (verdict, weighed) = await plans.JudgeAsync(plan, planning.Actual, connection, cancellationToken);
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
        return (planned, exception, null);
    }
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

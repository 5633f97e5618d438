using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Inbox;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;
using Muster.Server.Problems;

namespace Muster.Server.Api;

/// <summary>Something that a person should look at: one a cause, gone by itself when the cause is.</summary>
/// <param name="Id">Number.</param>
/// <param name="State">How it stands.</param>
/// <param name="Connection">Name of the connection; null for what is about the installation itself, and where the connection is gone.</param>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Count">How many it concerns.</param>
/// <param name="Effect">What it does.</param>
/// <param name="Fix">What helps.</param>
/// <param name="FirstSeen">When it was first seen, also where it was gone meanwhile.</param>
/// <param name="Since">Since when it has stood: when it appeared, or last returned.</param>
/// <param name="LastSeen">When it was last seen.</param>
/// <param name="LastRun">The run that saw it last; 0 where no run looks for it.</param>
/// <param name="ResolvedAt">When a run did not see it any more.</param>
/// <param name="SnoozedUntil">Put aside until then.</param>
/// <param name="Snoozed">Who put it aside, and why.</param>
/// <param name="Owner">Who sees to it; null for nobody.</param>
internal sealed record ProblemItem(
    long Id,
    ProblemState State,
    string? Connection,
    string Code,
    string Subject,
    int Count,
    string Effect,
    string Fix,
    DateTimeOffset FirstSeen,
    DateTimeOffset Since,
    DateTimeOffset LastSeen,
    long LastRun,
    DateTimeOffset? ResolvedAt,
    DateTimeOffset? SnoozedUntil,
    string? Snoozed,
    ProblemOwnerItem? Owner = null
)
{
    public static ProblemItem Of(
        InboxProblem problem,
        DateTimeOffset now,
        IReadOnlyDictionary<int, string> connections,
        AssignedTo? owner
    ) =>
        new(
            problem.Id,
            problem.StateAt(now),
            connections.GetValueOrDefault(problem.Connection),
            problem.Code,
            problem.Subject,
            problem.Count,
            problem.Effect,
            problem.Fix,
            problem.FirstSeen,
            problem.Since,
            problem.LastSeen,
            problem.LastRun,
            problem.ResolvedAt,
            problem.SnoozedUntil,
            problem.Snoozed,
            owner is null ? null : new ProblemOwnerItem(owner.Account, owner.Name, owner.GivenBy, owner.Since)
        );
}

/// <summary>Who sees to a problem.</summary>
/// <param name="Account">Id of the account.</param>
/// <param name="Name">What the person is called.</param>
/// <param name="GivenBy">Who gave it to them.</param>
/// <param name="Since">Since when.</param>
internal sealed record ProblemOwnerItem(Guid Account, string Name, string GivenBy, DateTimeOffset Since);

/// <summary>Who shall see to a problem.</summary>
/// <param name="To">Id or mail address of an account, or <c>me</c>; null for nobody.</param>
internal sealed record AssignOrder(string? To = null);

/// <summary>A problem with its past.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="History">What happened to it, the oldest first.</param>
internal sealed record ProblemDetail(ProblemItem Problem, IReadOnlyList<ProblemEvent> History);

/// <summary>Until when a problem is put aside.</summary>
/// <param name="Until">When it shows again.</param>
/// <param name="Reason">Why it can wait; kept with it.</param>
internal sealed record SnoozeOrder(DateTimeOffset Until, string Reason);

/// <summary>The inbox of problems.</summary>
internal static class ProblemEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var problems = api.MapGroup("/problems").WithTags("Problems");
        problems.MapGet("", ListAsync).As("listProblems", Right.Read).Narrowed();
        problems.MapGet("/{id:long}", FindAsync).As("getProblem", Right.Read);
        problems.MapPost("/{id:long}/snooze", SnoozeAsync).As("snoozeProblem", Right.Operate);
        problems.MapPost("/{id:long}/wake", WakeAsync).As("wakeProblem", Right.Operate);
        problems.MapPost("/{id:long}/assign", AssignAsync).As("assignProblem", Right.Operate);
        problems.MapPost("/{id:long}/retry", RetryAsync).As("retryProblem", Right.Plan).Costly().Idempotent(required: true);
    }

    /// <summary>Lists problems, those seen last first; the open ones when no state is given.</summary>
    /// <param name="state"><c>open</c>, <c>snoozed</c>, <c>resolved</c> or <c>all</c>.</param>
    /// <param name="code">Only this kind.</param>
    /// <param name="connection">Only of this connection.</param>
    /// <param name="about">Only what is about exactly this: the name of a group.</param>
    /// <param name="mine">Only what the caller sees to.</param>
    internal static async Task<Page<ProblemItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        ProblemOwners owners,
        TimeProvider clock,
        [Word(typeof(ProblemState), "all")] string? state,
        string? code,
        string? connection,
        string? about,
        bool? mine,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var (paging, now) = (Paging.Of(context, page), clock.GetUtcNow());
        var only = connection is null ? null : await Named.ConnectionAsync(muster, connection, "", cancellationToken);
        var wanted = state == "all" ? null : Words.Of<ProblemState>(state, "state") ?? (ProblemState?)ProblemState.Open;
        var names = await Named.ConnectionNamesAsync(muster, cancellationToken);
        var filter = new ProblemFilter(now)
        {
            State = wanted,
            Within = context.Where(Right.Read),
            Connection = only?.Key,
            Code = code,
            Subject = about,
            Ids = mine == true ? await owners.OfAsync(context.Caller().Account, cancellationToken) : null,
            ByNumber = true,
            After = paging.AfterNumber is { } number ? new ProblemPlace(default, number) : null,
        };
        var rows = await muster.Database.Problems.PageAsync(filter with { Limit = paging.Fetched }, cancellationToken);
        var owned = await owners.ListAsync([.. rows.Select(problem => problem.Id)], cancellationToken);
        return await paging.PageAsync(
            rows,
            problem => ProblemItem.Of(problem, now, names, owned.GetValueOrDefault(problem.Id)),
            problem => [Text(problem.Id)],
            () => muster.Database.Problems.CountAsync(filter, cancellationToken)
        );
    }

    /// <summary>Shows a problem with its past.</summary>
    /// <param name="id">Number of the problem.</param>
    internal static async Task<ProblemDetail> FindAsync(
        long id,
        MusterInstance muster,
        ProblemOwners owners,
        ProblemPast past,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        new(
            await ItemAsync(await ProblemAsync(muster, id, cancellationToken), muster, owners, clock, cancellationToken),
            await past.OfAsync(id, cancellationToken)
        );

    /// <summary>Puts a problem aside until an instant.</summary>
    /// <param name="id">Number of the problem.</param>
    internal static async Task<ProblemItem> SnoozeAsync(
        long id,
        SnoozeOrder order,
        HttpContext context,
        MusterInstance muster,
        ProblemOwners owners,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var reason = Named.Reason(order.Reason);
        if (order.Until <= clock.GetUtcNow())
            throw ApiException.Invalid("/until", "That instant has passed.");
        var problem = await ProblemAsync(muster, id, cancellationToken);
        if (problem.ResolvedAt is not null)
            throw ApiException.Conflict("resolved", $"Problem {id} is resolved; there is nothing to put aside.");
        return await SaveAsync(muster, owners, problem, order.Until, reason, context, clock, cancellationToken);
    }

    /// <summary>Takes up a problem again that was put aside.</summary>
    /// <param name="id">Number of the problem.</param>
    internal static async Task<ProblemItem> WakeAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        ProblemOwners owners,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var problem = await ProblemAsync(muster, id, cancellationToken);
        if (!problem.IsSnoozed(clock.GetUtcNow()))
            throw ApiException.Conflict("notSnoozed", $"Problem {id} is not put aside.");
        return await SaveAsync(muster, owners, problem, null, null, context, clock, cancellationToken);
    }

    /// <summary>Gives a problem to somebody who sees to it, or to nobody.</summary>
    /// <param name="id">Number of the problem.</param>
    internal static async Task<ProblemItem> AssignAsync(
        long id,
        AssignOrder order,
        HttpContext context,
        MusterInstance muster,
        ProblemOwners owners,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var problem = await ProblemAsync(muster, id, cancellationToken);
        if (problem.ResolvedAt is not null)
            throw ApiException.Conflict("resolved", $"Problem {id} is resolved; there is nothing to see to.");
        var to = order.To is null ? (Guid?)null : await AccountAsync(owners, problem, order.To, context, cancellationToken);
        var before = (await owners.ListAsync([id], cancellationToken)).GetValueOrDefault(id)?.Account;
        await owners.GiveAsync(context.Caller(), problem, before, to, cancellationToken);
        return await ItemAsync(problem, muster, owners, clock, cancellationToken);
    }

    /// <summary>Looks again whether a problem is still there: reads the directory and compares, or runs a sync within the guard rails, as the cause asks for.</summary>
    /// <param name="id">Number of the problem.</param>
    internal static async Task<Accepted<WorkItem>> RetryAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        ProblemRetry retry,
        CancellationToken cancellationToken
    )
    {
        var problem = await ProblemAsync(muster, id, cancellationToken);
        var way = ProblemRetry.WayOf(problem);
        if (way == RetryWay.None)
            throw problem.ResolvedAt is null
                ? ApiException.Conflict("needsDecision", $"Problem {id} waits for a person's decision; looking again does not help.")
                : ApiException.Conflict("resolved", $"Problem {id} is resolved; there is nothing to look at again.");
        context.Demand(ProblemRetry.RightOf(way));
        return await WorkEndpoints.AcceptedAsync(
            await retry.StartAsync(problem, context.Caller(), cancellationToken),
            muster,
            cancellationToken
        );
    }

    private static async Task<Guid> AccountAsync(
        ProblemOwners owners,
        InboxProblem problem,
        string to,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (to == "me")
            return context.Caller().Account;
        var able = await owners.CandidatesAsync(problem, cancellationToken);
        return
            able.FirstOrDefault(account =>
                account.Id.ToString().Equals(to, StringComparison.OrdinalIgnoreCase)
                || string.Equals(account.Email, to, StringComparison.OrdinalIgnoreCase)
            )
                is { } found
            ? found.Id
            : throw ApiException.Invalid("/to", "Nobody of this id or mail address may sign in and look at the connection of the problem.");
    }

    private static async Task<ProblemItem> SaveAsync(
        MusterInstance muster,
        ProblemOwners owners,
        InboxProblem seen,
        DateTimeOffset? until,
        string? reason,
        HttpContext context,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        await ItemAsync(
            await ProblemAside.SaveAsync(muster.Database.Problems, seen, until, context.Caller().Name, reason, cancellationToken),
            muster,
            owners,
            clock,
            cancellationToken
        );

    private static async Task<ProblemItem> ItemAsync(
        InboxProblem problem,
        MusterInstance muster,
        ProblemOwners owners,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        ProblemItem.Of(
            problem,
            clock.GetUtcNow(),
            await Named.ConnectionNamesAsync(muster, cancellationToken),
            (await owners.ListAsync([problem.Id], cancellationToken)).GetValueOrDefault(problem.Id)
        );

    private static async Task<InboxProblem> ProblemAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await muster.Database.Problems.FindAsync(id, cancellationToken) ?? throw ApiException.NotFound($"There is no problem {id}.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

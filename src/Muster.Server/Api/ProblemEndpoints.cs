using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Inbox;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Something that a person should look at: one a cause, gone by itself when the cause is.</summary>
/// <param name="Id">Number.</param>
/// <param name="State">How it stands.</param>
/// <param name="Connection">Name of the connection.</param>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Count">How many it concerns.</param>
/// <param name="Effect">What it does.</param>
/// <param name="Fix">What helps.</param>
/// <param name="FirstSeen">When it was first seen.</param>
/// <param name="LastSeen">When it was last seen.</param>
/// <param name="LastRun">The run that saw it last.</param>
/// <param name="ResolvedAt">When a run did not see it any more.</param>
/// <param name="SnoozedUntil">Put aside until then.</param>
/// <param name="Snoozed">Who put it aside, and why.</param>
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
    DateTimeOffset LastSeen,
    long LastRun,
    DateTimeOffset? ResolvedAt,
    DateTimeOffset? SnoozedUntil,
    string? Snoozed
)
{
    public static ProblemItem Of(InboxProblem problem, DateTimeOffset now, IReadOnlyDictionary<int, string> connections) =>
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
            problem.LastSeen,
            problem.LastRun,
            problem.ResolvedAt,
            problem.SnoozedUntil,
            problem.Snoozed
        );
}

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
    }

    /// <summary>Lists problems, those seen last first; the open ones when no state is given.</summary>
    /// <param name="state"><c>open</c>, <c>snoozed</c>, <c>resolved</c> or <c>all</c>.</param>
    /// <param name="code">Only this kind.</param>
    /// <param name="connection">Only of this connection.</param>
    internal static async Task<Page<ProblemItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        TimeProvider clock,
        [Word(typeof(ProblemState), "all")] string? state,
        string? code,
        string? connection,
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
            After = paging.After is [{ } seen, { } id]
                ? new ProblemPlace(DateTimeOffset.FromUnixTimeMilliseconds(Number(seen)), Number(id))
                : null,
        };
        return await paging.PageAsync(
            await muster.Database.Problems.PageAsync(filter with { Limit = paging.Fetched }, cancellationToken),
            problem => ProblemItem.Of(problem, now, names),
            problem => [Text(problem.LastSeen.ToUnixTimeMilliseconds()), Text(problem.Id)],
            () => muster.Database.Problems.CountAsync(filter, cancellationToken)
        );
    }

    /// <summary>Shows a problem with its past.</summary>
    /// <param name="id">Number of the problem.</param>
    internal static async Task<ProblemDetail> FindAsync(
        long id,
        MusterInstance muster,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        new(
            ProblemItem.Of(
                await ProblemAsync(muster, id, cancellationToken),
                clock.GetUtcNow(),
                await Named.ConnectionNamesAsync(muster, cancellationToken)
            ),
            await muster.Database.Problems.HistoryAsync(id, cancellationToken)
        );

    /// <summary>Puts a problem aside until an instant.</summary>
    /// <param name="id">Number of the problem.</param>
    internal static async Task<ProblemItem> SnoozeAsync(
        long id,
        SnoozeOrder order,
        HttpContext context,
        MusterInstance muster,
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
        return await SaveAsync(muster, id, order.Until, reason, context, clock, cancellationToken);
    }

    /// <summary>Takes up a problem again that was put aside.</summary>
    /// <param name="id">Number of the problem.</param>
    internal static async Task<ProblemItem> WakeAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var problem = await ProblemAsync(muster, id, cancellationToken);
        if (!problem.IsSnoozed(clock.GetUtcNow()))
            throw ApiException.Conflict("notSnoozed", $"Problem {id} is not put aside.");
        return await SaveAsync(muster, id, null, null, context, clock, cancellationToken);
    }

    private static async Task<ProblemItem> SaveAsync(
        MusterInstance muster,
        long id,
        DateTimeOffset? until,
        string? reason,
        HttpContext context,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        ProblemItem.Of(
            (await muster.Database.Problems.SnoozeAsync(id, until, context.Caller().Name, reason, cancellationToken))!,
            clock.GetUtcNow(),
            await Named.ConnectionNamesAsync(muster, cancellationToken)
        );

    private static async Task<InboxProblem> ProblemAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await muster.Database.Problems.FindAsync(id, cancellationToken) ?? throw ApiException.NotFound($"There is no problem {id}.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

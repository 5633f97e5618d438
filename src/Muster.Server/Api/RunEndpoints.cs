using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Nodes;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>Which runs to undo together: their numbers, or a stretch of time.</summary>
/// <param name="Runs">Numbers of the runs.</param>
/// <param name="From">Every run that ended from this instant on and changed something.</param>
/// <param name="To">… up to this one; now when left out.</param>
/// <param name="Until">When the groups follow the directory again by themselves; left out for when a person resumes them.</param>
/// <param name="Confirm">The hash that a preview gave: do exactly that, or nothing. Left out, the guard rails alone judge it.</param>
internal sealed record UndoOrder(
    IReadOnlyList<long>? Runs = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    DateTimeOffset? Until = null,
    string? Confirm = null
) : INamesRuns;

/// <summary>What undoing would do.</summary>
/// <param name="Steps">How many steps of each kind.</param>
/// <param name="Held">Guard rails that would hold it.</param>
/// <param name="Problems">What stands in its way.</param>
/// <param name="Hash">Names exactly this; send it as <c>confirm</c> to undo just that.</param>
internal sealed record UndoPreview(PlanCounts Steps, IReadOnlyList<GuardTrip> Held, IReadOnlyList<PlanProblem> Problems, string Hash);

/// <summary>Runs, and decisions about held ones.</summary>
internal static class RunEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("", ListAsync).As("listRuns", Right.Read).Narrowed();
        runs.MapGet("/{id:long}", FindAsync).As("getRun", Right.Read).ForOwners();
        runs.MapPost("/{id:long}/approve", ApproveAsync).As("approveRun", Right.Approve).ForOwners().Costly().Idempotent(required: true);
        runs.MapPost("/{id:long}/reject", RejectAsync).As("rejectRun", Right.Approve).ForOwners().Idempotent();
        runs.MapPost("/undo", UndoAsync).As("undoRuns", Right.Operate).Narrowed().Costly().Idempotent(required: true);
        runs.MapPost("/undo/preview", PreviewAsync).As("previewUndo", Right.Plan).Narrowed().Costly();
    }

    /// <summary>Lists runs, the newest first.</summary>
    /// <param name="outcome">Only runs that ended so.</param>
    /// <param name="trigger">Only runs that this began.</param>
    /// <param name="connection">Only runs of this connection.</param>
    internal static async Task<Page<RunItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        [Word(typeof(RunOutcome))] string? outcome,
        [Word(typeof(RunTrigger))] string? trigger,
        string? connection,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var filter = new RunFilter
        {
            Connection = connection is null ? null : await Named.KeyEverAsync(muster, connection, cancellationToken),
            Within = context.Where(Right.Read),
            Outcome = Words.Of<RunOutcome>(outcome, "outcome"),
            Trigger = Words.Of<RunTrigger>(trigger, "trigger"),
            Before = paging.AfterNumber,
            Limit = paging.Fetched,
        };
        var names = await Named.NamesEverAsync(muster, cancellationToken);
        return await paging.PageAsync(
            await muster.Database.Runs.ListAsync(filter, cancellationToken),
            run => RunItem.Of(run, names),
            run => [run.Id.ToString(CultureInfo.InvariantCulture)],
            () => muster.Database.Runs.CountAsync(filter, cancellationToken)
        );
    }

    /// <summary>Shows a run.</summary>
    /// <param name="id">Number of the run.</param>
    internal static async Task<RunItem> FindAsync(
        long id,
        MusterInstance muster,
        WorkExchange exchange,
        CancellationToken cancellationToken
    )
    {
        // Looked at before the run: one that ended in between has ended, and was not left behind.
        var isHeld = await muster.Database.Leases.IsInForceAsync(cancellationToken);
        var run = await RunAsync(muster, id, cancellationToken);
        var item = RunItem.Of(run, await Named.NamesEverAsync(muster, cancellationToken));
        return await exchange.MakingAsync(run, cancellationToken) is { } work
                ? item with
                {
                    Rail = RailItem.Of(RunRail.Of(work.Work, work.State)),
                }
            : run.Outcome != RunOutcome.Running ? item
            : isHeld ? item with { Elsewhere = RunWords.Elsewhere(Texts.English, run) }
            : item with { Rail = RailItem.Of(RunRail.Left(run)) };
    }

    /// <summary>Applies exactly the plan that a guard rail held. The result of the work is the run.</summary>
    /// <param name="id">Number of the held run.</param>
    internal static async Task<Accepted<WorkItem>> ApproveAsync(
        long id,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        PlanWork plans,
        CancellationToken cancellationToken
    )
    {
        var held = await HeldAsync(muster, id, cancellationToken);
        var run = plans.Release(held, context.Caller(), Named.Reason(decided.Reason));
        return await WorkEndpoints.AcceptedAsync(run, muster, cancellationToken);
    }

    /// <summary>Drops the plan that a guard rail held.</summary>
    /// <param name="id">Number of the held run.</param>
    internal static async Task<RunItem> RejectAsync(
        long id,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var reason = Named.Reason(decided.Reason);
        await HeldAsync(muster, id, cancellationToken);
        var outcome = await muster.Plans.Approvals.RejectRunAsync(id, context.Caller().Name, reason, cancellationToken);
        return RunItem.Of(Decisions.RunOf(outcome, $"Run {id}")!, await Named.ConnectionNamesAsync(muster, cancellationToken));
    }

    /// <summary>Takes back what runs did to memberships; the groups it touches are paused. What a guard rail holds waits for a person. The result of the work is the run.</summary>
    internal static async Task<Accepted<WorkItem>> UndoAsync(
        UndoOrder order,
        HttpContext context,
        MusterInstance muster,
        UndoWork undos,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var which = Which(order, clock.GetUtcNow());
        var connections = new HashSet<int?>();
        if (which is UndoneRuns.These(var ids))
            foreach (var id in ids)
                connections.Add((await RunAsync(muster, id, cancellationToken)).Connection);
        var only = connections.Count == 1 ? connections.Single() : null;
        var run = undos.Undo(which, order.Until, order.Confirm, only, context.Caller());
        return await WorkEndpoints.AcceptedAsync(run, muster, cancellationToken);
    }

    /// <summary>Says what undoing runs would do; changes nothing.</summary>
    internal static async Task<UndoPreview> PreviewAsync(
        UndoOrder order,
        MusterInstance muster,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (planned, refused) = await muster.Undos.DraftAsync(Which(order, clock.GetUtcNow()), order.Until, cancellationToken);
        return planned is null
            ? throw Refusal(refused!)
            : new UndoPreview(
                planned.Plan.Counts,
                planned.Verdict is PlanVerdict.Held(var trips) ? [.. trips] : [],
                planned.Plan.Problems,
                planned.Plan.Hash
            );
    }

    private static UndoneRuns Which(UndoOrder order, DateTimeOffset now)
    {
        Choices.Demand(order.Runs, "/runs");
        if (order.Until <= now)
            throw ApiException.Invalid("/until", "That instant has passed.");
        if (order.Runs is not null == order.From is not null || (order.To is not null && order.From is null))
            throw ApiException.Invalid(
                "",
                "Say which runs to undo: their numbers in runs, or a stretch of time with from (and to).",
                "missing"
            );
        if (order.From is not { } from)
            return new UndoneRuns.These(order.Runs!);
        return from <= (order.To ?? now)
            ? new UndoneRuns.Between(from, order.To ?? now)
            : throw ApiException.Invalid("/from", "'from' lies behind 'to'.");
    }

    private static ApiException Refusal(DecisionOutcome refused) =>
        refused switch
        {
            DecisionOutcome.NotHeld(var run) => ApiException.Conflict(
                "nothingToUndo",
                $"Run {run.Id} changed nothing (it is {JsonFormat.Word(run.Outcome)}), so there is nothing to undo."
            ),
            DecisionOutcome.NotFound => ApiException.NotFound("There is no such run, or none that changed anything."),
            DecisionOutcome.SeveralConnections several => ApiException.Conflict("severalConnections", several.Why),
            _ => ApiException.Conflict("refused", "The runs cannot be undone; nothing was changed."),
        };

    private static async Task<Run> RunAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await muster.Database.Runs.FindAsync(id, cancellationToken) ?? throw ApiException.NotFound($"There is no run {id}.");

    private static async Task<Run> HeldAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await RunAsync(muster, id, cancellationToken) is { Outcome: RunOutcome.Held } held
            ? held
            : throw ApiException.Conflict("notHeld", $"Run {id} does not wait for a decision.");
}

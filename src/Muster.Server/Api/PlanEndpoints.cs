using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>Plans: what a sync would do, kept so that it can be looked at and decided about.</summary>
internal static class PlanEndpoints
{
    /// <summary>Said of what shows the steps of a plan.</summary>
    internal static readonly MayBeGone StepsGone = new("The steps of the plan are not kept any more.");

    /// <summary>The steps of a plan are not kept any more.</summary>
    internal static ApiException Gone(long plan) =>
        new(StatusCodes.Status410Gone, "stepsGone", $"The steps of plan {plan} are not kept any more.");

    public static void Map(IEndpointRouteBuilder api)
    {
        var plans = api.MapGroup("/plans").WithTags("Plans");
        plans.MapGet("", ListAsync).As("listPlans", Right.Read).Narrowed();
        plans.MapPost("", MakeAsync).As("makePlan", Right.Plan).Narrowed().Costly().Idempotent(required: true);
        plans.MapGet("/{id:long}", FindAsync).As("getPlan", Right.Read).ForOwners();
        plans.MapGet("/{id:long}/steps", StepsAsync).As("listPlanSteps", Right.Read).ForOwners().Costly().WithMetadata(StepsGone);
        plans.MapPost("/{id:long}/compare", CompareAsync).As("comparePlan", Right.Read).Costly();
        plans.MapGet("/{id:long}/comparisons/{comparison:long}", ComparedAsync).As("listComparedRows", Right.Read);
        plans.MapPost("/{id:long}/apply", ApplyAsync).As("applyPlan", Right.Apply).Costly().Idempotent(required: true);
        plans.MapPost("/{id:long}/approve", ApproveAsync).As("approvePlan", Right.Approve).ForOwners().Costly().Idempotent(required: true);
        plans.MapPost("/{id:long}/discard", DiscardAsync).As("discardPlan", Right.Plan).Idempotent();
        plans.MapPost("/{id:long}/cut", CutAsync).As("cutPlan", Right.Plan).Costly().Idempotent();
    }

    /// <summary>Lists plans, the newest first.</summary>
    /// <param name="state">Only plans that stand so.</param>
    /// <param name="connection">Only plans of this connection.</param>
    internal static async Task<Page<PlanItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        [Word(typeof(PlanState))] string? state,
        string? connection,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        int? only = connection is null ? null : await Named.KeyEverAsync(muster, connection, cancellationToken);
        var filter = new PlanFilter(only, Words.Of<PlanState>(state, "state"), paging.AfterNumber, paging.Fetched)
        {
            Within = context.Where(Right.Read),
        };
        var names = await Named.NamesEverAsync(muster, cancellationToken);
        return await paging.PageAsync(
            await muster.Database.Plans.ListAsync(filter, cancellationToken),
            plan => PlanItem.Of(plan, names),
            plan => [plan.Id.ToString(CultureInfo.InvariantCulture)],
            () => muster.Database.Plans.CountAsync(filter, cancellationToken)
        );
    }

    /// <summary>Shows a plan without its steps.</summary>
    /// <param name="id">Number of the plan.</param>
    internal static async Task<PlanItem> FindAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) =>
        Etags.Send(
            context,
            PlanItem.Of(await PlanAsync(muster, id, cancellationToken), await Named.NamesEverAsync(muster, cancellationToken))
        );

    /// <summary>Lists the steps of a plan in their canonical order: groups, users, exceptions, memberships.</summary>
    /// <param name="id">Number of the plan.</param>
    /// <param name="kind">Only steps of this kind.</param>
    /// <param name="search">Only steps about a group or person whose name contains this.</param>
    /// <param name="department">Only steps about people of this department, as it is stored now; whoever is only coming has the one they come with.</param>
    internal static async Task<Page<PlanStepItem>> StepsAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        PlanSheets sheets,
        PlanDepartments departments,
        [Word(typeof(StepsShown))] string? kind,
        string? search,
        string? department,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        Words.Of<StepsShown>(kind, "kind");
        var plan = await PlanAsync(muster, id, cancellationToken);
        var (steps, names) = await sheets.StepsAsync(plan, cancellationToken) ?? throw Gone(id);
        if (department is not null && await sheets.OfAsync(plan, Texts.English, cancellationToken) is { } sheet)
            steps = PlanSteps.Only(steps, await departments.InAsync(sheet, department, cancellationToken) ?? new HashSet<int>());
        if (kind is not null || search is not null)
            steps = PlanSteps.Only(steps, names, PlanSheet.SignOf(kind), search);
        var start = (int)(paging.AfterNumber ?? 0);
        return await paging.PageAsync(
            [.. PlanSteps.Of(steps, names).Skip(start).Take(paging.Fetched)],
            step => step,
            _ => [(start + paging.Limit).ToString(CultureInfo.InvariantCulture)],
            () => Task.FromResult(steps.Counts.Total)
        );
    }

    /// <summary>Says what has changed since a plan was made, by a fresh plan that is not kept. To have the directory read first takes whoever may make plans.</summary>
    /// <param name="id">Number of the plan.</param>
    internal static async Task<PlanDifferenceItem> CompareAsync(
        long id,
        CompareOrder order,
        HttpContext context,
        MusterInstance muster,
        Shelf shelf,
        CancellationToken cancellationToken
    )
    {
        if (order.Read)
            context.Demand(Right.Plan);
        switch (await muster.Plans.Comparison.CompareAsync(id, order.Read, Quiet.Observer, cancellationToken))
        {
            case ComparisonOutcome.Compared(var plan, _, var fresh, var difference) found:
                var compared = await ComparedPlan.OfAsync(found, refused: null, muster.Database.Platform, cancellationToken);
                return new PlanDifferenceItem(
                    plan.Id,
                    plan.Hash,
                    fresh.Plan.Hash,
                    difference.IsEmpty,
                    compared.StillGood,
                    compared.Gone.Count,
                    compared.Fresh.Count,
                    [.. compared.Gone.Take(PlanDifferenceItem.Most)],
                    [.. compared.Fresh.Take(PlanDifferenceItem.Most)],
                    Math.Max(compared.Gone.Count, compared.Fresh.Count) > PlanDifferenceItem.Most,
                    difference.IsEmpty ? null : shelf.Put(compared)
                );
            case ComparisonOutcome.NotComparable(var plan, var why):
                throw ApiException.Conflict("notComparable", $"Plan {plan.Id} cannot be made anew: {why}.");
            default:
                throw ApiException.NotFound($"There is no plan {id}.");
        }
    }

    /// <summary>Lists the rows in which a plan and a fresh one differ, those of the fresh one first, as <c>POST /plans/{id}/compare</c> found them.</summary>
    /// <param name="id">Number of the plan.</param>
    /// <param name="comparison">Number of the comparison.</param>
    internal static async Task<Page<ComparedRowItem>> ComparedAsync(
        long id,
        long comparison,
        HttpContext context,
        Shelf shelf,
        [AsParameters] PageQuery page
    )
    {
        var paging = Paging.Of(context, page);
        if (shelf.Find<ComparedPlan>(comparison) is not { } compared || compared.Plan != id)
            throw ApiException.NotFound($"There is no comparison {comparison} of plan {id}, or it is not kept any more. Compare it again.");
        var start = (int)(paging.AfterNumber ?? 0);
        return await paging.PageAsync(
            [.. compared.Rows.Skip(start).Take(paging.Fetched)],
            row => new ComparedRowItem(row.IsFresh ? ComparedSide.Fresh : ComparedSide.Gone, row.Row),
            _ => [(start + paging.Limit).ToString(CultureInfo.InvariantCulture)],
            () => Task.FromResult((long)compared.Gone.Count + compared.Fresh.Count)
        );
    }

    /// <summary>Reads the directory and keeps a plan of what a sync would do; changes nothing. The result of the work is the plan.</summary>
    internal static async Task<Accepted<WorkItem>> MakeAsync(
        PlanOrder order,
        HttpContext context,
        MusterInstance muster,
        SyncWork syncs,
        CancellationToken cancellationToken
    )
    {
        var asked = await SyncEndpoints.RequestAsync(
            muster,
            context.Where(Right.Plan),
            order.Connection,
            order.Groups,
            order.Full,
            context.Caller().Name,
            cancellationToken
        );
        var cut = PlanCut.None with { AdditionsOnly = order.AdditionsOnly };
        Choices.Demand(order.Users, "/users");
        foreach (var user in order.Users ?? [])
            cut = cut.And(
                await muster.Glance.OnlyAsync(
                    await Named.DirectoryUserAsync(muster, asked.Connection, user, cancellationToken),
                    cancellationToken
                )
            );
        var request = asked with { Cut = cut };
        return await WorkEndpoints.AcceptedAsync(syncs.Plan(request), muster, cancellationToken);
    }

    /// <summary>Applies exactly this plan, if no guard rail holds it. The result of the work is the run.</summary>
    /// <param name="id">Number of the plan.</param>
    internal static async Task<Accepted<WorkItem>> ApplyAsync(
        long id,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        PlanWork plans,
        CancellationToken cancellationToken
    )
    {
        var plan = await WaitingAsync(muster, id, cancellationToken);
        if (plan.State == PlanState.Held)
            throw ApiException.Conflict(
                "held",
                $"A guard rail holds plan {id}; somebody who may approve has to: POST /api/v1/plans/{id}/approve."
            );
        return await StartAsync(plan, decided, context, muster, plans, cancellationToken);
    }

    /// <summary>Releases a plan that a guard rail holds, and applies exactly that. The result of the work is the run.</summary>
    /// <param name="id">Number of the plan.</param>
    internal static async Task<Accepted<WorkItem>> ApproveAsync(
        long id,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        PlanWork plans,
        CancellationToken cancellationToken
    )
    {
        var plan = await WaitingAsync(muster, id, cancellationToken);
        if (plan.State != PlanState.Held)
            throw ApiException.Conflict("notHeld", $"No guard rail holds plan {id}; apply it: POST /api/v1/plans/{id}/apply.");
        return await StartAsync(plan, decided, context, muster, plans, cancellationToken);
    }

    /// <summary>Drops a plan that waits; a run that holds it is rejected, which needs somebody who may approve.</summary>
    /// <param name="id">Number of the plan.</param>
    internal static async Task<PlanItem> DiscardAsync(
        long id,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var reason = Named.Reason(decided.Reason);
        if ((await WaitingAsync(muster, id, cancellationToken)).State == PlanState.Held)
            context.Demand(Right.Approve);
        Decisions.RunOf(await muster.Plans.Approvals.DiscardAsync(id, context.Caller().Name, reason, cancellationToken), $"Plan {id}");
        return PlanItem.Of(await PlanAsync(muster, id, cancellationToken), await Named.ConnectionNamesAsync(muster, cancellationToken));
    }

    /// <summary>Takes rows out of a plan that waits. The rest is kept as a plan of its own, judged anew; the first one stays as it is.</summary>
    /// <param name="id">Number of the plan.</param>
    internal static async Task<Created<PlanItem>> CutAsync(
        long id,
        CutOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        Choices.Demand(order.WithoutGroups, "/withoutGroups");
        Choices.Demand(order.WithoutUsers, "/withoutUsers");
        var request = new CutRequest(order.AdditionsOnly, order.WithoutGroups ?? [], order.WithoutUsers ?? []);
        if (request is { AdditionsOnly: false, WithoutGroups.Count: 0, WithoutUsers.Count: 0 })
            throw ApiException.Invalid("", "Say what to take out: additionsOnly, withoutGroups or withoutUsers.", "missing");
        var rest = await muster.Plans.Cutter.CutAsync(id, request, context.Caller().Name, cancellationToken) switch
        {
            CutOutcome.Done(var plan, _) => plan,
            CutOutcome.NotWaiting(var plan) => throw Decisions.NotWaiting(plan),
            CutOutcome.Refused(var why) => throw ApiException.Conflict("refused", why),
            _ => throw ApiException.NotFound($"There is no plan {id}."),
        };
        return TypedResults.Created(
            $"/api/v1/plans/{rest.Id.ToString(CultureInfo.InvariantCulture)}",
            PlanItem.Of(rest, await Named.ConnectionNamesAsync(muster, cancellationToken))
        );
    }

    private static async Task<StoredPlan> PlanAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await muster.Database.Plans.FindAsync(id, cancellationToken) ?? throw ApiException.NotFound($"There is no plan {id}.");

    private static async Task<StoredPlan> WaitingAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await PlanAsync(muster, id, cancellationToken) is { Waits: true } plan
            ? plan
            : throw Decisions.NotWaiting(await PlanAsync(muster, id, cancellationToken));

    private static async Task<Accepted<WorkItem>> StartAsync(
        StoredPlan plan,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        PlanWork plans,
        CancellationToken cancellationToken
    )
    {
        var run = plans.Apply(plan, context.Caller(), Named.Reason(decided.Reason));
        return await WorkEndpoints.AcceptedAsync(run, muster, cancellationToken);
    }
}

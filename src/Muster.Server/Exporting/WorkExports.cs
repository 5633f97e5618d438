using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Reviewing;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Plans;
using Muster.Server.Problems;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Exporting;

/// <summary>Lists of plans, their steps, runs, problems and accounts as files, with the filters of their pages.</summary>
internal static class WorkExports
{
    /// <summary>Maps <c>/export/plans.FORMAT</c>, <c>runs</c>, <c>problems</c>, <c>accounts</c>, <c>/plans/NUMBER/steps.FORMAT</c>, <c>/plans/NUMBER/compare/NUMBER/rows.FORMAT</c>, <c>/runs/NUMBER/changes.FORMAT</c> and <c>/runs/NUMBER/compared-NUMBER.FORMAT</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        ExportEndpoints.Narrowed(routes.MapGet("/export/plans.{format}", PlansAsync));
        ExportEndpoints.Narrowed(routes.MapGet("/export/runs.{format}", RunsAsync));
        ExportEndpoints.Narrowed(routes.MapGet("/export/problems.{format}", ProblemsAsync));
        routes
            .MapGet("/export/accounts.{format}", AccountsAsync)
            .RequireAuthorization(new NeedsRightAttribute(Right.People), new NeedsRightAttribute(Right.Export));
        // Under the plan, so that it is there for whoever may look at the plan.
        routes.MapGet("/plans/{id:long}/steps.{format}", StepsAsync).RequireAuthorization(new NeedsRightAttribute(Right.Export));
        routes
            .MapGet("/plans/{id:long}/compare/{number:long}/rows.{format}", DifferingAsync)
            .RequireAuthorization(new NeedsRightAttribute(Right.Export));
        routes.MapGet("/runs/{id:long}/changes.{format}", ChangesAsync).RequireAuthorization(new NeedsRightAttribute(Right.Export));
        routes
            .MapGet("/runs/{id:long}/compared-{other:long}.{format}", ComparedAsync)
            .RequireAuthorization(new NeedsRightAttribute(Right.Export));
    }

    internal static async Task<IResult> DifferingAsync(
        long id,
        long number,
        HttpContext context,
        string format,
        ExportDesk desk,
        Shelf shelf
    ) =>
        shelf.Find<ComparedPlan>(number) is { } compared && compared.Plan == id
            ? await desk.SendAsync(context, WorkTables.Differing(compared), format)
            : Results.Problem("This comparison is gone; open the plan and compare it again.", statusCode: StatusCodes.Status404NotFound);

    internal static async Task<IResult> ChangesAsync(
        long id,
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        RunChanges changes
    ) =>
        await muster.Database.Runs.FindAsync(id, context.RequestAborted) is { } run
            ? await desk.SendAsync(context, RunTables.Changes(changes, run, context.RequestAborted), format)
            : Results.Problem("There is no such run.", statusCode: StatusCodes.Status404NotFound);

    internal static async Task<IResult> ComparedAsync(
        long id,
        long other,
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        RunChanges changes,
        string? show
    )
    {
        var runs = muster.Database.Runs;
        var within = await desk.WhereAsync(context);
        var one = await runs.FindAsync(id, context.RequestAborted);
        // The second one stands in no place that the right is asked for by: it is looked at here.
        if (await runs.FindAsync(other, context.RequestAborted) is not { } two || one is null || !IsWithin(two, within))
            return Results.Problem("There is no such run.", statusCode: StatusCodes.Status404NotFound);
        ChangeOverlap? only =
            Enum.TryParse<ChangeOverlap>(show, ignoreCase: true, out var stands) && Enum.IsDefined(stands) ? stands : null;
        if (await changes.PairAsync(one, two, only, context.RequestAborted) is not { } pair)
            return Results.Problem("One of the runs changed nothing.", statusCode: StatusCodes.Status404NotFound);
        var (first, second) = one.Revision == pair.First ? (one, two) : (two, one);
        return await desk.SendAsync(
            context,
            RunTables.Compared(muster.Database.Reviews, first, second, pair, context.RequestAborted),
            format
        );
    }

    private static bool IsWithin(Run run, IReadOnlyList<int>? within) =>
        within is null || run.Connection is { } connection && within.Contains(connection);

    internal static async Task<IResult> PlansAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        string? connection,
        string? state
    )
    {
        var (names, asked) = await desk.ConnectionsAsync(connection, context.RequestAborted);
        PlanState? stands = Enum.TryParse<PlanState>(state, ignoreCase: true, out var one) ? one : null;
        var filter = new PlanFilter(asked, stands, null, Keyset.Page) { Within = await desk.WhereAsync(context) };
        return await desk.SendAsync(context, WorkTables.Plans(muster, names, filter, context.RequestAborted), format);
    }

    internal static async Task<IResult> RunsAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        string? connection,
        string? state,
        string? trigger
    )
    {
        var (names, asked) = await desk.ConnectionsAsync(connection, context.RequestAborted);
        var filter = new RunFilter
        {
            Connection = asked,
            Within = await desk.WhereAsync(context),
            Outcome = Enum.TryParse<RunOutcome>(state, ignoreCase: true, out var outcome) ? outcome : null,
            Trigger = Enum.TryParse<RunTrigger>(trigger, ignoreCase: true, out var began) && Enum.IsDefined(began) ? began : null,
        };
        return await desk.SendAsync(context, WorkTables.Runs(muster, names, filter, context.RequestAborted), format);
    }

    internal static async Task<IResult> ProblemsAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        TimeProvider clock,
        Callers callers,
        ProblemOwners owners,
        string? connection,
        string? about,
        string? show,
        bool? mine
    )
    {
        var (names, asked) = await desk.ConnectionsAsync(connection, context.RequestAborted);
        var within = await desk.WhereAsync(context);
        var filter = new ProblemFilter(clock.GetUtcNow())
        {
            Within = asked is not { } one ? within : [.. new[] { one }.Where(key => within?.Contains(key) != false)],
            Subject = string.IsNullOrEmpty(about) ? null : about,
            Ids =
                mine == true && await callers.FindAsync(context.User, context.RequestAborted) is { } caller
                    ? await owners.OfAsync(caller.Account, context.RequestAborted)
                    : null,
            State = show switch
            {
                "all" => null,
                "snoozed" => ProblemState.Snoozed,
                "resolved" => ProblemState.Resolved,
                _ => ProblemState.Open,
            },
        };
        return await desk.SendAsync(context, WorkTables.Problems(muster, names, filter, owners.NamesAsync, context.RequestAborted), format);
    }

    internal static Task<IResult> AccountsAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        AccountDesk accounts,
        GrantDesk grants
    ) => desk.SendAsync(context, RecordTables.Accounts(accounts, grants, context.RequestAborted), format);

    internal static async Task<IResult> StepsAsync(
        long id,
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        PlanSheets sheets,
        PlanDepartments departments,
        string? kind,
        string? search,
        string? department
    )
    {
        if (await muster.Database.Plans.FindAsync(id, context.RequestAborted) is not { } plan)
            return Results.Problem("There is no such plan.", statusCode: StatusCodes.Status404NotFound);
        if (await sheets.OfAsync(plan, Texts.English, context.RequestAborted) is not { } sheet)
            return Results.Problem("The steps of this plan are not kept any more.", statusCode: StatusCodes.Status410Gone);
        var people = await departments.InAsync(sheet, department, context.RequestAborted);
        return await desk.SendAsync(context, WorkTables.Steps(id, sheet, kind, search, department, people), format);
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Plans;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Plans;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>A comment on a plan. It is an entry of the audit log: it is never changed or deleted.</summary>
/// <param name="Number">Number of the audit entry.</param>
/// <param name="At">When it was said.</param>
/// <param name="By">Who said it.</param>
/// <param name="Text">What was said; empty for somebody who asked for approval without a word.</param>
internal sealed record PlanCommentItem(long Number, DateTimeOffset At, string By, string Text)
{
    public static PlanCommentItem Of(PlanNote note) => new(note.Number, note.At, note.By, note.Text);
}

/// <summary>What somebody says about a plan.</summary>
/// <param name="Text">1 to 1,000 characters of text; line breaks are kept.</param>
internal sealed record CommentOrder(string Text);

/// <summary>That somebody asks for approval.</summary>
/// <param name="Note">What those who may decide should know; may be left out.</param>
internal sealed record ApprovalOrder(string? Note = null);

/// <summary>Who asked for approval of a plan, and for whom it waits.</summary>
/// <param name="Waits">Whether the plan waits for a decision.</param>
/// <param name="Asked">Who asked, the first first; empty once it is decided.</param>
/// <param name="Approvers">Names of those who may decide; empty once it is decided.</param>
internal sealed record ApprovalItem(bool Waits, IReadOnlyList<PlanCommentItem> Asked, IReadOnlyList<string> Approvers);

/// <summary>What people say about plans, and that they ask for approval.</summary>
internal static class PlanNoteEndpoints
{
    private static readonly Texts T = Texts.English;

    public static void Map(IEndpointRouteBuilder api)
    {
        var plan = api.MapGroup("/plans/{id:long}").WithTags("Plans");
        plan.MapGet("/comments", ListAsync).As("listPlanComments", Right.Read).ForOwners();
        plan.MapPost("/comments", CommentAsync).As("commentPlan", Right.Read).ForOwners().Idempotent();
        plan.MapGet("/approval", FindAsync).As("getPlanApproval", Right.Read).ForOwners();
        plan.MapPost("/approval", AskAsync).As("askForApproval", Right.Plan).Idempotent();
    }

    /// <summary>Lists the comments on a plan, the oldest first.</summary>
    /// <param name="id">Number of the plan.</param>
    internal static async Task<Page<PlanCommentItem>> ListAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        PlanNotes notes,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        await PlanAsync(muster, id, cancellationToken);
        return await paging.PageAsync(
            await notes.CommentsAsync(id, paging.AfterNumber ?? 0, paging.Fetched, cancellationToken),
            PlanCommentItem.Of,
            note => [note.Number.ToString(CultureInfo.InvariantCulture)],
            () => notes.CountAsync(id, cancellationToken)
        );
    }

    /// <summary>Says something about a plan, whatever became of it. Takes the right to make plans, or to decide about this one.</summary>
    /// <param name="id">Number of the plan.</param>
    internal static async Task<Created<PlanCommentItem>> CommentAsync(
        long id,
        CommentOrder order,
        HttpContext context,
        MusterInstance muster,
        PlanNotes notes,
        CancellationToken cancellationToken
    )
    {
        if (RequestAccess.Again(context, context.Caller(), Right.Approve).Verdict != Verdict.Allowed)
            context.Demand(Right.Plan);
        var plan = await PlanAsync(muster, id, cancellationToken);
        if (PlanNotes.Fault(T, order.Text) is { } fault)
            throw ApiException.Invalid("/text", fault);
        var said = await notes.CommentAsync(plan, context.Caller().Name, order.Text, cancellationToken);
        return TypedResults.Created($"/api/v1/plans/{id.ToString(CultureInfo.InvariantCulture)}/comments", PlanCommentItem.Of(said));
    }

    /// <summary>Shows who asked for approval of a plan, and who may decide.</summary>
    /// <param name="id">Number of the plan.</param>
    internal static async Task<ApprovalItem> FindAsync(
        long id,
        MusterInstance muster,
        PlanNotes notes,
        PlanApprovers approvers,
        CancellationToken cancellationToken
    ) => await ItemAsync(await PlanAsync(muster, id, cancellationToken), notes, approvers, cancellationToken);

    /// <summary>Asks those who may decide about a plan to do so: it stands on their first page until it is decided. Asked for again by the same person, nothing happens.</summary>
    /// <param name="id">Number of the plan.</param>
    internal static async Task<ApprovalItem> AskAsync(
        long id,
        ApprovalOrder order,
        HttpContext context,
        MusterInstance muster,
        PlanNotes notes,
        PlanApprovers approvers,
        CancellationToken cancellationToken
    )
    {
        var plan = await PlanAsync(muster, id, cancellationToken);
        if (!plan.Waits)
            throw Decisions.NotWaiting(plan);
        if (!string.IsNullOrWhiteSpace(order.Note) && PlanNotes.Fault(T, order.Note) is { } fault)
            throw ApiException.Invalid("/note", fault);
        await notes.AskAsync(plan, context.Caller().Name, order.Note, cancellationToken);
        return await ItemAsync(plan, notes, approvers, cancellationToken);
    }

    private static async Task<ApprovalItem> ItemAsync(
        StoredPlan plan,
        PlanNotes notes,
        PlanApprovers approvers,
        CancellationToken cancellationToken
    ) =>
        new(
            plan.Waits,
            [.. (await notes.AskedAsync(plan, cancellationToken)).Select(PlanCommentItem.Of)],
            plan.Waits ? await approvers.OfAsync(plan, cancellationToken) : []
        );

    private static async Task<StoredPlan> PlanAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await muster.Database.Plans.FindAsync(id, cancellationToken) ?? throw ApiException.NotFound($"There is no plan {id}.");
}

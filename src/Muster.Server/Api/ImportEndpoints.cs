using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Planning;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Exporting;
using Muster.Server.Importing;
using Muster.Server.Runs;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>Who becomes a user.</summary>
internal static class ImportEndpoints
{
    private const int Sample = 50;

    public static void Map(IEndpointRouteBuilder api)
    {
        var rule = api.MapGroup("/connections/{name}").WithTags("Import");
        rule.MapGet("/import-rule", FindAsync).As("getImportRule", Right.Read).Costly();
        rule.MapPost("/import-rule/preview", PreviewAsync).As("previewImportRule", Right.Plan).Costly();
        rule.MapGet("/import-rule/previews/{preview:long}/joiners", JoinersAsync).As("listPreviewJoiners", Right.Plan);
        rule.MapGet("/import-rule/previews/{preview:long}/leavers", LeaversAsync).As("listPreviewLeavers", Right.Plan);
        rule.MapGet("/import-rule/previews/{preview:long}/problems", ProblemsAsync).As("listPreviewProblems", Right.Plan);
        ListExports.Shape(rule.MapGet("/import-rule/previews/{preview:long}/export", ExportAsync), "exportImportPreview");
        rule.MapPost("/import-rule/sample", SampleAsync).As("sampleImportRule", Right.Read).Costly();
        rule.MapGet("/import-rule/why", WhyAsync).As("explainImportRule", Right.Read).Costly();
        rule.MapPost("/import", ImportAsync).As("startImport", Right.Configure).Costly().Idempotent(required: true);
    }

    /// <summary>Shows whom the import rule in force covers.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<RuleItem> FindAsync(string name, MusterInstance muster, CancellationToken cancellationToken)
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        return RuleItem.Of(
            connection.ImportRule,
            connection.ImportRule is { } rule ? await muster.Rules.CoverageAsync(connection, rule, cancellationToken) : null
        );
    }

    /// <summary>Says whom a rule would cover, who would leave and who would join, from what changed in the directory since it was last read; the rule in force when the body names nobody. Changes no user, and keeps no rule. Some of them are named at once; <c>preview</c> is the number under which all of them can be listed.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<RulePreviewItem> PreviewAsync(
        string name,
        ImportOrder order,
        HttpContext context,
        MusterInstance muster,
        Shelf shelf,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var rule =
            order.IsEmpty() && connection.ImportRule is { } standing
                ? standing
                : await order.RuleAsync(muster, connection, cancellationToken);
        var preview = await ImportWork.PreviewAsync(muster, connection, rule, context.Caller().Name, Quiet.Observer, cancellationToken);
        return new RulePreviewItem(
            RuleItem.Of(rule, preview.Coverage),
            preview.Counts,
            preview.Joiners.Count,
            preview.Leavers.Count,
            preview.StayByGroups,
            preview.OtherSuspensions,
            preview.Verdict is PlanVerdict.Held,
            [.. preview.Joiners.Take(Sample).Select(joiner => joiner.Name)],
            [.. preview.Leavers.Take(Sample).Select(LeaverItem.Of)],
            preview.Hash,
            shelf.Put(preview),
            preview.Problems.Count
        );
    }

    /// <summary>Lists everybody who would become a user, or a user again, by a rule that was previewed: those who come back first, then by name.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="preview">Number of the preview, from its answer. The latest are kept, until the server stops.</param>
    internal static async Task<Page<JoinerItem>> JoinersAsync(
        string name,
        long preview,
        HttpContext context,
        MusterInstance muster,
        Shelf shelf,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var kept = await KeptAsync(name, preview, muster, shelf, cancellationToken);
        return paging.Slice(kept.Joiners, joiner => joiner.Key, JoinerItem.Of);
    }

    /// <summary>Lists everybody who would be suspended by a rule that was previewed, those who lose most memberships first.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="preview">Number of the preview, from its answer. The latest are kept, until the server stops.</param>
    internal static async Task<Page<LeaverItem>> LeaversAsync(
        string name,
        long preview,
        HttpContext context,
        MusterInstance muster,
        Shelf shelf,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var kept = await KeptAsync(name, preview, muster, shelf, cancellationToken);
        return paging.Slice(kept.Leavers, leaver => leaver.User.ToString(CultureInfo.InvariantCulture), LeaverItem.Of);
    }

    /// <summary>Lists all that a person should look at before importing by a rule that was previewed.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="preview">Number of the preview, from its answer. The latest are kept, until the server stops.</param>
    internal static async Task<Page<PlanProblem>> ProblemsAsync(
        string name,
        long preview,
        HttpContext context,
        MusterInstance muster,
        Shelf shelf,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var kept = await KeptAsync(name, preview, muster, shelf, cancellationToken);
        return paging.Slice(
            [.. kept.Problems.Index()],
            problem => problem.Index.ToString(CultureInfo.InvariantCulture),
            problem => problem.Item
        );
    }

    /// <summary>Sends a list of a preview as a file; whoever would leave when no list is named.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="preview">Number of the preview, from its answer. The latest are kept, until the server stops.</param>
    /// <param name="list">Which of its lists.</param>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    internal static async Task<IResult> ExportAsync(
        string name,
        long preview,
        HttpContext context,
        MusterInstance muster,
        Shelf shelf,
        ExportDesk desk,
        [Word(typeof(PreviewList))] string? list,
        [Word(typeof(ExportFormat))] string? format,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var which = JsonFormat.Word(Words.Of<PreviewList>(list, "list") ?? PreviewList.Leavers);
        var kept = await KeptAsync(name, preview, muster, shelf, cancellationToken);
        return await ListExports.SendAsync(context, desk, form, PreviewTables.Of(kept, which)!);
    }

    private static async Task<ImportPreview> KeptAsync(
        string name,
        long preview,
        MusterInstance muster,
        Shelf shelf,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        return shelf.Find<ImportPreview>(preview) is { } kept && kept.Connection == connection.Key
            ? kept
            : throw ApiException.NotFound($"There is no preview {preview} of {name}, or it is not kept any more. Preview the rule again.");
    }

    /// <summary>Counts whom a rule covers in the directory as it was last read, and names the first ten: quick enough to ask while it is being written.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<RuleSampleItem> SampleAsync(
        string name,
        ImportOrder order,
        MusterInstance muster,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var rule = await order.RuleAsync(muster, connection, cancellationToken);
        if (!await RuleSampler.IsReadAsync(muster, connection, cancellationToken))
            throw ApiException.Conflict(
                "notRead",
                "The directory was never read, so nothing can be counted. Preview the rule, which reads it."
            );
        return RuleSampleItem.Of(
            await RuleSampler.TakeAsync(muster, connection, rule, clock.GetUtcNow(), cancellationToken),
            await RuleSampler.UnreadAsync(muster, connection, rule, cancellationToken)
        );
    }

    /// <summary>Says whether the import rule covers somebody of the directory, and which comparisons decide that.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="user">UPN, mail or object id in the directory.</param>
    internal static async Task<RuleVerdictItem> WhyAsync(
        string name,
        string user,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var account = await Named.DirectoryUserAsync(muster, connection, user, cancellationToken);
        return await muster.Rules.WhyAsync(connection, account, cancellationToken) is { } verdict
            ? RuleVerdictItem.Of(connection.ImportRule, verdict)
            : throw ApiException.Conflict(
                "notRead",
                $"The directory has not been read with what the rule names ({connection.ImportRule!.Selection}) yet, so nothing can be said. Sync first."
            );
    }

    /// <summary>Imports users by a rule; the rule is kept and every later sync follows it. What a guard rail holds waits for a person.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<Accepted<WorkItem>> ImportAsync(
        string name,
        ImportOrder order,
        HttpContext context,
        MusterInstance muster,
        LiveRuns work,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var request = new SyncRequest
        {
            Connection = connection,
            Actor = context.Caller().Name,
            NewImportRule = await order.RuleAsync(muster, connection, cancellationToken),
            ExpectHash = order.Confirm,
        };
        var run = work.Start(
            $"Import from {connection.Name}",
            request.Actor,
            connection.Key,
            async (live, cancelled) => SyncWork.Conclude(await muster.Syncs.RunAsync(request, live, cancelled), live)
        );
        return await WorkEndpoints.AcceptedAsync(run, muster, cancellationToken);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Importing;
using Muster.Server.Runs;

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

    /// <summary>Says whom a rule would cover, who would leave and who would join, from what changed in the directory since it was last read; the rule in force when the body names nobody. Changes no user, and keeps no rule.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<RulePreviewItem> PreviewAsync(
        string name,
        ImportOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var rule =
            order.IsEmpty() && connection.ImportRule is { } standing
                ? standing
                : await order.RuleAsync(muster, connection, cancellationToken);
        var request = new SyncRequest
        {
            Connection = connection,
            Actor = context.Caller().Name,
            NewImportRule = rule,
        };
        var planned = await muster.Syncs.PlanAsync(request, Quiet.Observer, cancellationToken);
        var (coverage, preview) = await muster.Rules.PreviewAsync(planned, cancellationToken);
        var users = await muster.Database.Platform.UsersAsync(
            KeySet.Of(preview.Leavers.Take(Sample).Select(leaver => leaver.User).Concat(preview.Returning.Take(Sample))),
            cancellationToken
        );
        string Name(int key) => users.TryGetValue(key, out var user) ? NameOf(user.Attributes, $"#{key}") : $"#{key}";
        return new RulePreviewItem(
            RuleItem.Of(rule, coverage),
            planned.Plan.Counts,
            preview.Joiners.Count + preview.Returning.Count,
            preview.Leavers.Count,
            preview.StayByGroups,
            preview.OtherSuspensions,
            planned.Verdict is PlanVerdict.Held,
            [
                .. preview
                    .Joiners.Select(step => NameOf(step.Attributes, step.Id.ToString()))
                    .Concat(preview.Returning.Take(Sample).Select(Name))
                    .Take(Sample),
            ],
            [.. preview.Leavers.Take(Sample).Select(leaver => new LeaverItem(Name(leaver.User), leaver.Memberships, leaver.Evidence))],
            planned.Plan.Hash
        );
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

    private static string NameOf(UserAttributes attributes, string otherwise) =>
        attributes.UserPrincipalName ?? attributes.DisplayName ?? otherwise;
}

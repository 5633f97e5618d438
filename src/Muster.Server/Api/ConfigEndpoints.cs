using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Configuration;
using Muster.Engine.Configuration.Files;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Configuring;

namespace Muster.Server.Api;

/// <summary>A configuration file.</summary>
/// <param name="File">Its whole text, YAML or JSON, as <c>GET /config</c> gives it.</param>
internal sealed record ConfigFileOrder(string File);

/// <summary>A configuration file that shall be applied.</summary>
/// <param name="File">Its whole text, YAML or JSON.</param>
/// <param name="Confirm">The hash of the draft that was looked at; needed for what is more than cosmetic.</param>
/// <param name="Reason">Why; needed for what may take memberships away.</param>
internal sealed record ConfigApplyOrder(string File, string? Confirm = null, string? Reason = null);

/// <summary>In what a file and the workspace differ, and what the next syncs would do because of it.</summary>
/// <param name="Applied">Whether the file was applied.</param>
/// <param name="Run">Number of the run that applied it; null for a draft, and when nothing differs.</param>
/// <param name="Danger">The greatest harm it can do.</param>
/// <param name="Changes">What differs, the most dangerous first.</param>
/// <param name="NotInFile">Connections and groups that the file does not name; they stay as they are.</param>
/// <param name="Over">Exceptions of the file whose end has passed; nothing is done about them.</param>
/// <param name="Effects">What the next sync of each touched connection would do.</param>
/// <param name="Hash">Names exactly this; send it as <c>confirm</c> to apply it.</param>
internal sealed record ConfigDraftItem(
    bool Applied,
    long? Run,
    Danger Danger,
    IReadOnlyList<ConfigDifference> Changes,
    IReadOnlyList<string> NotInFile,
    IReadOnlyList<string> Over,
    IReadOnlyList<EffectItem> Effects,
    string Hash
)
{
    public static ConfigDraftItem Of(ConfigDraft draft)
    {
        var effects = draft.Effects.Select(effect => EffectItem.Of(effect.Connection.Name, effect.Plans)).ToList();
        return new(
            false,
            null,
            draft.Danger,
            draft.Differences,
            draft.NotInFile,
            draft.Over,
            effects,
            HashOf(draft.Differences, draft.Plan.Hash, draft.NotInFile, draft.Over, effects)
        );
    }

    /// <summary>Names everything that is shown, and the steps behind it.</summary>
    internal static string HashOf(
        IReadOnlyList<ConfigDifference> changes,
        string plan,
        IReadOnlyList<string> notInFile,
        IReadOnlyList<string> over,
        IReadOnlyList<EffectItem> effects
    ) =>
        Consent.HashOf(
            new
            {
                changes,
                plan,
                notInFile,
                over,
                Effects = effects.Select(effect => effect.Shown),
            }
        );
}

/// <summary>Forms of a configuration file.</summary>
internal enum ConfigFormat
{
    /// <summary>YAML.</summary>
    Yaml,

    /// <summary>JSON.</summary>
    Json,
}

/// <summary>The configuration of the workspace as one file.</summary>
internal static class ConfigEndpoints
{
    private const string Yaml = "application/yaml";

    public static void Map(IEndpointRouteBuilder api)
    {
        var config = api.MapGroup("/config").WithTags("Configuration");
        config
            .MapGet("", ExportAsync)
            .As("exportConfiguration", Right.Read)
            .Produces<Stream>(StatusCodes.Status200OK, Yaml, "application/json");
        config.MapPost("/draft", DraftAsync).As("draftConfiguration", Right.Read).Costly();
        config.MapPost("/apply", ApplyAsync).As("applyConfiguration", Right.ConfigureGuards).Costly().Idempotent();
    }

    /// <summary>Gives connections, rules, groups and settings as one file; no secret is in it.</summary>
    /// <param name="format">The form: <c>yaml</c> (when left out) or <c>json</c>.</param>
    internal static async Task<IResult> ExportAsync(
        MusterInstance muster,
        [Word(typeof(ConfigFormat))] string? format,
        CancellationToken cancellationToken
    )
    {
        var form = Words.Of<ConfigFormat>(format, "format");
        var root = ConfigWriter.Write(await muster.Config.ExportAsync(cancellationToken));
        return form == ConfigFormat.Json
            ? TypedResults.Text(ConfigFileWriter.Json(root), "application/json")
            : TypedResults.Text(ConfigFileWriter.Yaml(root), Yaml);
    }

    /// <summary>Says in what a file and the workspace differ, and what the next syncs would do because of it; changes nothing.</summary>
    internal static async Task<ConfigDraftItem> DraftAsync(
        ConfigFileOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => ConfigDraftItem.Of(await ReadAsync(order.File, context, muster, cancellationToken));

    /// <summary>Makes the workspace's configuration equal to a file, all of it or nothing; memberships follow with the next sync. A file that moves the ceiling of guard rails needs the role Owner.</summary>
    internal static async Task<ConfigDraftItem> ApplyAsync(
        ConfigApplyOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var draft = await ReadAsync(order.File, context, muster, cancellationToken);
        var shown = ConfigDraftItem.Of(draft);
        if (draft.Differences.Count == 0)
            return shown;
        var workspace = draft.Differences.Where(difference => difference.Subject == ConfigDifference.Workspace);
        foreach (var right in SettingRights.Of(workspace.Select(difference => difference.Field)))
            context.Demand(right);
        var reason = DraftItem.ReasonFor(draft.Danger, order.Reason, draft: false);
        Consent.Demand(draft.Danger, order.Confirm, shown.Hash);
        var run = await muster.Config.ApplyAsync(draft, context.Caller().Name, reason, cancellationToken);
        return run.Outcome == RunOutcome.Applied
            ? shown with
            {
                Applied = true,
                Run = run.Id,
            }
            : throw ApiException.Conflict("stale", run.Message ?? "Nothing was changed.");
    }

    private static async Task<ConfigDraft> ReadAsync(
        string file,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var document = ConfigReader.Read(ConfigFileReader.Read(file));
            return await muster.Config.DraftAsync(document, context.Caller().Name, withEffects: true, cancellationToken);
        }
        catch (ConfigException wrong)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                "invalidRequest",
                "The file has faults; nothing was changed.",
                [
                    .. wrong
                        .Faults.Take(50)
                        .Select(fault => new ApiError("/file", fault.Line > 0 ? "badLine" : "invalidValue", fault.Message)),
                ]
            );
        }
    }
}

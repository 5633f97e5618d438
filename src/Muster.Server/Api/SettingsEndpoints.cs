using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Configuration;
using Muster.Engine.Configuration;
using Muster.Engine.Guarding;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Settings of the workspace or of a connection.</summary>
/// <param name="Version">Grows with every change; 0 before the first.</param>
/// <param name="ChangedAt">When they were changed last.</param>
/// <param name="ChangedBy">Who did.</param>
/// <param name="Reason">The reason given.</param>
/// <param name="Settings">Every setting.</param>
internal sealed record SettingsItem(
    long Version,
    DateTimeOffset? ChangedAt,
    string? ChangedBy,
    string? Reason,
    IReadOnlyList<SettingItem> Settings
);

/// <summary>One thing that an administrator may decide.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Meaning">What it decides.</param>
/// <param name="Danger">How much harm a change can do.</param>
/// <param name="Takes">What values it takes, in words.</param>
/// <param name="Value">Its value in force; null when it is not set.</param>
/// <param name="Default">Its value where nobody has decided.</param>
internal sealed record SettingItem(string Path, string Meaning, Danger Danger, string Takes, string? Value, string? Default);

/// <summary>Settings as they shall be.</summary>
/// <param name="Values">Every setting that differs from its default, by name; what is left out goes back to its default.</param>
/// <param name="Reason">Why; needed for what may take memberships away.</param>
/// <param name="Draft">Say what it would do, and save nothing.</param>
/// <param name="Confirm">The hash of the draft that was looked at; needed for what is more than cosmetic.</param>
internal sealed record SettingsOrder(
    IReadOnlyDictionary<string, string> Values,
    string? Reason = null,
    bool Draft = false,
    string? Confirm = null
);

/// <summary>Guard rails of a connection.</summary>
/// <param name="Version">Version of the connection's settings.</param>
/// <param name="Rails">The limits in force.</param>
internal sealed record GuardRailsItem(long Version, IReadOnlyList<GuardInForce> Rails);

/// <summary>What can be decided, and the guard rails.</summary>
internal static class SettingsEndpoints
{
    private const string Guards = "guards.";

    public static void Map(IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("").WithTags("Settings");
        all.MapGet("/settings", OfWorkspaceAsync).As("getWorkspaceSettings", Right.Read);
        all.MapPut("/settings", PutWorkspaceAsync).As("putWorkspaceSettings", Right.ConfigureGuards).IfMatch();
        all.MapGet("/connections/{name}/settings", OfConnectionAsync).As("getConnectionSettings", Right.Read);
        all.MapPut("/connections/{name}/settings", PutConnectionAsync).As("putConnectionSettings", Right.Configure).IfMatch();
        all.MapGet("/connections/{name}/guard-rails", GuardsAsync).As("getGuardRails", Right.Read);
        all.MapPut("/connections/{name}/guard-rails", PutGuardsAsync).As("putGuardRails", Right.ConfigureGuards).IfMatch();
    }

    /// <summary>Shows the settings of the workspace.</summary>
    internal static Task<SettingsItem> OfWorkspaceAsync(HttpContext context, MusterInstance muster, CancellationToken cancellationToken) =>
        ShowAsync(context, muster, SettingScope.Workspace, cancellationToken);

    /// <summary>Shows the settings of a connection, guard rails included.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<SettingsItem> OfConnectionAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => await ShowAsync(context, muster, await ScopeAsync(muster, name, cancellationToken), cancellationToken);

    /// <summary>Replaces the settings of the workspace, or says what that would do. Changing the ceiling of guard rails (settings whose names begin with <c>guardCeiling.</c>) needs the role Owner.</summary>
    internal static Task<DraftItem> PutWorkspaceAsync(
        SettingsOrder order,
        HttpContext context,
        MusterInstance muster,
        Etags tags,
        CancellationToken cancellationToken
    ) => PutAsync(context, muster, tags, SettingScope.Workspace, order, null, cancellationToken);

    /// <summary>Replaces the settings of a connection, or says what that would do. Changing a guard rail this way, protected groups and people and the second person included, asks for the same as changing it by itself.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<DraftItem> PutConnectionAsync(
        string name,
        SettingsOrder order,
        HttpContext context,
        MusterInstance muster,
        Etags tags,
        CancellationToken cancellationToken
    ) => await PutAsync(context, muster, tags, await ScopeAsync(muster, name, cancellationToken), order, null, cancellationToken);

    /// <summary>Shows the limits in force, where they come from, and what the last 24 hours left of them.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<GuardRailsItem> GuardsAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var version = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken);
        var report = await muster.GuardReport.OfAsync(connection.Key, cancellationToken);
        return Etags.Send(context, new GuardRailsItem(version.Version, [.. report]), Tag(version.Version));
    }

    /// <summary>Replaces the guard rails of a connection (settings whose names begin with <c>guards.</c>), or says what that would do; its other settings stay.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<DraftItem> PutGuardsAsync(
        string name,
        SettingsOrder order,
        HttpContext context,
        MusterInstance muster,
        Etags tags,
        CancellationToken cancellationToken
    )
    {
        foreach (var path in order.Values.Keys)
            if (!path.StartsWith(Guards, StringComparison.Ordinal))
                throw ApiException.Invalid(
                    $"/values/{ApiFailures.Escaped(path)}",
                    $"'{path}' is no guard rail; their names begin with {Guards}"
                );
        return await PutAsync(context, muster, tags, await ScopeAsync(muster, name, cancellationToken), order, Guards, cancellationToken);
    }

    /// <summary>The scope of a connection's settings.</summary>
    public static async Task<SettingScope> ScopeAsync(MusterInstance muster, string name, CancellationToken cancellationToken) =>
        SettingScope.Of((await Named.ConnectionAsync(muster, name, "", cancellationToken)).Key);

    private static async Task<SettingsItem> ShowAsync(
        HttpContext context,
        MusterInstance muster,
        SettingScope scope,
        CancellationToken cancellationToken
    )
    {
        var (version, sheet) = (await muster.Database.Settings.CurrentAsync(scope, cancellationToken), SettingScopes.Sheet(scope));
        return Etags.Send(
            context,
            new SettingsItem(
                version.Version,
                version.At,
                version.Actor,
                version.Reason,
                [
                    .. sheet.All.Select(setting => new SettingItem(
                        setting.Path,
                        setting.Meaning,
                        setting.Danger,
                        setting.Kind.Words,
                        sheet.Read(version.Values, setting.Path),
                        setting.Default
                    )),
                ]
            ),
            Tag(version.Version)
        );
    }

    private static async Task<DraftItem> PutAsync(
        HttpContext context,
        MusterInstance muster,
        Etags tags,
        SettingScope scope,
        SettingsOrder order,
        string? only,
        CancellationToken cancellationToken
    )
    {
        SettingsVersion? before = null;
        return await tags.ChangeAsync(
            context,
            async () => Tag((before = await muster.Database.Settings.CurrentAsync(scope, cancellationToken)).Version),
            async () =>
            {
                var gone = before!.Values.Keys.Where(path =>
                    !order.Values.ContainsKey(path) && (only is null || path.StartsWith(only, StringComparison.Ordinal))
                );
                SettingEdit[] edits =
                [
                    .. gone.Select(path => new SettingEdit(path, null)),
                    .. order.Values.Select(value => new SettingEdit(value.Key, value.Value)),
                ];
                var draft = await muster.Settings.DraftAsync(scope, edits, before.Version, cancellationToken);
                foreach (var right in SettingRights.Of(draft.Differences.Select(difference => difference.Path)))
                    context.Demand(right);
                var reason = DraftItem.ReasonFor(draft.Danger, order.Reason, order.Draft);
                var shown = DraftItem.Of(draft, null);
                if (order.Draft || draft.Differences.Count == 0)
                    return Etags.Send(context, shown, Tag(before.Version));
                Consent.Demand(draft.Danger, order.Confirm, shown.Hash);
                return
                    await muster.Settings.SaveAsync(draft, context.Caller().Name, reason, cancellationToken)
                        is SettingsOutcome.Saved(var saved)
                    ? Etags.Send(context, shown with { Saved = true, Version = saved.Version }, Tag(saved.Version))
                    : throw Etags.Overtaken();
            },
            Thing(scope)
        );
    }

    /// <summary>Settings, guard rails and schedule of a connection are one thing with three addresses.</summary>
    public static string Thing(SettingScope scope) => string.Create(CultureInfo.InvariantCulture, $"settings {scope.Connection}");

    /// <summary>The tag of a version of settings.</summary>
    public static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"settings-{version}\"");
}

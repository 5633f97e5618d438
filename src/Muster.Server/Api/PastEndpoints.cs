using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Configuration;
using Muster.Engine.Configuration;
using Muster.Engine.Configuration.Files;
using Muster.Engine.History;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>One version of settings.</summary>
/// <param name="Version">Number of the version.</param>
/// <param name="At">When it was saved.</param>
/// <param name="Actor">Who saved it.</param>
/// <param name="Reason">The reason given.</param>
/// <param name="Changes">In what it differs from the version before.</param>
internal sealed record SettingsVersionItem(
    long Version,
    DateTimeOffset? At,
    string? Actor,
    string? Reason,
    IReadOnlyList<SettingDifference> Changes
);

/// <summary>In what two versions of settings differ.</summary>
/// <param name="From">The one.</param>
/// <param name="To">The other.</param>
/// <param name="Changes">What differs.</param>
internal sealed record SettingsComparison(long From, long To, IReadOnlyList<SettingDifference> Changes);

/// <summary>One version of a connection, its credential and its import rule.</summary>
/// <param name="Version">Number of the version, from 1.</param>
/// <param name="At">When it was saved.</param>
/// <param name="Actor">Who saved it.</param>
/// <param name="Changes">In what it differs from the version before. Of a credential only that it changed.</param>
internal sealed record ConnectionVersionItem(int Version, DateTimeOffset At, string Actor, IReadOnlyList<FieldChange> Changes);

/// <summary>In what two versions of a connection differ.</summary>
/// <param name="From">The one.</param>
/// <param name="To">The other.</param>
/// <param name="Changes">What differs.</param>
internal sealed record ConnectionComparison(int From, int To, IReadOnlyList<FieldChange> Changes);

/// <summary>A field that differs.</summary>
/// <param name="Field">Which: <c>tenantId</c>, <c>clientId</c>, <c>graphUrl</c>, <c>credential</c> or <c>import</c>.</param>
/// <param name="Before">Its value before; null for none.</param>
/// <param name="After">Its value after; null for none.</param>
internal sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>Versions of settings and connections: who changed what, when and why.</summary>
internal static class PastEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("").WithTags("Past");
        all.MapGet("/settings/history", WorkspaceAsync).As("listWorkspaceSettingsVersions", Right.Read);
        all.MapGet("/settings/compare", CompareWorkspaceAsync).As("compareWorkspaceSettings", Right.Read);
        all.MapGet("/connections/{name}/settings/history", ConnectionAsync).As("listConnectionSettingsVersions", Right.Read);
        all.MapGet("/connections/{name}/settings/compare", CompareConnectionAsync).As("compareConnectionSettings", Right.Read);
        all.MapGet("/connections/{name}/history", VersionsAsync).As("listConnectionVersions", Right.Read);
        all.MapGet("/connections/{name}/compare", CompareVersionsAsync).As("compareConnectionVersions", Right.Read);
    }

    /// <summary>Lists the versions of the workspace's settings, the newest first.</summary>
    /// <param name="setting">Only versions in which this setting changed.</param>
    internal static Task<Page<SettingsVersionItem>> WorkspaceAsync(
        HttpContext context,
        MusterInstance muster,
        string? setting,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    ) => HistoryAsync(context, muster, SettingScope.Workspace, setting, page, cancellationToken);

    /// <summary>Lists the versions of a connection's settings, the newest first.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="setting">Only versions in which this setting changed.</param>
    internal static async Task<Page<SettingsVersionItem>> ConnectionAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        string? setting,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    ) =>
        await HistoryAsync(
            context,
            muster,
            await SettingsEndpoints.ScopeAsync(muster, name, cancellationToken),
            setting,
            page,
            cancellationToken
        );

    /// <summary>Says in what two versions of the workspace's settings differ.</summary>
    /// <param name="from">A version; 0 for the defaults.</param>
    /// <param name="to">Another version.</param>
    internal static Task<SettingsComparison> CompareWorkspaceAsync(
        long from,
        long to,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => CompareAsync(muster, SettingScope.Workspace, from, to, cancellationToken);

    /// <summary>Says in what two versions of a connection's settings differ.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="from">A version; 0 for the defaults.</param>
    /// <param name="to">Another version.</param>
    internal static async Task<SettingsComparison> CompareConnectionAsync(
        string name,
        long from,
        long to,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => await CompareAsync(muster, await SettingsEndpoints.ScopeAsync(muster, name, cancellationToken), from, to, cancellationToken);

    /// <summary>Lists the versions of a connection, its credential and its import rule, the newest first. No secret is told.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="field">Only versions in which this field changed.</param>
    internal static async Task<Page<ConnectionVersionItem>> VersionsAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        string? field,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var versions = await OfConnectionAsync(muster, name, cancellationToken);
        var items = versions
            .Select(version => new ConnectionVersionItem(
                version.Version,
                version.At,
                version.Actor,
                Changes(versions.ElementAtOrDefault(version.Version - 2), version)
            ))
            .Where(version => field is null || version.Changes.Any(change => change.Field == field))
            .Reverse()
            .ToList();
        return paging.Slice(items, version => version.Version.ToString(CultureInfo.InvariantCulture), version => version);
    }

    /// <summary>Says in what two versions of a connection differ.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="from">A version, from 1.</param>
    /// <param name="to">Another version.</param>
    internal static async Task<ConnectionComparison> CompareVersionsAsync(
        string name,
        int from,
        int to,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var versions = await OfConnectionAsync(muster, name, cancellationToken);
        ConnectionVersion Find(int number) =>
            number >= 1 && number <= versions.Count
                ? versions[number - 1]
                : throw ApiException.NotFound($"There is no version {number} of '{name}'; the latest is {versions.Count}.");
        return new ConnectionComparison(from, to, Changes(Find(from), Find(to)));
    }

    private static async Task<IReadOnlyList<ConnectionVersion>> OfConnectionAsync(
        MusterInstance muster,
        string name,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        return await muster.Database.History.ConnectionVersionsAsync(connection.Key, cancellationToken);
    }

    private static async Task<Page<SettingsVersionItem>> HistoryAsync(
        HttpContext context,
        MusterInstance muster,
        SettingScope scope,
        string? setting,
        PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var sheet = SettingScopes.Sheet(scope);
        var path = setting is null ? null : Path(sheet, setting);
        var versions = await muster.Database.Settings.HistoryAsync(scope, cancellationToken);
        var items = versions
            .Select(
                (version, index) =>
                    new SettingsVersionItem(
                        version.Version,
                        version.At,
                        version.Actor,
                        version.Reason,
                        sheet.Compare(versions.ElementAtOrDefault(index + 1)?.Values ?? None, version.Values)
                    )
            )
            .Where(version => path is null || version.Changes.Any(change => change.Path == path))
            .ToList();
        return paging.Slice(items, version => version.Version.ToString(CultureInfo.InvariantCulture), version => version);
    }

    private static string Path(SettingSheet sheet, string setting)
    {
        try
        {
            return sheet.Find(setting).Path;
        }
        catch (SettingException unknown)
        {
            throw ApiException.Invalid("?setting", unknown.Message);
        }
    }

    private static async Task<SettingsComparison> CompareAsync(
        MusterInstance muster,
        SettingScope scope,
        long from,
        long to,
        CancellationToken cancellationToken
    )
    {
        var versions = await muster.Database.Settings.HistoryAsync(scope, cancellationToken);
        IReadOnlyDictionary<string, string> Find(long number) =>
            number == 0
                ? None
                : versions.FirstOrDefault(version => version.Version == number)?.Values
                    ?? throw ApiException.NotFound(
                        $"There is no version {number} of these settings; {(versions.Count == 0 ? "they were never changed" : $"the latest is {versions[0].Version}")}."
                    );
        return new SettingsComparison(from, to, SettingScopes.Sheet(scope).Compare(Find(from), Find(to)));
    }

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    private static List<FieldChange> Changes(ConnectionVersion? before, ConnectionVersion after)
    {
        FieldChange[] all =
        [
            new("tenantId", before?.TenantId, after.TenantId),
            new("clientId", before?.ClientId, after.ClientId),
            new("graphUrl", before?.GraphUrl, after.GraphUrl),
            new(
                "credential",
                before?.Credential.ToString(CultureInfo.InvariantCulture),
                after.Credential.ToString(CultureInfo.InvariantCulture)
            ),
            new("import", Rule(before), Rule(after)),
        ];
        return
        [
            .. all.Where(change => change.Before != change.After)
                .Select(change =>
                    change.Field == "credential" ? change with { Before = null, After = change.Before is null ? "set" : "changed" } : change
                ),
        ];
    }

    private static string? Rule(ConnectionVersion? version) => version?.ImportRule is { } rule ? ConfigText.Of(rule) : null;
}

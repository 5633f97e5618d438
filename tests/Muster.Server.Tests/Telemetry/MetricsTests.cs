using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Runs;
using Muster.Server.Telemetry;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests.Telemetry;

/// <summary>The server's figures, as Prometheus scrapes them.</summary>
[Collection("One server that is measured")]
public sealed partial class MetricsTests
{
    [Fact]
    public async Task A_sync_is_counted_with_what_it_changed_and_how_long_its_parts_took()
    {
        await using var rig = await ServerRig.MeasuredAsync(new TelemetryOptions(Scraped: true), Tests.Token);
        using var http = await ProgramAsync(rig);
        await rig.HireAsync(Tests.Token);
        var connection = (await rig.Server.Muster.Connections.ListAsync(Tests.Token))[0];
        var work = Get<SyncWork>(rig).SyncInTurn(connection, "schedule", full: false);
        Assert.Null((await work.EndAsync(Tests.Token)).Failure);
        var figures = await ScrapeAsync(http);
        Assert.Equal(
            1,
            figures["muster_runs_total{muster_run_outcome=\"applied\",muster_run_trigger=\"schedule\",muster_run_verb=\"sync\"}"]
        );
        Assert.Equal(1, figures["muster_changes_total{muster_change=\"usersCreated\"}"]);
        Assert.Equal(1, figures["muster_run_phase_duration_seconds_count{muster_run_phase=\"read\"}"]);
        Assert.InRange(figures["muster_directory_requests_total"], 1, 100);
        Assert.InRange(figures["muster_connection_read_age_seconds{muster_connection=\"corp\"}"], 0, 60);
        Assert.Equal(1, figures["muster_connection_health{muster_connection=\"corp\",muster_health=\"healthy\"}"]);
        Assert.Equal(0, figures["muster_connection_health{muster_connection=\"corp\",muster_health=\"failing\"}"]);
        var status = await http.JsonAsync("/api/v1/status");
        Assert.Equal(status.GetProperty("activeUsers").GetInt64(), figures["muster_users"]);
        Assert.Equal(status.GetProperty("groups").GetInt64(), figures["muster_groups"]);
    }

    [Fact]
    public async Task Figures_are_for_programs_that_may_see_the_whole_workspace()
    {
        await using var rig = await ServerRig.MeasuredAsync(new TelemetryOptions(Scraped: true), Tests.Token);
        using var nobody = new HttpClient { BaseAddress = rig.Address };
        using (var refused = await nobody.GetAsync("/api/v1/metrics", Tests.Token))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var narrow = await ProgramAsync(rig);
        await using (var accounts = await Get<IDbContextFactory<AccountsContext>>(rig).CreateDbContextAsync(Tests.Token))
            await accounts.Tokens.ExecuteUpdateAsync(row => row.SetProperty(token => token.Connections, "1"), Tests.Token);
        using (var refused = await narrow.GetAsync("/api/v1/metrics", Tests.Token))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task A_server_that_was_not_asked_to_give_figures_has_none()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        using var http = await ProgramAsync(rig);
        using var answer = await http.GetAsync("/api/v1/metrics", Tests.Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    /// <summary>What a page of operations names is really there, and all of Muster's own that is there is named on it.</summary>
    [Fact]
    public async Task Every_figure_of_Muster_is_documented()
    {
        await using var rig = await ServerRig.MeasuredAsync(new TelemetryOptions(Scraped: true), Tests.Token);
        using var http = await ProgramAsync(rig);
        await rig.HireAsync(Tests.Token);
        var connection = (await rig.Server.Muster.Connections.ListAsync(Tests.Token))[0];
        await Get<SyncWork>(rig).SyncInTurn(connection, "schedule", full: false).EndAsync(Tests.Token);
        var there = (await ScrapeAsync(http)).Keys.Select(key => Suffix().Replace(key.Split('{')[0], "")).Where(IsOwn).Distinct();
        var page = await File.ReadAllTextAsync(Path.Combine(Tests.Root, "docs", "operations.md"), Tests.Token);
        var named = Named().Matches(page).Select(match => match.Groups["name"].Value).Distinct();
        Assert.Equal(named.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }

    private static bool IsOwn(string name) => name.StartsWith("muster_", StringComparison.Ordinal);

    private static T Get<T>(ServerRig rig)
        where T : notnull => (T)rig.Server.Services.GetService(typeof(T))!;

    private static async Task<HttpClient> ProgramAsync(ServerRig rig)
    {
        var http = new HttpClient { BaseAddress = rig.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await ApiRig.TokenAsync(rig, "owner@example.com", Role.Auditor));
        return http;
    }

    private static async Task<Dictionary<string, double>> ScrapeAsync(HttpClient http)
    {
        var text = await http.GetStringAsync("/api/v1/metrics", Tests.Token);
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (Match line in Line().Matches(text))
        {
            // The scope of the meter is no label of the figure, and their order is the exporter's.
            var labels = line.Groups["labels"]
                .Value.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Where(label => !label.StartsWith("otel_scope_", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .ToList();
            figures[line.Groups["name"].Value + (labels.Count == 0 ? "" : $"{{{string.Join(',', labels)}}}")] = double.Parse(
                line.Groups["value"].Value,
                CultureInfo.InvariantCulture
            );
        }
        return figures;
    }

    [GeneratedRegex(@"^(?<name>[a-z_0-9]+)(\{(?<labels>[^}]*)\})? (?<value>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex("_(?:bucket|count|sum)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"^\| `(?<name>muster_[a-z_]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}

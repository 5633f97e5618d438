using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What every answer carries, and what is refused before anything is looked at.</summary>
public sealed partial class HeaderTests
{
    [Fact]
    public async Task Every_answer_forbids_foreign_scripts_frames_and_sniffing()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = rig.Address };
        foreach (var path in Paths(rig))
        {
            using var answer = await http.GetAsync(path, Tests.Token);
            AssertHeaders(
                answer,
                mayStyle: path.StartsWith("/api", StringComparison.Ordinal) && !path.StartsWith("/api/v", StringComparison.Ordinal)
            );
        }
    }

    /// <summary>Every address that the server has, with something for what is left open, and one that it has not.</summary>
    private static IEnumerable<string> Paths(ServerRig rig)
    {
        var routes = rig
            .Server.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(endpoint => Open().Replace("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), "1"))
            .Where(path => !path.StartsWith("/_blazor", StringComparison.Ordinal))
            .Distinct()
            .ToList();
        Assert.InRange(routes.Count, 100, 1000);
        return ["/nowhere", "/assets/none.css", .. routes];
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.NonBacktracking, 60_000)]
    private static partial Regex Open();

    [Fact]
    public async Task Readiness_says_when_the_database_does_not_answer_and_life_goes_on()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        using var http = new HttpClient { BaseAddress = rig.Address };
        Assert.Equal("ready\n", await http.GetStringAsync("/health/ready", Tests.Token));
        await using (
            var lost = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={rig.Tenant.Muster.Folder}/muster.db;Pooling=False")
        )
        {
            await lost.OpenAsync(Tests.Token);
            await using var command = lost.CreateCommand();
            command.CommandText = "PRAGMA foreign_keys = OFF; ALTER TABLE workspace RENAME TO workspace_gone";
            await command.ExecuteNonQueryAsync(Tests.Token);
        }
        using var answer = await http.GetAsync("/health/ready", Tests.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("not ready: the database does not answer\n", await answer.Content.ReadAsStringAsync(Tests.Token));
        Assert.Equal("live\n", await http.GetStringAsync("/health/live", Tests.Token));
    }

    /// <param name="answer">The answer.</param>
    /// <param name="mayStyle">Whether it is the page about the API, which alone may write styles as it runs.</param>
    private static void AssertHeaders(HttpResponseMessage answer, bool mayStyle = false)
    {
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain(
            "unsafe",
            mayStyle ? policy.Replace("style-src 'self' 'unsafe-inline'", "", StringComparison.Ordinal) : policy,
            StringComparison.Ordinal
        );
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("camera=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
        // Scripts, styles and pictures are everybody's.
        if (answer.Content.Headers.ContentType?.MediaType is not ("text/css" or "text/javascript" or "image/svg+xml" or "image/png"))
            Assert.True(answer.Headers.CacheControl?.NoStore, $"{answer.RequestMessage!.RequestUri}: {answer.Headers.CacheControl}");
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_page_of_a_fault_of_ours_carries_them_too()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync("Owner", Tests.Token);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        await using (
            var lost = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={rig.Tenant.Muster.Folder}/muster.db;Pooling=False")
        )
        {
            await lost.OpenAsync(Tests.Token);
            await using var command = lost.CreateCommand();
            command.CommandText = "PRAGMA foreign_keys = OFF; ALTER TABLE audit_entry RENAME TO audit_entry_gone";
            await command.ExecuteNonQueryAsync(Tests.Token);
        }
        using var answer = await browser.GetAsync("/audit/export.jsonl");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        AssertHeaders(answer);
    }

    [Theory]
    [InlineData("/audit?to=9999-12-31")]
    [InlineData("/audit/export.jsonl?to=9999-12-31")]
    public async Task The_last_day_of_all_is_a_day(string path)
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync("Owner", Tests.Token);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        using var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(
            "account.signedIn",
            (await answer.Content.ReadAsStringAsync(Tests.Token)).Replace(
                "Account signed in",
                "account.signedIn",
                StringComparison.Ordinal
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_form_sent_from_another_sites_page_is_refused()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        using var http = new HttpClient { BaseAddress = rig.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Origin", "https://evil.example");
        using var answer = await http.SendAsync(request, Tests.Token);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_connection_that_another_sites_page_opens_to_an_open_page_is_refused()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = rig.Address };
        Assert.Equal(HttpStatusCode.Forbidden, await OpenAsync("Origin", "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await OpenAsync("Sec-Fetch-Site", "cross-site"));
        Assert.Equal(HttpStatusCode.Forbidden, await OpenAsync("Sec-Fetch-Site", "same-site"));
        Assert.NotEqual(HttpStatusCode.Forbidden, await OpenAsync("Origin", rig.Address.GetLeftPart(UriPartial.Authority)));

        async Task<HttpStatusCode> OpenAsync(string header, string value)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor?id=1");
            request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
            request.Headers.Add(header, value);
            using var answer = await http.SendAsync(request, Tests.Token);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Nobody_sees_a_page_without_signing_in()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = rig.Address };
        using var answer = await http.GetAsync("/", Tests.Token);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/sign-in", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }
}

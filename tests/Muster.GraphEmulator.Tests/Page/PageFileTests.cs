using System.Net;
using System.Text.RegularExpressions;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Page;

public sealed partial class PageFileTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada").Group(100, "Crew");

    [Fact]
    public async Task The_page_comes_without_a_token_and_names_nothing_but_its_own_files()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        using var response = await GetAsync(emulator, "");
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("<h1>", html, StringComparison.Ordinal);
        var links = Links().Matches(html).Select(match => match.Groups["link"].Value).ToList();
        Assert.Equal(3, links.Count);
        foreach (var link in links)
        {
            Assert.StartsWith("/_emulator/page/", link, StringComparison.Ordinal);
            using var file = await GetAsync(emulator, link[1..]);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }
    }

    [Fact]
    public async Task The_page_may_run_no_script_and_load_nothing_that_is_not_the_emulators_own()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        using var response = await GetAsync(emulator, "");
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();

        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotMatch("<script(?![^>]* src=)| on[a-z]+=\"| style=\"|<style", html);
    }

    [Fact]
    public async Task A_file_the_page_does_not_have_is_a_404()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        using var response = await GetAsync(emulator, "_emulator/page/nothing.js");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_page_learns_how_to_connect()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var (status, facts) = await emulator.ControlAsync(HttpMethod.Get, "connection");

        Assert.Equal(200, status);
        Assert.Equal("Contoso", facts.Text("tenantName"));
        Assert.Equal(emulator.Host.GraphUrl.ToString(), facts.Text("graphUrl"));
        Assert.Equal(emulator.Host.AuthorityUrl.ToString(), facts.Text("authorityUrl"));
        Assert.Equal(emulator.Host.ClientSecret, facts.Text("clientSecret"));
        Assert.Equal(emulator.Host.CertificatePath, facts.Text("certificate"));
    }

    private static Task<HttpResponseMessage> GetAsync(TestEmulator emulator, string path) =>
        emulator.Http.GetAsync(new Uri(emulator.Host.AuthorityUrl, path), TestContext.Current.CancellationToken);

    [GeneratedRegex("(href|src)=\"(?<link>[^#\"][^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();
}

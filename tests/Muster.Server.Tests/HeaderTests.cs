using System.Net;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What every answer carries, and what is refused before anything is looked at.</summary>
public sealed class HeaderTests
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/setup")]
    [InlineData("/")]
    [InlineData("/nowhere")]
    [InlineData("/health/live")]
    [InlineData("/assets/none.css")]
    public async Task Every_answer_forbids_foreign_scripts_frames_and_sniffing(string path)
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = rig.Address };
        using var answer = await http.GetAsync(path, Tests.Token);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
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
    public async Task Nobody_sees_a_page_without_signing_in()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = rig.Address };
        using var answer = await http.GetAsync("/", Tests.Token);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/sign-in", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }
}

using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Muster.GraphEmulator.Page;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Page;

public sealed class BrowserGuardTests
{
    [Theory]
    [InlineData(null, null, 200)]
    [InlineData("own", "same-origin", 200)]
    [InlineData("own", null, 200)]
    [InlineData("https://elsewhere.example", null, 403)]
    [InlineData("null", null, 403)]
    [InlineData("own", "cross-site", 403)]
    [InlineData(null, "cross-site", 403)]
    [InlineData(null, "same-site", 403)]
    public async Task A_web_page_from_elsewhere_cannot_change_the_emulator(string? origin, string? site, int status)
    {
        await using var emulator = await TestEmulator.StartAsync(new TestHistory().User(1, "Ada"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(emulator.Host.AuthorityUrl, "_emulator/changes"));
        request.Content = JsonContent.Create(new { change = "hire" });
        if (origin is not null)
            request.Headers.Add("Origin", origin == "own" ? emulator.Host.AuthorityUrl.GetLeftPart(UriPartial.Authority) : origin);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? 2 : 1, emulator.Host.State.Users);
    }

    [Theory]
    [InlineData("GET", "rebound.example:8443", "Sec-Fetch-Site", "same-origin", false)]
    [InlineData("POST", "rebound.example:8443", "Origin", "https://rebound.example:8443", false)]
    [InlineData("GET", "localhost:8443", "Sec-Fetch-Site", "same-origin", true)]
    [InlineData("POST", "[::1]:8443", "Origin", "https://[::1]:8443", true)]
    [InlineData("POST", "127.0.0.1:8443", "Origin", "https://127.0.0.1:9443", false)]
    [InlineData("GET", "emulator.test:8443", "User-Agent", "a program", true)]
    public void A_name_from_elsewhere_that_points_here_lets_a_page_do_nothing(
        string method,
        string host,
        string header,
        string value,
        bool isAdmitted
    )
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Host) = (method, new(host));
        request.Headers[header] = value;

        Assert.Equal(isAdmitted, BrowserGuard.Admits(request));
    }
}

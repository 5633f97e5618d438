using System.Net;
using Muster.Server.Access;
using Muster.Server.App;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>What somebody is told who may not see a page.</summary>
[Collection(ApiRig.Name)]
public sealed class NoPermissionTests(ApiRig rig)
{
    [Fact]
    public async Task The_role_that_is_needed_and_those_who_have_it_are_named_to_whoever_is_signed_in_and_to_nobody_else()
    {
        using var browser = new PlainBrowser(rig.Server.Address, Tests.Token);
        await browser.SignInAsync("none@example.com", ServerRig.Password);
        var text = await ToldAsync(browser, "/guard-rails");
        Assert.Contains("this page needs Auditor", text, StringComparison.Ordinal);
        Assert.Contains("Test Owner", text, StringComparison.Ordinal);
        Assert.Contains("Test Administrator", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Gone", text, StringComparison.Ordinal);
        var accounts = await ToldAsync(browser, "/accounts");
        Assert.Contains("this page needs Owner", accounts, StringComparison.Ordinal);
        Assert.DoesNotContain("Test Administrator", accounts, StringComparison.Ordinal);
        using var nobody = new PlainBrowser(rig.Server.Address, Tests.Token);
        using var answer = await nobody.GetAsync("/no-permission?to=%2Faccounts");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.DoesNotContain("Test Owner", await answer.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/accounts", nameof(Right.People))]
    [InlineData("/groups/7?tab=link", nameof(Right.Read))]
    [InlineData("/runs/7/undo/1", nameof(Right.Read))]
    [InlineData("//elsewhere.example/accounts", null)]
    [InlineData("nothing", null)]
    public void The_right_of_a_page_is_found_by_its_address(string address, string? right) =>
        Assert.Equal(right, PageRights.Of(address)?.ToString());

    private static async Task<string> ToldAsync(PlainBrowser browser, string page)
    {
        using var refused = await browser.GetAsync(page);
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
        using var told = await browser.GetAsync(new Uri(browser.Http.BaseAddress!, refused.Headers.Location!).PathAndQuery);
        var text = await told.Content.ReadAsStringAsync(Tests.Token);
        // The navigation names the person who is signed in.
        return text[text.IndexOf("<main", StringComparison.Ordinal)..];
    }
}

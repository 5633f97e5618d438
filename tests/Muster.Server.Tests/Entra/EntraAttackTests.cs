using Muster.Testing.Provider;

namespace Muster.Server.Tests.Entra;

/// <summary>Tokens and answers that should not be believed, and providers that do not answer: nobody comes in, and the page says what is wrong.</summary>
public sealed class EntraAttackTests(SharedEntraRig shared) : IClassFixture<SharedEntraRig>
{
    /// <summary>What is forged, and what the page says.</summary>
    public static TheoryData<string, string> Forgeries =>
        new()
        {
            { "another tenant", "an account of another tenant" },
            { "no tenant", "lacks the tenant id or the object id" },
            { "no object id", "lacks the tenant id or the object id" },
            { "another audience", "was made for another application" },
            { "another issuer", "by another issuer" },
            { "expired", "has expired already" },
            { "of the future", "is not valid yet" },
            { "no nonce", "(nonce)" },
            { "another nonce", "(nonce)" },
            { "no end", "lacks something that it must have" },
        };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_token_lets_nobody_in(string forgery, string says)
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        rig.Provider.Forge = token =>
        {
            Action change = forgery switch
            {
                "another tenant" => () => token["tid"] = "99999999-0000-4000-8000-000000000009",
                "no tenant" => () => token.Remove("tid"),
                "no object id" => () => token.Remove("oid"),
                "another audience" => () => token["aud"] = Guid.NewGuid().ToString("D"),
                "another issuer" => () => token["iss"] = "https://login.microsoftonline.com/99999999-0000-4000-8000-000000000009/v2.0",
                "expired" => () => (token["iat"], token["exp"]) = (now - 7200, now - 3600),
                "of the future" => () => (token["nbf"], token["iat"], token["exp"]) = (now + 3600, now + 3600, now + 7200),
                "no nonce" => () => token.Remove("nonce"),
                "another nonce" => () => token["nonce"] = "made-up",
                _ => () => token.Remove("exp"),
            };
            change();
        };
        using var browser = rig.Visitor();
        Assert.Contains(says, await browser.SignInAsync(), StringComparison.Ordinal);
        Assert.False(await browser.IsInAsync());
        Assert.NotEmpty(await rig.FailedAsync());
        // The same without forgery works, so it was the forgery that was refused.
        rig.Provider.Forge = null;
        Assert.Null(await browser.SignInAsync());
    }

    [Theory]
    [InlineData("foreign")]
    [InlineData("none")]
    [InlineData("shared secret")]
    public async Task A_token_that_the_provider_did_not_sign_lets_nobody_in(string signature)
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        rig.Provider.ForgedSignature = signature;
        // Without it nothing else in the answer would give an unsigned token away.
        rig.Provider.Forge = token => token.Remove("at_hash");
        using var browser = rig.Visitor();
        Assert.Contains("not signed by a key of Entra", await browser.SignInAsync(), StringComparison.Ordinal);
        Assert.False(await browser.IsInAsync());
    }

    [Fact]
    public async Task An_answer_works_once_and_in_no_other_browser()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        using var ada = rig.Visitor();
        using var other = rig.Visitor();
        var (answer, _) = await ada.GoAsync("/sign-in/entra", IsAnswer);
        var stolen = await other.GoAsync(answer.PathAndQuery);
        Assert.Contains("belongs to no sign-in that this browser has begun", stolen.Page, StringComparison.Ordinal);
        Assert.False(await other.IsInAsync());
        await ada.GoAsync(answer.PathAndQuery);
        Assert.True(await ada.IsInAsync());
        await ada.GoAsync("/sign-in");
        var again = await ada.GoAsync(answer.PathAndQuery);
        Assert.Contains("belongs to no sign-in that this browser has begun", again.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sign-in/entra/done")]
    [InlineData("/sign-in/entra/done?code=made-up")]
    [InlineData("/sign-in/entra/done?code=made-up&state=made-up")]
    [InlineData("/sign-in/entra/done?error=access_denied&error_description=%3Cscript%3E&state=made-up")]
    public async Task An_answer_that_was_made_up_leads_nowhere(string path)
    {
        var rig = await shared.FreshAsync();
        using var browser = rig.Visitor();
        var (address, page) = await browser.GoAsync(path);
        Assert.Equal("/sign-in", address.AbsolutePath);
        Assert.Contains("belongs to no sign-in that this browser has begun", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_is_refused_even_if_everything_else_is_right()
    {
        await using var rig = await EntraRig.StartAsync();
        await rig.InviteAsync(ProviderPerson.Ada);
        using var ada = rig.Visitor();
        var (answer, _) = await ada.GoAsync("/sign-in/entra", IsAnswer);
        rig.Clock.Move(TimeSpan.FromMinutes(16));
        var late = await ada.GoAsync(answer.PathAndQuery);
        Assert.Contains("belongs to no sign-in that this browser has begun", late.Page, StringComparison.Ordinal);
        Assert.False(await ada.IsInAsync());
    }

    [Fact]
    public async Task Somebody_who_cancels_at_the_provider_is_told_so_and_its_own_words_are_not_shown()
    {
        var rig = await shared.FreshAsync();
        rig.Provider.Declines = true;
        using var browser = rig.Visitor();
        Assert.Contains("was cancelled, or not allowed to you", await browser.SignInAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_client_secret_is_said_with_the_code_of_the_provider()
    {
        await using var rig = await EntraRig.StartAsync(secret: "another-secret");
        await rig.InviteAsync(ProviderPerson.Ada);
        using var browser = rig.Visitor();
        var refusal = await browser.SignInAsync();
        Assert.Contains("(invalid_client)", refusal, StringComparison.Ordinal);
        Assert.Contains("its secret", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_or_is_another_server_is_said_and_local_accounts_still_work()
    {
        await using var rig = await EntraRig.StartAsync();
        rig.Provider.IsBroken = true;
        using var browser = rig.Visitor();
        Assert.Contains("not with the metadata of this tenant", await browser.SignInAsync(), StringComparison.Ordinal);
        await rig.Provider.StopAsync();
        Assert.Contains("does not answer", await browser.SignInAsync(), StringComparison.Ordinal);
        await browser.SignInLocallyAsync("owner@example.com");
        Assert.True(await browser.IsInAsync());
    }

    [Fact]
    public async Task A_provider_that_goes_away_while_somebody_is_there_is_said()
    {
        await using var rig = await EntraRig.StartAsync();
        await rig.InviteAsync(ProviderPerson.Ada);
        using var ada = rig.Visitor();
        var (answer, _) = await ada.GoAsync("/sign-in/entra", IsAnswer);
        await rig.Provider.StopAsync();
        Assert.Contains("does not answer", (await ada.GoAsync(answer.PathAndQuery)).Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_puts_no_words_into_Musters_mouth()
    {
        var rig = await shared.FreshAsync();
        using var browser = rig.Visitor();
        var (_, page) = await browser.GoAsync("/sign-in?refused=Call+this+number");
        Assert.DoesNotContain("notice-bad", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Call this number", page, StringComparison.Ordinal);
    }

    private static bool IsAnswer(Uri address) => address.AbsolutePath == "/sign-in/entra/done";
}

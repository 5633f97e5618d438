using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.SignIn;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Who wants to do something dangerous proves who they are, with all that the account has.</summary>
public sealed class ConfirmTests
{
    private const string Mail = "owner@example.com";
    private static readonly byte[] Secret = [.. "12345678901234567890"u8];
    private readonly SteppedClock _clock = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Where_there_is_a_second_factor_the_password_alone_and_a_code_alone_confirm_nothing()
    {
        await using var rig = await StartAsync();
        using var browser = await WithSecondFactorAsync(rig);
        Assert.False(await ConfirmAsync(browser, ServerRig.Password, ""));
        Assert.False(await ConfirmAsync(browser, "", Code()));
        Assert.False(await ConfirmAsync(browser, "wrong words here", Code()));
        Assert.False(await ConfirmAsync(browser, ServerRig.Password, "000000"));
        Assert.True(await ConfirmAsync(browser, ServerRig.Password, Code()));
        // A code is worth one proof.
        Assert.False(await ConfirmAsync(browser, ServerRig.Password, Code()));
    }

    [Fact]
    public async Task A_recovery_code_stands_for_the_app_and_not_for_the_password()
    {
        await using var rig = await StartAsync();
        IReadOnlyList<string> codes = [];
        using var browser = await WithSecondFactorAsync(rig, made => codes = made);
        Assert.False(await ConfirmAsync(browser, "", codes[0]));
        Assert.True(await ConfirmAsync(browser, ServerRig.Password, codes[0]));
        Assert.False(await ConfirmAsync(browser, ServerRig.Password, codes[0]));
    }

    [Fact]
    public async Task Guessing_at_the_proof_is_bounded_like_signing_in()
    {
        await using var rig = await StartAsync();
        using var browser = await WithSecondFactorAsync(rig);
        for (var guess = 0; guess < AccountThrottle.Free; guess++)
            Assert.False(await ConfirmAsync(browser, ServerRig.Password, "000000"));
        Assert.False(await ConfirmAsync(browser, ServerRig.Password, Code()));
        _clock.Step(AccountThrottle.First);
        Assert.True(await ConfirmAsync(browser, ServerRig.Password, Code()));
    }

    [Fact]
    public async Task Every_dangerous_endpoint_asks_a_session_for_a_fresh_proof_and_a_harmless_one_does_not()
    {
        await using var rig = await StartAsync();
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync(Mail, ServerRig.Password);
        _clock.Step(CircuitAccess.ProofLasts + TimeSpan.FromMinutes(1));
        var asked = 0;
        // What names no thing of its own: of one that there is not it is said first that there is none.
        foreach (var row in ExpectedRights.Table.Where(row => AccessRules.NeedsProof(row.Right) && row.Right != Right.Tokens))
        {
            var path = string.Join('/', row.Path.Split('/').Select(part => part.StartsWith('{') ? "1" : part));
            using var answer = await browser.SendJsonAsync(row.Method, $"{path}?{row.Query.TrimStart('&')}", row.Body ?? "{}");
            var text = await answer.Content.ReadAsStringAsync(Tests.Token);
            if (answer.StatusCode == HttpStatusCode.NotFound)
                continue;
            asked++;
            Assert.True(
                answer.StatusCode == HttpStatusCode.Forbidden && text.Contains("proofNeeded", StringComparison.Ordinal),
                $"{row.Method} {row.Path}: {(int)answer.StatusCode} {text}"
            );
        }
        Assert.True(asked > 15, $"{asked} endpoints asked");
        using var harmless = await browser.GetAsync("/api/v1/me");
        Assert.Equal(HttpStatusCode.OK, harmless.StatusCode);
    }

    private string Code() => Totp.Code(Secret, Totp.Step(_clock.GetUtcNow()));

    private async Task<ServerRig> StartAsync()
    {
        var rig = await ServerRig.EmptyAsync(Tests.Token, clock: _clock);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        return rig;
    }

    private async Task<PlainBrowser> WithSecondFactorAsync(ServerRig rig, Action<IReadOnlyList<string>>? codes = null)
    {
        var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync(Mail, ServerRig.Password);
        var owner = SignInDesk.CallerOf(await SignInDesk.OwnerAsync(rig));
        var made = await rig.Server.Services.GetRequiredService<OwnAccount>().EnableAsync(owner, Secret, Code(), Tests.Token);
        codes?.Invoke(made!);
        _clock.Step(TimeSpan.FromMinutes(1));
        return browser;
    }

    private static async Task<bool> ConfirmAsync(PlainBrowser browser, string password, string code)
    {
        using var answer = await browser.SubmitAsync("/confirm?to=/profile", ("Form.Password", password), ("Form.Code", code));
        return answer.StatusCode == HttpStatusCode.Redirect;
    }
}

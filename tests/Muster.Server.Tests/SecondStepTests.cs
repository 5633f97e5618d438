using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.SignIn;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>The second step of signing in cannot be guessed, and a code is worth one sign-in.</summary>
public sealed class SecondStepTests
{
    private const string Mail = "owner@example.com";
    private static readonly byte[] Secret = [.. "12345678901234567890"u8];
    private readonly SteppedClock _clock = new(TimeProvider.System.GetUtcNow());

    private string Code => Totp.Code(Secret, Totp.Step(_clock.GetUtcNow()));

    [Fact]
    public async Task Typing_the_password_between_wrong_codes_wins_no_further_guesses()
    {
        await using var rig = await StartAsync();
        for (var round = 0; round < 2; round++)
        {
            var state = await StateAsync(rig);
            for (var guess = 0; guess < 4; guess++)
                Assert.IsType<SignInStep.Code>(await TypeAsync(rig, state, "000000"));
        }
        await using var request = new SignInDesk(rig);
        Assert.IsType<SignInStep.Refused>(await request.SignIn.TryAsync(Mail, ServerRig.Password, Tests.Token));
    }

    [Fact]
    public async Task After_eight_wrong_codes_the_right_one_is_refused_too()
    {
        await using var rig = await StartAsync();
        var (first, second) = (await StateAsync(rig), await StateAsync(rig));
        for (var guess = 0; guess < 4; guess++)
            await TypeAsync(rig, first, "000000");
        for (var guess = 0; guess < 4; guess++)
            await TypeAsync(rig, second, "000000");
        Assert.IsType<SignInStep.Refused>(await TypeAsync(rig, second, Code));
    }

    [Fact]
    public async Task A_right_code_forgives_what_was_mistyped_before()
    {
        await using var rig = await StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var state = await StateAsync(rig);
            for (var guess = 0; guess < 5; guess++)
                await TypeAsync(rig, state, "000000");
            _clock.Step(TimeSpan.FromSeconds(30));
            Assert.IsType<SignInStep.Done>(await TypeAsync(rig, state, Code));
        }
    }

    [Fact]
    public async Task Of_two_who_type_the_same_code_at_once_one_gets_in()
    {
        await using var rig = await StartAsync();
        var codes = await EnableAsync(rig);
        foreach (var code in new[] { codes[0], Totp.Code(Secret, Totp.Step(_clock.GetUtcNow()) + 1) })
        {
            await using var first = new SignInDesk(rig);
            await using var second = new SignInDesk(rig);
            var one = (await first.Accounts.FindByEmailAsync(Mail))!;
            var other = (await second.Accounts.FindByEmailAsync(Mail))!;
            // What the second has read by the time that the first writes.
            foreach (var name in new[] { "TotpStep", "RecoveryCodes" })
                await second.Accounts.GetAuthenticationTokenAsync(other, "Muster", name);
            Assert.True(await first.Services.GetRequiredService<SecondFactor>().AcceptAsync(one, code));
            Assert.False(await second.Services.GetRequiredService<SecondFactor>().AcceptAsync(other, code));
        }
    }

    private async Task<ServerRig> StartAsync()
    {
        var rig = await ServerRig.EmptyAsync(Tests.Token, clock: _clock);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        await EnableAsync(rig);
        _clock.Step(TimeSpan.FromMinutes(1));
        return rig;
    }

    private async Task<IReadOnlyList<string>> EnableAsync(ServerRig rig)
    {
        var owner = SignInDesk.CallerOf(await SignInDesk.OwnerAsync(rig));
        return (await rig.Server.Services.GetRequiredService<OwnAccount>().EnableAsync(owner, Secret, Code, Tests.Token))!;
    }

    private static async Task<string> StateAsync(ServerRig rig)
    {
        await using var request = new SignInDesk(rig);
        return Assert.IsType<SignInStep.Code>(await request.SignIn.TryAsync(Mail, ServerRig.Password, Tests.Token)).State;
    }

    private static async Task<SignInStep> TypeAsync(ServerRig rig, string state, string code)
    {
        await using var request = new SignInDesk(rig);
        return await request.SignIn.CodeAsync(state, code, Tests.Token);
    }
}

using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Accounts;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>How a browser gets in, stays in, and is out again.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_names_no_account()
    {
        await using var rig = await StartAsync();
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        var answer = await browser.SignInAsync("owner@example.com", ServerRig.Password);
        var cookie = Assert.Single(
            answer.Headers.GetValues("Set-Cookie"),
            cookie => cookie.StartsWith("muster=", StringComparison.Ordinal)
        );
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, await browser.HomeAsync());
    }

    [Fact]
    public async Task Behind_tls_the_cookie_is_bound_to_the_host()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, publicUrl: new Uri("https://muster.example.com"));
        await rig.AccountAsync("Owner", Tests.Token);
        using var browser = new PlainBrowser(rig.Address, Tests.Token, forwarded: true);
        var answer = await browser.SignInAsync("owner@example.com", ServerRig.Password);
        var cookie = Assert.Single(
            answer.Headers.GetValues("Set-Cookie"),
            cookie => cookie.StartsWith("__Host-muster=", StringComparison.Ordinal)
        );
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_session_that_is_ended_or_whose_account_is_disabled_is_out_at_once()
    {
        await using var rig = await StartAsync();
        using var first = new PlainBrowser(rig.Address, Tests.Token);
        using var second = new PlainBrowser(rig.Address, Tests.Token);
        await first.SignInAsync("owner@example.com", ServerRig.Password);
        await using (var accounts = await AccountsAsync(rig))
            await accounts.Sessions.ExecuteDeleteAsync(Tests.Token);
        Assert.Equal(HttpStatusCode.Redirect, await first.HomeAsync());
        await second.SignInAsync("owner@example.com", ServerRig.Password);
        Assert.Equal(HttpStatusCode.OK, await second.HomeAsync());
        await using (var accounts = await AccountsAsync(rig))
            await accounts.Users.ExecuteUpdateAsync(row => row.SetProperty(account => account.Disabled, true), Tests.Token);
        Assert.NotEqual(HttpStatusCode.OK, await second.HomeAsync());
    }

    [Fact]
    public async Task A_session_ends_after_half_an_hour_of_silence_and_after_eight_hours_whatever_happens()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await StartAsync(clock);
        using var idle = new PlainBrowser(rig.Address, Tests.Token);
        using var busy = new PlainBrowser(rig.Address, Tests.Token);
        await idle.SignInAsync("owner@example.com", ServerRig.Password);
        await busy.SignInAsync("owner@example.com", ServerRig.Password);
        for (var minutes = 0; minutes < 8 * 60 - 20; minutes += 20)
        {
            Assert.Equal(HttpStatusCode.OK, await busy.HomeAsync());
            clock.Step(TimeSpan.FromMinutes(20));
        }
        Assert.Equal(HttpStatusCode.Redirect, await idle.HomeAsync());
        Assert.Equal(HttpStatusCode.OK, await busy.HomeAsync());
        clock.Step(TimeSpan.FromMinutes(21));
        Assert.Equal(HttpStatusCode.Redirect, await busy.HomeAsync());
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_account_are_told_the_same_and_many_failures_make_the_account_rest()
    {
        await using var rig = await StartAsync();
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        var unknown = await browser.RefusalAsync("nobody@example.com", "wrong words here");
        Assert.NotEqual("", unknown);
        for (var i = 0; i < 8; i++)
            Assert.Equal(unknown, await browser.RefusalAsync("owner@example.com", "wrong words here"));
        Assert.Equal(unknown, await browser.RefusalAsync("owner@example.com", ServerRig.Password));
    }

    [Fact]
    public async Task Outside_a_demo_there_is_no_door_for_it()
    {
        await using var rig = await StartAsync();
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        using var answer = await browser.Http.GetAsync("/demo/enter?with=", Tests.Token);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(
            answer.Headers.TryGetValues("Set-Cookie", out var cookies)
                && cookies.Any(cookie => cookie.StartsWith("muster=", StringComparison.Ordinal))
        );
    }

    private static async Task<ServerRig> StartAsync(TimeProvider? clock = null)
    {
        var rig = await ServerRig.EmptyAsync(Tests.Token, clock: clock);
        await rig.AccountAsync("Owner", Tests.Token);
        return rig;
    }

    private static Task<AccountsContext> AccountsAsync(ServerRig rig) =>
        rig.Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token);
}

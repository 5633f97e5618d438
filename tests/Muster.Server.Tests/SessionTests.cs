using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
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
    public async Task An_Owner_ends_all_sessions_of_somebody_else_and_no_other_and_that_is_on_record()
    {
        await using var rig = await StartAsync();
        await rig.AccountAsync("Auditor", Tests.Token);
        using var first = new PlainBrowser(rig.Address, Tests.Token);
        using var second = new PlainBrowser(rig.Address, Tests.Token);
        using var owner = new PlainBrowser(rig.Address, Tests.Token);
        await first.SignInAsync("auditor@example.com", ServerRig.Password);
        await second.SignInAsync("auditor@example.com", ServerRig.Password);
        await owner.SignInAsync("owner@example.com", ServerRig.Password);
        using var http = new HttpClient { BaseAddress = rig.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await Api.ApiRig.TokenAsync(rig, "owner@example.com", Access.Role.Owner));
        await using var accounts = await AccountsAsync(rig);
        var auditor = await accounts.Users.SingleAsync(row => row.Email == "auditor@example.com", Tests.Token);

        using var ended = await http.PostAsync($"/api/v1/accounts/{auditor.Id}/sessions/end", null, Tests.Token);

        Assert.Contains("\"ended\":2", await ended.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await first.HomeAsync());
        Assert.Equal(HttpStatusCode.Redirect, await second.HomeAsync());
        Assert.Equal(HttpStatusCode.OK, await owner.HomeAsync());
        var log = await http.GetStringAsync("/api/v1/audit?action=session.ended", Tests.Token);
        Assert.Contains(auditor.Id.ToString(), log, StringComparison.Ordinal);
        Assert.Contains("\"count\":2", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_after_half_an_hour_of_silence_and_after_eight_hours_or_an_Owners_four_whatever_happens()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await StartAsync(clock);
        var mail = await rig.AccountAsync("Operator", Tests.Token);
        using var idle = new PlainBrowser(rig.Address, Tests.Token);
        using var busy = new PlainBrowser(rig.Address, Tests.Token);
        using var owner = new PlainBrowser(rig.Address, Tests.Token);
        await idle.SignInAsync(mail, ServerRig.Password);
        await busy.SignInAsync(mail, ServerRig.Password);
        await owner.SignInAsync("owner@example.com", ServerRig.Password);
        for (var minutes = 0; minutes < 8 * 60 - 20; minutes += 20)
        {
            Assert.Equal(HttpStatusCode.OK, await busy.HomeAsync());
            Assert.Equal(minutes < 4 * 60 ? HttpStatusCode.OK : HttpStatusCode.Redirect, await owner.HomeAsync());
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
    public async Task Tabs_that_come_back_together_after_the_idle_half_hour_are_all_led_to_the_sign_in()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await StartAsync(clock);
        for (var round = 0; round < 3; round++)
        {
            using var browser = new PlainBrowser(rig.Address, Tests.Token);
            await browser.SignInAsync("owner@example.com", ServerRig.Password);
            clock.Step(SessionTickets.Idle);
            var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Task.Run(browser.HomeAsync)));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Redirect, answer));
        }
    }

    [Fact]
    public async Task A_page_that_only_watches_work_keeps_no_session_open()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await StartAsync(clock);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        clock.Step(TimeSpan.FromMinutes(20));
        using (var watched = await browser.GetAsync("/live/1/state"))
            Assert.Equal(HttpStatusCode.NotFound, watched.StatusCode);
        clock.Step(TimeSpan.FromMinutes(20));
        Assert.Equal(HttpStatusCode.Redirect, await browser.HomeAsync());
    }

    [Fact]
    public async Task Signing_out_leads_to_no_other_host_and_never_fails()
    {
        await using var rig = await StartAsync();
        foreach (var (to, leads) in new[] { ("/\\evil.example", "/"), ("//evil.example", "/"), ("/sign-in?to=/runs", "/sign-in?to=/runs") })
        {
            using var browser = new PlainBrowser(rig.Address, Tests.Token);
            await browser.SignInAsync("owner@example.com", ServerRig.Password);
            using var gone = await browser.SubmitAsync("/profile", "/sign-out", ("to", to));
            Assert.Equal(leads, gone.Headers.Location?.ToString());
        }
    }

    [Fact]
    public async Task A_set_up_form_without_its_fields_is_refused_and_is_no_fault()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        using var answer = await browser.SubmitAsync("/setup", ("Form.Name", "Ada"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Nothing was saved: ", await answer.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_proxies_that_were_named_may_say_where_somebody_comes_from()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, publicUrl: new Uri("https://muster.example.com"));
        var known = rig.Server.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ForwardedHeadersOptions>>().Value;
        Assert.Equal([IPAddress.Loopback], known.KnownProxies);
        Assert.Empty(known.KnownIPNetworks);
    }

    [Fact]
    public async Task Pages_are_shown_while_somebody_holds_the_accounts()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await StartAsync(clock);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        clock.Step(TimeSpan.FromMinutes(2));
        await using var accounts = await AccountsAsync(rig);
        await using var held = await accounts.Database.BeginTransactionAsync(Tests.Token);
        Assert.Equal(HttpStatusCode.OK, await browser.HomeAsync());
    }

    [Fact]
    public async Task Unknown_disabled_resting_and_wrong_are_refused_with_the_same_work()
    {
        await using var rig = await StartAsync();
        await rig.AccountAsync("Auditor", Tests.Token);
        await rig.AccountAsync("Operator", Tests.Token);
        await using (var accounts = await AccountsAsync(rig))
        {
            var end = TimeProvider.System.GetUtcNow().AddMinutes(4);
            await accounts
                .Users.Where(row => row.Email == "auditor@example.com")
                .ExecuteUpdateAsync(row => row.SetProperty(it => it.LockoutEnd, end), Tests.Token);
            await accounts
                .Users.Where(row => row.Email == "operator@example.com")
                .ExecuteUpdateAsync(row => row.SetProperty(it => it.Disabled, true), Tests.Token);
        }
        foreach (var name in new[] { "nobody", "auditor", "operator", "owner" })
        {
            await using var request = new SignInDesk(rig);
            var hasher = new CountingHasher();
            request.Accounts.PasswordHasher = hasher;
            await request.SignIn.TryAsync($"{name}@example.com", "wrong words here", Tests.Token);
            Assert.Equal((name, 1), (name, hasher.Count));
        }
    }

    private sealed class CountingHasher : IPasswordHasher<Account>
    {
        public int Count { get; private set; }

        public string HashPassword(Account user, string password)
        {
            Count++;
            return "";
        }

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Count++;
            return PasswordVerificationResult.Failed;
        }
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

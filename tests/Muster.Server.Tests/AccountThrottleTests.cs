using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.SignIn;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Whoever guesses at an account waits longer and longer; whoever it belongs to gets in.</summary>
public sealed class AccountThrottleTests
{
    private const string Mail = "owner@example.com";
    private const string Wrong = "wrong words here";
    private readonly SteppedClock _clock = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public void Each_guess_after_the_eighth_makes_the_rest_twice_as_long_up_to_an_hour()
    {
        Assert.Equal(
            [0, 5, 10, 20, 40, 60, 60],
            Enumerable.Range(7, 7).Select(failures => (int)AccountThrottle.RestAfter(failures).TotalMinutes)
        );
        Assert.Equal(AccountThrottle.Longest, AccountThrottle.RestAfter(int.MaxValue));
    }

    [Fact]
    public void One_address_has_thirty_four_guesses_at_an_account_in_a_day_and_another_begins_anew()
    {
        var throttle = new AccountThrottle(_clock);
        var account = Guid.NewGuid();
        var guesses = 0;
        for (var minute = 0; minute < 24 * 60; minute++, _clock.Step(TimeSpan.FromMinutes(1)))
            while (throttle.TryTake(account, "203.0.113.7") is not null)
                guesses++;
        Assert.Equal(34, guesses);
        Assert.NotNull(throttle.TryTake(account, "203.0.113.8"));
        Assert.NotNull(throttle.TryTake(Guid.NewGuid(), "203.0.113.7"));
        _clock.Step(AccountThrottle.Kept);
        Assert.NotNull(throttle.TryTake(account, "203.0.113.7"));
    }

    [Fact]
    public void At_the_end_of_a_rest_one_guess_is_tried_however_many_come_at_once()
    {
        var throttle = new AccountThrottle(_clock);
        var account = Guid.NewGuid();
        int AtOnce()
        {
            var taken = 0;
            Parallel.For(
                0,
                200,
                _ =>
                {
                    if (throttle.TryTake(account, "203.0.113.7") is not null)
                        Interlocked.Increment(ref taken);
                }
            );
            return taken;
        }
        Assert.Equal(AccountThrottle.Free, AtOnce());
        _clock.Step(AccountThrottle.First);
        Assert.Equal(1, AtOnce());
    }

    [Fact]
    public void A_guess_that_is_given_back_leaves_no_trace_and_forgives_no_other()
    {
        var throttle = new AccountThrottle(_clock);
        var account = Guid.NewGuid();
        for (var guess = 0; guess < AccountThrottle.Free; guess++)
            throttle.TryTake(account, "203.0.113.7");
        _clock.Step(AccountThrottle.First);
        throttle.GiveBack(throttle.TryTake(account, "203.0.113.7")!);
        Assert.NotNull(throttle.TryTake(account, "203.0.113.7"));
        Assert.Null(throttle.TryTake(account, "203.0.113.7"));
    }

    [Fact]
    public async Task Guesses_at_once_count_each()
    {
        await using var rig = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(guess => IsInAsync(rig, $"198.51.100.{guess}", Wrong)));
        await using var context = await rig
            .Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(Tests.Token);
        Assert.Equal(20, (await context.Users.SingleAsync(Tests.Token)).AccessFailedCount);
    }

    [Fact]
    public async Task Of_guesses_from_many_addresses_at_once_no_more_are_checked_than_may_still_be_wrong()
    {
        await using var rig = await StartAsync();
        var owner = await SignInDesk.OwnerAsync(rig);
        for (var guess = 0; guess < 10; guess++)
            await IsInAsync(rig, $"198.51.100.{guess}", Wrong);

        var desks = Enumerable.Range(0, 70).Select(_ => new SignInDesk(rig)).ToList();
        var taken = await Task.WhenAll(desks.Select((desk, guess) => TakeAsync(desk, owner, $"203.0.113.{guess}")));

        // Ten were wrong before, so that forty of the seventy may be.
        Assert.Equal(40, taken.Count(guess => guess is not null));
        // One that was right makes room for another, and one that was wrong does not.
        taken.First(guess => guess is not null)!.Dispose();
        Assert.Equal(1, await CountAsync(2));
        foreach (var guess in taken.OfType<GuessUnderWay>().Skip(1).Take(20))
        {
            await desks[0].Services.GetRequiredService<AccountGuard>().FailedAsync(owner);
            guess.Dispose();
        }
        Assert.Equal(0, await CountAsync(2));
        foreach (var desk in desks)
            await desk.DisposeAsync();

        async Task<int> CountAsync(int guesses)
        {
            var more = await Task.WhenAll(desks.Take(guesses).Select((desk, guess) => TakeAsync(desk, owner, $"192.0.2.{guess}")));
            return more.Count(guess => guess is not null);
        }
    }

    [Fact]
    public async Task Of_guesses_from_one_address_at_once_no_more_are_checked_than_may_still_be_wrong()
    {
        var throttle = new AddressThrottle(_clock);
        var address = IPAddress.Parse("203.0.113.7");
        var guesses = await Task.WhenAll(Enumerable.Range(0, 70).Select(_ => Task.Run(() => throttle.TryTake(address, out var _))));
        Assert.Equal(AddressThrottle.Most, guesses.OfType<Guess>().Count());
        throttle.GiveBack(guesses.OfType<Guess>().First());
        Assert.NotNull(throttle.TryTake(address, out _));
        Assert.Null(throttle.TryTake(address, out var rest));
        Assert.Equal(AddressThrottle.Window, rest);
    }

    [Fact]
    public async Task Who_guesses_from_one_address_keeps_the_holder_out_at_no_other()
    {
        await using var rig = await StartAsync();
        for (var guess = 0; guess < AccountThrottle.Free; guess++)
            await IsInAsync(rig, "203.0.113.7", Wrong);
        Assert.False(await IsInAsync(rig, "203.0.113.7", ServerRig.Password));
        Assert.True(await IsInAsync(rig, "203.0.113.8", ServerRig.Password));
        // The holder's success forgives the guesser nothing.
        Assert.False(await IsInAsync(rig, "203.0.113.7", ServerRig.Password));
        _clock.Step(AccountThrottle.First);
        Assert.True(await IsInAsync(rig, "203.0.113.7", ServerRig.Password));
    }

    [Fact]
    public async Task Guesses_from_many_addresses_are_bounded_together_and_keep_no_browser_out_that_signed_in_before()
    {
        await using var rig = await StartAsync();
        using var known = Browser(rig, "203.0.113.1");
        await known.SignInAsync(Mail, ServerRig.Password);
        for (var guess = 0; guess < 50; guess++)
            await IsInAsync(rig, $"198.51.100.{guess}", Wrong);
        Assert.False(await IsInAsync(rig, "203.0.113.8", ServerRig.Password));
        Assert.True(await IsInAsync(known, ServerRig.Password));
        _clock.Step(TimeSpan.FromMinutes(65));
        Assert.True(await IsInAsync(rig, "203.0.113.8", ServerRig.Password));
    }

    [Fact]
    public async Task A_browser_that_signed_in_before_gets_in_beside_a_guesser_at_its_address_and_guesses_no_more_than_others()
    {
        await using var rig = await StartAsync();
        using var known = Browser(rig, "203.0.113.7");
        await known.SignInAsync(Mail, ServerRig.Password);
        for (var guess = 0; guess < AddressThrottle.Most; guess++)
            rig.Server.Services.GetRequiredService<AddressThrottle>().Note(IPAddress.Parse("203.0.113.7"));
        Assert.False(await IsInAsync(rig, "203.0.113.7", ServerRig.Password));
        Assert.True(await IsInAsync(known, ServerRig.Password));
        for (var guess = 0; guess < AccountThrottle.Free; guess++)
            await IsInAsync(known, Wrong);
        Assert.False(await IsInAsync(known, ServerRig.Password));
    }

    [Fact]
    public async Task Another_password_makes_every_browser_strange_again_and_so_do_ninety_days()
    {
        await using var rig = await StartAsync();
        using var known = Browser(rig, "203.0.113.1");
        await known.SignInAsync(Mail, ServerRig.Password);
        await LockAsync(rig, TimeSpan.FromDays(365));
        Assert.True(await IsInAsync(known, ServerRig.Password));
        _clock.Step(KnownDevice.Lasts);
        Assert.False(await IsInAsync(known, ServerRig.Password));
        await LockAsync(rig, TimeSpan.Zero);
        Assert.True(await IsInAsync(known, ServerRig.Password));
        var owner = SignInDesk.CallerOf(await SignInDesk.OwnerAsync(rig));
        var own = rig.Server.Services.GetRequiredService<OwnAccount>();
        Assert.Empty(await own.ChangePasswordAsync(owner, ServerRig.Password, "five other calm words", Tests.Token));
        await LockAsync(rig, TimeSpan.FromDays(365));
        Assert.False(await IsInAsync(known, "five other calm words"));
    }

    [Fact]
    public async Task An_address_that_rests_is_told_how_long()
    {
        await using var rig = await StartAsync();
        for (var guess = 0; guess < AddressThrottle.Most; guess++)
            rig.Server.Services.GetRequiredService<AddressThrottle>().Note(IPAddress.Parse("203.0.113.7"));
        using var browser = Browser(rig, "203.0.113.7");
        using var answer = await browser.SignInAsync(Mail, ServerRig.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(AddressThrottle.Window, answer.Headers.RetryAfter!.Delta);
        Assert.Contains("Wait five minutes", await answer.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
    }

    private async Task<ServerRig> StartAsync()
    {
        var rig = await ServerRig.EmptyAsync(Tests.Token, clock: _clock, publicUrl: new Uri("https://muster.example.com"));
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        return rig;
    }

    /// <summary>A guess at an account that comes from an address and is not checked yet.</summary>
    private static async Task<GuessUnderWay?> TakeAsync(SignInDesk desk, Account account, string from)
    {
        desk.Services.GetRequiredService<IHttpContextAccessor>().HttpContext = new DefaultHttpContext
        {
            RequestServices = desk.Services,
            Connection = { RemoteIpAddress = IPAddress.Parse(from) },
        };
        return await desk.Services.GetRequiredService<AccountGuard>().TryTakeAsync(account);
    }

    private static PlainBrowser Browser(ServerRig rig, string from) => new(rig.Address, Tests.Token, forwarded: true, from: from);

    private static async Task<bool> IsInAsync(ServerRig rig, string from, string password)
    {
        using var browser = Browser(rig, from);
        return await IsInAsync(browser, password);
    }

    private static async Task<bool> IsInAsync(PlainBrowser browser, string password)
    {
        using var answer = await browser.SignInAsync(Mail, password);
        return answer.StatusCode == HttpStatusCode.Redirect;
    }

    /// <summary>As if strangers had guessed from many addresses.</summary>
    private static async Task LockAsync(ServerRig rig, TimeSpan rest)
    {
        await using var context = await rig
            .Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(Tests.Token);
        var end = TimeProvider.System.GetUtcNow() + rest;
        await context.Users.ExecuteUpdateAsync(row => row.SetProperty(account => account.LockoutEnd, end), Tests.Token);
    }
}

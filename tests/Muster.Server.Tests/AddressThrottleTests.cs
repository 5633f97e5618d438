using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.SignIn;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>An address that tries many accounts rests; nobody else does, and memory stays bounded.</summary>
public sealed class AddressThrottleTests
{
    private readonly SteppedClock _clock = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public void An_address_rests_after_fifty_failures_and_is_free_after_five_minutes()
    {
        var throttle = new AddressThrottle(_clock);
        var (bad, other) = (IPAddress.Parse("203.0.113.7"), IPAddress.Parse("203.0.113.8"));
        Fail(throttle, bad, AddressThrottle.Most - 1);
        Assert.False(throttle.IsResting(bad));
        Fail(throttle, bad, 1);
        Assert.True(throttle.IsResting(bad));
        Assert.True(throttle.IsResting(bad.MapToIPv6()));
        Assert.False(throttle.IsResting(other));
        _clock.Step(AddressThrottle.Window);
        Assert.False(throttle.IsResting(bad));
        Fail(throttle, bad, 1);
        Assert.False(throttle.IsResting(bad));
    }

    [Fact]
    public void Another_address_of_the_same_ipv6_network_is_the_same_caller()
    {
        var throttle = new AddressThrottle(_clock);
        for (var i = 0; i < AddressThrottle.Most; i++)
            throttle.Note(IPAddress.Parse($"2001:db8:1:2::{i:x}"));
        Assert.True(throttle.IsResting(IPAddress.Parse("2001:db8:1:2:ffff::1")));
        Assert.False(throttle.IsResting(IPAddress.Parse("2001:db8:1:3::1")));
    }

    [Fact]
    public void Many_addresses_fill_no_memory_and_make_nobody_else_rest()
    {
        var throttle = new AddressThrottle(_clock);
        var guesser = IPAddress.Parse("203.0.113.7");
        Fail(throttle, guesser, AddressThrottle.Most - 1);
        for (var i = 0; i < AddressThrottle.MostAddresses + AddressThrottle.Most; i++)
            throttle.Note(new IPAddress(i + 1L));
        Assert.True(throttle.Remembered <= AddressThrottle.MostAddresses);
        Assert.False(throttle.IsResting(IPAddress.Parse("198.51.100.1")));
        // Whoever has failed most is not forgotten for those who failed once.
        Fail(throttle, guesser, 1);
        Assert.True(throttle.IsResting(guesser));
        _clock.Step(AddressThrottle.Window);
        throttle.Note(IPAddress.Parse("198.51.100.1"));
        Assert.Equal(1, throttle.Remembered);
    }

    [Fact]
    public async Task From_an_address_that_rests_not_even_the_right_password_signs_in_and_from_another_it_does()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, publicUrl: new Uri("https://muster.example.com"));
        await rig.AccountAsync("Owner", Tests.Token);
        // The forwarded address of the plain browser.
        Fail(rig.Server.Services.GetRequiredService<AddressThrottle>(), IPAddress.Parse("203.0.113.7"), AddressThrottle.Most);
        using var browser = new PlainBrowser(rig.Address, Tests.Token, forwarded: true);
        Assert.Contains(
            "too many failed sign-ins from this address",
            await browser.RefusalAsync("owner@example.com", ServerRig.Password),
            StringComparison.Ordinal
        );
        using var other = new PlainBrowser(rig.Address, Tests.Token, forwarded: true, from: "203.0.113.8");
        using var answer = await other.SignInAsync("owner@example.com", ServerRig.Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_counts_against_the_address()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync("Owner", Tests.Token);
        Fail(rig.Server.Services.GetRequiredService<AddressThrottle>(), IPAddress.Loopback, AddressThrottle.Most - 1);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        Assert.DoesNotContain(
            "from this address",
            await browser.RefusalAsync("nobody@example.com", "wrong words here"),
            StringComparison.Ordinal
        );
        Assert.Contains("from this address", await browser.RefusalAsync("owner@example.com", ServerRig.Password), StringComparison.Ordinal);
    }

    private static void Fail(AddressThrottle throttle, IPAddress address, int times)
    {
        for (var i = 0; i < times; i++)
            throttle.Note(address);
    }
}

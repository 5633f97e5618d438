using System.Net;

namespace Muster.Server.SignIn;

/// <summary>Lets an address rest that has failed too often, whatever accounts or tokens it tried. Memory is bounded, and nobody rests for what others did.</summary>
internal sealed class AddressThrottle(TimeProvider clock)
{
    /// <summary>What somebody who rests is told.</summary>
    public const string Refused =
        "There were too many failed sign-ins from this address. Wait five minutes and try again; other addresses are not concerned.";

    /// <summary>How many failures within <see cref="Window"/> an address has.</summary>
    public const int Most = 50;

    /// <summary>Most addresses that are remembered.</summary>
    public const int MostAddresses = 10_000;

    /// <summary>Within what time they count, and how long an address rests.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly FailureCounts _counts = new(MostAddresses, (count, now) => now - count.First >= Window);

    /// <summary>How many addresses are remembered.</summary>
    public int Remembered => _counts.Remembered;

    /// <summary>How much longer an address rests; null when it does not.</summary>
    public TimeSpan? RestOf(IPAddress? address)
    {
        var now = clock.GetUtcNow();
        return _counts.Of(Networks.Of(address), now) is { Failures: >= Most } count ? count.First + Window - now : null;
    }

    /// <summary>Whether an address rests.</summary>
    public bool IsResting(IPAddress? address) => RestOf(address) is not null;

    /// <summary>Takes a guess from an address before it is checked, and counts it as failed until it is given back.</summary>
    /// <param name="address">From where.</param>
    /// <param name="rest">How much longer the address rests.</param>
    /// <returns>The guess; null while the address rests.</returns>
    public Guess? TryTake(IPAddress? address, out TimeSpan rest)
    {
        var guess = _counts.TryTake(Networks.Of(address), clock.GetUtcNow(), count => count.Failures >= Most);
        rest = guess is null ? RestOf(address) ?? TimeSpan.Zero : TimeSpan.Zero;
        return guess;
    }

    /// <summary>Gives a guess back that was right, and forgives no other.</summary>
    public void GiveBack(Guess guess) => _counts.GiveBack(guess, clock.GetUtcNow());

    /// <summary>Counts a failure.</summary>
    public void Note(IPAddress? address) => _counts.Add(Networks.Of(address), clock.GetUtcNow());
}

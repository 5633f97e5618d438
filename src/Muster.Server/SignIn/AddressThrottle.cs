using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Muster.Server.SignIn;

/// <summary>Lets an address rest that has failed to sign in too often, whatever accounts it tried. Memory is bounded: beyond so many addresses the ones that failed least, and longest ago, are forgotten; nobody rests for what others did.</summary>
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

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>How many addresses are remembered.</summary>
    public int Remembered => _counts.Count;

    /// <summary>Whether an address rests.</summary>
    public bool IsResting(IPAddress? address)
    {
        var now = clock.GetUtcNow();
        return _counts.TryGetValue(Network(address), out var count) && now - count.Since < Window && count.Failures >= Most;
    }

    /// <summary>Counts a failure.</summary>
    public void Note(IPAddress? address)
    {
        var (now, key) = (clock.GetUtcNow(), Network(address));
        if (!_counts.ContainsKey(key))
            MakeRoom(now);
        _counts.AddOrUpdate(
            key,
            _ => new(now, 1),
            (_, count) => now - count.Since < Window ? count with { Failures = Math.Min(count.Failures + 1, Most) } : new(now, 1)
        );
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_counts.Count < MostAddresses)
            return;
        foreach (var old in _counts.Where(each => now - each.Value.Since >= Window))
            _counts.TryRemove(old);
        while (_counts.Count >= MostAddresses && _counts.MinBy(each => (each.Value.Failures, each.Value.Since)) is { Key: not null } least)
            _counts.TryRemove(least);
    }

    /// <summary>One customer has a /64 of IPv6 at least, and could take another address for each attempt.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)) + "/64"
            : address.ToString();
    }

    private sealed record Count(DateTimeOffset Since, int Failures);
}

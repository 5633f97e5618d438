using System.Net;
using System.Net.Sockets;

namespace Muster.Server.Connections;

/// <summary>Addresses that only this machine or its own network has (RFC 1918, RFC 4193, RFC 6598, RFC 6761). Trial directories are often on one; Entra never is.</summary>
internal static class PrivateHosts
{
    private static readonly string[] Suffixes = [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test"];

    /// <summary>Whether the host of an address is such a one, as it is written; names are not looked up.</summary>
    public static bool IsOne(Uri address)
    {
        var host = address.DnsSafeHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var literal))
            return IsOne(literal.IsIPv4MappedToIPv6 ? literal.MapToIPv4() : literal);
        return !host.Contains('.', StringComparison.Ordinal)
            || Array.Exists(Suffixes, suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsOne(IPAddress address) =>
        IPAddress.IsLoopback(address)
        || (
            address.AddressFamily == AddressFamily.InterNetworkV6
                ? address.IsIPv6UniqueLocal
                : address.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [100, >= 64 and <= 127, ..]
        );
}

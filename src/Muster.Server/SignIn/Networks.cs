using System.Net;
using System.Net.Sockets;

namespace Muster.Server.SignIn;

/// <summary>What counts as one caller, for somebody of whom only the address is known.</summary>
internal static class Networks
{
    /// <summary>The address; of IPv6 the network of /64, since one customer has that at least, and could take another address for each attempt.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)) + "/64"
            : address.ToString();
    }
}

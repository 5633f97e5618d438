using System.Net;
using System.Net.Sockets;

namespace Muster.Entra.Http;

/// <summary>
/// Addresses that no directory has: those of the machine's own network link, where clouds tell every program on the machine its keys
/// (source: RFC 3927 and RFC 4291 section 2.5.6, link-local; the metadata addresses that Azure, AWS and Google document).
/// </summary>
public static class MetadataHosts
{
    private static readonly IPAddress AwsMetadata = IPAddress.Parse("fd00:ec2::254");
    private static readonly IPAddress AzureWire = IPAddress.Parse("168.63.129.16");

    /// <summary>Whether an address, as somebody typed it, is such a one; a name is looked at when it is connected to.</summary>
    public static bool IsOne(Uri address) =>
        (IPAddress.TryParse(address.DnsSafeHost, out var literal) && IsOne(literal))
        || address.DnsSafeHost.TrimEnd('.') is var host
            && (
                host.Equals("metadata.google.internal", StringComparison.OrdinalIgnoreCase)
                || host.Equals("metadata", StringComparison.OrdinalIgnoreCase)
            );

    /// <summary>Whether it is such a one, also when it is written as IPv6.</summary>
    public static bool IsOne(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? plain.IsIPv6LinkLocal || plain.Equals(AwsMetadata)
            : plain.GetAddressBytes() is [169, 254, ..] || plain.Equals(AzureWire);
    }

    /// <summary>Connects to a host at an address that it has at this moment, and that is none of these: what a name meant when it was typed does not count.</summary>
    /// <exception cref="HttpRequestException">The name is not known, or nobody answers.</exception>
    /// <exception cref="MetadataHostException">Every address that it has is one of these.</exception>
    internal static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            throw new HttpRequestException(HttpRequestError.NameResolutionError, "The name is not known.", fault);
        }
        var allowed = Array.FindAll(addresses, address => !IsOne(address));
        if (allowed.Length == 0)
            throw new MetadataHostException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Nobody answers there.", fault);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name or address leads to the machine's own metadata.</summary>
internal sealed class MetadataHostException() : IOException("This is the address of the machine's own metadata.");
